"""`picograd dev`: the files of the repository that are made from others."""
