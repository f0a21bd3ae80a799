"""A submission's verdicts, folded once into a report. Everything here is a pure function.

report          the records, and the folding
next_step       the one thing to do next
fault_location  which function a failing check is most likely about
formats/        reports for machines
screen/         reports for people
"""
