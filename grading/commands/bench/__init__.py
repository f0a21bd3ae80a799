"""The benchmarks: how fast an engine is, and where, beside the reference and others.

    running.measure(engines, rounds=3)  ->  Bench        runs things, draws nothing
    table.tables(bench)                 ->  rich tables  runs nothing

Each engine is measured in a process of its own, so that nobody pays for the garbage of
another, and the engines take turns, so that a busy minute of the machine hits them all.
"""
