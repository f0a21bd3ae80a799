"""What a wrong answer says: which known mistake it matches, and where it first goes wrong.

naming            which mistakes of the catalogue explain the failing checks of a stage
place             which function is wrong, by exchange with the reference's
slips             the slips of every program: a missing `return`, a misspelt name
candidates        wrong versions of the reference, asked in a worker that can be killed
replies           what came back to a question, and when two replies are alike
comparison        when two answers are the same: the course's tolerance
first_difference  the first step of an expression that differs
"""
