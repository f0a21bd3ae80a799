"""A yardstick for the tutor: submissions written without looking at the catalogue of mistakes."""
