"""One learner and their own folder: grading it, and what is remembered of it."""
