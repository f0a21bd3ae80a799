"""`picograd gallery`: the pictures of the course, and the dreams made again without training."""
