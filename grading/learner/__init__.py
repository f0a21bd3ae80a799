"""Where the learner's code runs: in this process, or in a worker behind four levels of isolation.

    runner         what a check or a milestone can ask of the learner's code, wherever it runs
    package        which modules stand together as `picograd`: the learner's, and what is lent
    in_process     runs it here, where print and pdb work
    sandboxed      runs it in a worker, and believes nothing that comes back

    isolation      one level of isolation as a record, with its limits
    choose         the highest level that works here, found out by trying it
    launch         starting a process at a level
    bubblewrap     the command line of level 3
    worker_bundle  what is sent to a process to make it a worker: the room `worker`
    process        a started worker: its channels, and its end
    shipping       a question by value, as it travels to a worker
    start_worker   a worker that is ready for questions

The levels:

    0  a process of its own: limits, clocks, an empty environment, nothing left afterwards
    1  a user of its own without rights (where the grader is root), and no way to gain any
    2  Landlock and seccomp (Linux): no file but Python's own, no network, no other process
    3  bubblewrap: namespaces of its own, in which nothing else exists

What every level stops, and what remains possible, stands in docs/SECURITY.md.
"""
