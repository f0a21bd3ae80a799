"""Wrong submissions, a module a stage. Each module holds one tuple, `WRONG`.

Those named blind_* hold several stages, and were written before a look at the catalogue.
"""
