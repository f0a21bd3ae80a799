"""Recording what PyTorch answers to the published questions of a stage."""

from __future__ import annotations

import importlib.metadata
import math
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from grading.checks import oracle, plugin
from grading.checks.fingerprint import fingerprint_of
from grading.checks.recordings import Recording, content_of, recording_of, recording_path
from grading.errors import NotDerivable
from grading.paths import PACKAGE, ROOT, SOLUTIONS

# Two builds of PyTorch, or two processors, may differ in the last digits of an answer. A recorded
# one that agrees to this part of it stays, so that no machine writes the files of another anew.
AGREEING = 1e-12


def derive_recording(stage: str) -> tuple[Path, bytes]:
    """The file of recorded answers for `stage`, and what it has to hold.

    The reference is asked every check, so every question is heard. NotDerivable where one cannot
    be recorded, or where there is no PyTorch to ask.
    """
    if not oracle.is_live():
        raise NotDerivable(
            "only PyTorch can say what the recorded answers have to be, and it is not installed; "
            f"install it with {oracle.INSTALL}"
        )
    heard = _Heard()
    file = SOLUTIONS / PACKAGE / f"{stage}.py"
    # Whoever calls may be run by pytest, whose own plugins keep to one run of a process.
    without = ("terminal", "cacheprovider", "logging", "warnings", "threadexception", "timeout")
    options = [option for name in without for option in ("-p", f"no:{name}")]
    arguments = [str(file), *options, "-s", "--noconftest", "--rootdir", str(ROOT)]
    status = pytest.main(arguments, plugins=[plugin, heard])
    if heard.fault or status != pytest.ExitCode.OK:
        why = heard.fault or "the reference does not pass; mend it, or the suite, first"
        raise NotDerivable(f"the answers for {stage} cannot be recorded: {why}")
    version = importlib.metadata.version("torch").partition("+")[0]
    kept = recording_of(stage)
    answers = {
        check: {
            fingerprint: _kept(kept, fingerprint, answer) for fingerprint, answer in asked.items()
        }
        for check, asked in heard.answers.items()
    }
    return recording_path(stage), content_of(stage, Recording(version, answers))


def _kept(recording: Recording | None, question: str, answer: Any) -> Any:
    """The recorded answer where it agrees with this one, else this one."""
    earlier = recording.by_fingerprint.get(question) if recording else None
    return earlier if earlier is not None and agree(earlier, answer) else answer


def agree(one: Any, other: Any) -> bool:
    """Whether two answers are the same but for the last digits of their floats."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
    if isinstance(one, float) and isinstance(other, float):
        both_nan = math.isnan(one) and math.isnan(other)
        return both_nan or math.isclose(one, other, rel_tol=AGREEING, abs_tol=AGREEING)
    return type(one) is type(other) and bool(one == other)


class _Heard:
    """Listens to PyTorch while the checks are run.

    answers: for each check, its questions and their answers, in the order in which they came.
    fault: why they cannot be recorded.
    """

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self._by_fingerprint: dict[str, Any] = {}
        self.fault = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        asked = self.answers.setdefault(item.name, {})
        with oracle.listening(self._noting(item.name, asked)):
            return (yield)

    def _noting(
        self, check: str, asked: dict[str, Any]
    ) -> Callable[[Callable[[Any], Any], Any], None]:
        def note(question: Callable[[Any], Any], answer: Any) -> None:
            try:
                fingerprint = fingerprint_of(question)
            except TypeError as error:
                self.fault = f"{check}: {error}"
                return
            if not agree(self._by_fingerprint.setdefault(fingerprint, answer), answer):
                self.fault = (
                    f"{check} asks two questions that look the same ({fingerprint}); give their "
                    "functions names of their own"
                )
            asked[fingerprint] = answer

        return note
