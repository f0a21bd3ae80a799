"""Measuring engines: each in a process of its own, all of them in turn."""

from __future__ import annotations

import json
import queue
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from grading.checks import oracle
from grading.commands.bench.records import (
    MICROGRAD,
    NAIVE,
    REFERENCE,
    TASKS,
    TORCH,
    YOURS,
    Bench,
    Engine,
    Kind,
    Reading,
    Task,
)
from grading.course.manifest import Course
from grading.learner.package import sources_in
from grading.paths import EXERCISES, PACKAGE, ROOT, SOLUTIONS
from grading.worker.overlay import Source

# How long one engine may be busy with one task, and with starting.
SECONDS_PER_TASK = 120.0

# One measurement fills this many processor seconds, in each of the rounds.
SECONDS_PER_MEASUREMENT = 0.4
ROUNDS = 3

Values = dict[str, float] | str


def engines_here(course: Course) -> list[Engine]:
    """The learner's engine in this repository, and what it is compared with."""
    return engines_of(
        sources_in(EXERCISES / PACKAGE, course.stage_ids),
        sources_in(SOLUTIONS / PACKAGE, course.stage_ids),
    )


def engines_of(yours: Mapping[str, Source], reference: Mapping[str, Source]) -> list[Engine]:
    """The engines worth comparing; without files of the reference, it is left out, and so is torch
    where it is not installed.
    """
    lent = [Engine(REFERENCE, Kind.PICOGRAD, reference)] if reference else []
    live = [Engine(TORCH, Kind.TORCH)] if oracle.is_live() else []
    return [
        Engine(YOURS, Kind.PICOGRAD, yours),
        *lent,
        Engine(MICROGRAD, Kind.MICROGRAD),
        Engine(NAIVE, Kind.NAIVE),
        *live,
    ]


def measure(
    engines: Sequence[Engine],
    tasks: Sequence[Task] = TASKS,
    *,
    rounds: int = ROUNDS,
    seconds: float = SECONDS_PER_MEASUREMENT,
    tell: Callable[[str], None] = lambda text: None,
) -> Bench:
    """Every task of every engine that can do it, `rounds` times: the medians.

    seconds: processor time of one measurement. tell: called with what is going on.
    """
    with ExitStack() as stack:
        processes = {engine.name: stack.enter_context(_process(engine)) for engine in engines}
        readings = []
        for task in tasks:
            able = [engine.name for engine in engines if engine.kind in task.kinds]
            found: dict[str, list[Values]] = {name: [] for name in able}
            for number in range(1 if task.once else rounds):
                for name in able:
                    tell(f"{task.title}: {name}" + (f", round {number + 1}" if number else ""))
                    found[name].append(processes[name].ask(task.id, seconds))
            readings += [r for name in able for r in _readings(name, task, found[name])]
    return Bench(tuple(engine.name for engine in engines), tuple(readings))


def _readings(engine: str, task: Task, rounds: Sequence[Values]) -> list[Reading]:
    """The median of each quantity, or the note of the round that failed."""
    notes = [values for values in rounds if isinstance(values, str)]
    if notes:
        return [Reading(engine, quantity.id, None, notes[0]) for quantity in task.quantities]
    return [
        Reading(
            engine,
            quantity.id,
            statistics.median(values[quantity.id] for values in rounds if isinstance(values, dict)),
        )
        for quantity in task.quantities
    ]


@dataclass
class _Process:
    """The far end of one engine."""

    running: subprocess.Popen[str]
    lines: queue.SimpleQueue[str]
    ended: str = ""

    def ask(self, task: str, seconds: float) -> Values:
        """The values of a task, or a note."""
        answer = self._exchange(json.dumps([task, seconds]))
        values = answer.get("values")
        return values if isinstance(values, dict) else str(answer.get("note", "no answer"))

    def begin(self, engine: Engine) -> None:
        sources = {
            name: [source.path, source.content.decode("latin-1")]
            for name, source in engine.sources.items()
        }
        self._exchange(json.dumps({"kind": engine.kind.value, "sources": sources}))

    def _exchange(self, line: str) -> dict[str, Any]:
        if self.ended:
            return {"note": self.ended}
        assert self.running.stdin is not None
        try:
            self.running.stdin.write(line + "\n")
            self.running.stdin.flush()
            answer = self.lines.get(timeout=SECONDS_PER_TASK)
        except queue.Empty:
            self.running.kill()
            self.ended = answer = f"not done within {SECONDS_PER_TASK:g} seconds"
            return {"note": answer}
        except OSError:
            answer = ""
        if not answer:
            self.ended = "its process ended"
            return {"note": self.ended}
        parsed = json.loads(answer)
        return parsed if isinstance(parsed, dict) else {}


@contextmanager
def _process(engine: Engine) -> Iterator[_Process]:
    running = subprocess.Popen(
        [sys.executable, "-m", "grading.commands.bench.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        text=True,
        encoding="utf-8",
    )
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(running, lines), daemon=True).start()
    process = _Process(running, lines)
    try:
        process.begin(engine)
        yield process
    finally:
        running.kill()
        running.wait()
        for stream in (running.stdin, running.stdout):
            # What was still buffered has nowhere to go.
            with suppress(OSError):
                stream and stream.close()


def _read(running: subprocess.Popen[str], lines: queue.SimpleQueue[str]) -> None:
    assert running.stdout is not None
    for line in running.stdout:
        lines.put(line)
    lines.put("")
