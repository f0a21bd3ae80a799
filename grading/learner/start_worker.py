"""A worker that is ready for questions, and reading what it says."""

from __future__ import annotations

import pickle
import secrets
import time
from collections.abc import Mapping
from typing import Any

from grading.errors import CouldNotGrade
from grading.learner.isolation import Isolation
from grading.learner.package import Package
from grading.learner.process import WorkerProcess
from grading.submission.safe_text import sanitize, sanitize_all
from grading.worker.overlay import Source
from grading.worker.wire import Malformed, decode

START_SECONDS = 30.0
# The clocks of the judge decide; this one stops what has outlived them.
CPU_SECONDS = 4 * 3600


def start_worker(
    package: Package, isolation: Isolation, outside: str = ""
) -> tuple[WorkerProcess, dict[str, Any]]:
    """A worker that is ready for questions, and what it found out about itself.

    outside: a file that it should try to reach, for the probe of the level.
    """
    worker = WorkerProcess(isolation, CPU_SECONDS)
    try:
        nonce = secrets.token_hex(8)
        worker.send(pickle.dumps(_setup(package, isolation, nonce, outside)))
        line = worker.receive(time.monotonic() + START_SECONDS)
        if line:
            kind, found = read_line(line, nonce)
            if kind == "ready" and isinstance(found, dict):
                return worker, found
        raise CouldNotGrade(f"the worker process did not start ({worker.how_it_ended()})")
    except BaseException:
        worker.end()
        raise


def read_line(line: bytes, nonce: str) -> tuple[str, Any]:
    """(kind, payload) of a line that answers the question `nonce`, every text in it sanitized."""
    try:
        message = decode(line.decode("ascii"))
    except UnicodeDecodeError:
        raise Malformed("the answer is not ASCII") from None
    if not isinstance(message, list) or len(message) != 3:
        raise Malformed("the answer has not three parts")
    said, kind, payload = message
    if not isinstance(said, str) or not isinstance(kind, str):
        raise Malformed("the answer does not say what it answers")
    if said != nonce:
        raise Malformed("an answer to a question that was not asked")
    return sanitize(kind[:40]), sanitize_all(payload)


def _setup(package: Package, isolation: Isolation, nonce: str, outside: str) -> dict[str, Any]:
    return {
        "nonce": nonce,
        "level": isolation.level,
        "outside": outside,
        "fenced": isolation.level is not None and isolation.fenced,
        "own": [name for name in package.own if name in package.sources],
        "sources": fields_of(package.sources),
    }


def fields_of(sources: Mapping[str, Source]) -> dict[str, tuple[str, bytes, str, bool]]:
    """The sources as they are sent to a worker; `overlay.sources_of` reads them."""
    return {name: (s.path, s.content, s.problem, s.compiled) for name, s in sources.items()}
