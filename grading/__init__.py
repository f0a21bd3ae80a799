"""The autograder of picograd: it asks the learner's code questions and reports the answers."""
