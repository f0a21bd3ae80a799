"""One learner and their own folder: grading it, what is remembered, watching it, the live page."""
