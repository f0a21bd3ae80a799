"""The benchmarks: how fast an engine is, and where, beside the reference and others.

    measure(engines_of(yours, reference), rounds=3)  ->  Bench      runs things, draws nothing
    tables(bench)                                    ->  rich tables, runs nothing

Each engine is measured in a process of its own, so that nobody pays for the garbage of
another, and the engines take turns, so that a busy minute of the machine hits them all.
"""

from __future__ import annotations

from grading.commands.bench.records import Bench, Engine, Reading
from grading.commands.bench.running import engines_of, measure
from grading.commands.bench.table import tables

__all__ = ["Bench", "Engine", "Reading", "engines_of", "measure", "tables"]
