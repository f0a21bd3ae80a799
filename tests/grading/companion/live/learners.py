"""Learners for the views: the reference with some of its files exchanged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from grading.companion.live import live as live_module
from grading.companion.live.live import Live
from grading.course.manifest import load_course
from grading.paths import STUBS
from tests.grading.milestones.dreaming import changed


def live_for(monkeypatch: pytest.MonkeyPatch, stages: Mapping[str, str] | None = None) -> Live:
    """What the pages know of a learner with the reference's files but for these."""
    submission = changed(stages or {})
    monkeypatch.setattr(live_module, "take_in_own", lambda course: submission)
    return Live(load_course())


def unwritten(stage: str) -> dict[str, str]:
    """The stage as it is before anybody has written in it."""
    return {stage: (STUBS / f"{stage}.py").read_text(encoding="utf-8")}


def went_down(values: list[Any]) -> bool:
    """Whether the second half lies lower than the first, in the mean."""
    half = len(values) // 2
    return sum(values[half:]) / (len(values) - half) < sum(values[:half]) / half
