"""Right but unusual submissions, a module a stage. Each module holds one tuple, `RIGHT`.

blind.py holds several stages, and was written before a look at the checks.
"""
