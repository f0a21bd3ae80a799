"""What a wrong answer says: which known mistake it matches, and where it first goes wrong.

naming            which mistakes of the catalogue explain the failing checks of a stage
choosing          of those that would explain a check, the one that is named, or none
known_replies     what the mistakes reply to the published questions: tables in `known/`
asked_replies     what they reply to all others, asked anew
digest            a reply in a few numbers, and when two are alike
errors_compared   when two exceptions are the same slip
place             which function is wrong, by exchange with the reference's
slips             the slips of every program: a missing `return`, a misspelt name
raised_slips      those that what was raised demands
form_slips        those that the form of a function shows
looked_at         a file beside its contract, as slips are looked for in it
syntax            what the text of a file shows: its functions, and what stands in them
candidates        wrong versions of the reference, asked in a worker that can be killed
replies           what came back to a question: an answer, or what was raised
comparison        when two answers are the same: the course's tolerance
first_difference  the first step of an expression that differs
"""
