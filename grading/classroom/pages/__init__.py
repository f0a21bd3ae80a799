"""The pages of a class: one for each student, one for whoever teaches, one of pairs."""
