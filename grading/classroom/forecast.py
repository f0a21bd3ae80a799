"""How long a class will take on how many workers, simulated from what gradings took so far."""

from __future__ import annotations

import heapq
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.classroom.store import Asked, Graded, Store
from grading.submission.submission import Submission, SubmittedFile

SAMPLES = 40


@dataclass(frozen=True)
class Forecast:
    """seconds: from the first to the last. busy: the share of it in which workers graded."""

    workers: int
    seconds: float
    busy: float


def forecast(
    durations: Sequence[float], students: int, workers: int, seconds_to_keep: float, seed: int = 0
) -> Forecast:
    """`students` submissions on `workers`, each taking as long as one of `durations`, by chance.

    seconds_to_keep: one process takes all results in and writes them, one after the other, so a
    result may have to wait for it, and its worker's next job with it.
    """
    rng = random.Random(seed)
    ready = [0.0] * workers  # when each worker can begin its next job
    writer = graded = 0.0
    for _ in range(students):
        began = heapq.heappop(ready)
        took = rng.choice(durations)
        graded += took
        writer = max(writer, began + took) + seconds_to_keep
        heapq.heappush(ready, writer)
    return Forecast(workers, writer, graded / (writer * workers))


def measure_keeping(graded: Graded) -> float:
    """Seconds that a grading takes to be kept, its way to the disk included, on this machine."""
    asked = Asked("forecast", None, "{}")
    with (
        tempfile.TemporaryDirectory(prefix="picograd-forecast-") as folder,
        Store(Path(folder) / "store.sqlite") as store,
    ):
        contents = [_keep_submission(store, n) for n in range(SAMPLES)]
        start = time.perf_counter()
        for content in contents:
            store.add_grading(content, asked, graded)
        return (time.perf_counter() - start) / SAMPLES


def _keep_submission(store: Store, number: int) -> str:
    submission = Submission("x", (SubmittedFile("x", "x", f"{number}".encode()),), (), ())
    store.keep_submission(submission)
    return submission.sha256
