"""The checks of a stage, run by pytest.

plugin           the hooks that make verdicts of pytest's tests, and the fixture `learner`
collecting       which tests stand under which stage file
clock            the time limit, which belongs to the learner's code alone
learner_fixture  what a check asks with
inputs           the numbers of a question: published, or moved under a seed
oracle           the right answers, from PyTorch
recordings       those to the published questions, as they were recorded
fingerprint      what a question to PyTorch is known by
assertions       what a check says of an answer that is not the right one
decide           from what a check raised to its verdict
verdict          the records
wording          what is said of a verdict, in the parts that every output prints
naming           from failing checks to the mistakes that explain them
placing          failing checks, run again with functions of the learner's file exchanged
slipping         from failing checks to the slips that explain them
judge            the checks of a whole submission, in workers
"""
