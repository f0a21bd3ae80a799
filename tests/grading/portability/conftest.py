"""The little course that most commands are tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading.tiny_course import TinyCourse, make_tiny_course


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCourse:
    return make_tiny_course(tmp_path / "little")
