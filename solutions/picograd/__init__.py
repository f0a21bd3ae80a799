"""The reference: the same files as in `exercises/picograd`, with the bodies filled in."""
