"""The live page: a server on this machine alone, and what it shows of the learner's engine."""
