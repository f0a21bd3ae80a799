"""A submission's verdicts, folded once into a report. Everything here is a pure function.

A renderer takes a report and gives the bytes of a file or the text of a screen. What it needs
beside the report is given to the function that makes the renderer (`render_for`).

report          the records, and the folding
next_step       the one thing to do next
fault_location  where functions and checks stand
formats/        reports for machines
screen/         reports for people
"""
