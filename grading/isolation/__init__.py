"""How the code of a stranger is locked in: four layers, each probed before it is trusted.

    0  a process of its own: limits, clocks, an empty environment, nothing left afterwards
    1  a user of its own without rights (where the grader is root), and no way to gain any
    2  Landlock and seccomp (Linux): no file but Python's own, no network, no other process
    3  bubblewrap: namespaces of its own, in which nothing else exists

    levels      one level as a record, and starting a worker at it          (the judge's side)
    choice      the highest level that works here, found out by trying it
    process     a started worker: its channels, and its end
    bubblewrap  the command line of level 3
    supervisor  between judge and worker: limits, user, and the end of all  (the far side)
    confine     what a worker does to itself before it runs anything
    landlock, seccomp, fence, facts         its parts

The modules of the far side use the standard library alone. What every level stops, and what
remains possible, stands in grading/SECURITY.md.
"""
