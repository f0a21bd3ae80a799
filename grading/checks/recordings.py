"""PyTorch's answers to the published questions, as they were recorded.

A file for each stage lies beside the suites, in `answers/`. It is made by asking PyTorch
(`commands.dev.recording`), and holds for exactly the suite that it was made with: where that has
changed since, or the file itself, there is no recording. Floats are spelled as `float.__repr__`
spells them, so what is read is to the last digit what PyTorch said.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.paths import SUITES

FOLDER = SUITES / "answers"

# For each check, its questions by their fingerprints, with the answers.
Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Recording:
    """The answers to the questions of one stage. version: PyTorch's, without the build."""

    version: str
    answers: Answers

    @functools.cached_property
    def by_fingerprint(self) -> Mapping[str, Any]:
        """Every answer by the fingerprint of its question, which means one answer."""
        return {
            fingerprint: a for asked in self.answers.values() for fingerprint, a in asked.items()
        }


def recording_path(stage: str) -> Path:
    return FOLDER / f"{stage}.json"


def recording_of(stage: str) -> Recording | None:
    """The recording of `stage`; None where there is none for the suite as it is."""
    try:
        content = recording_path(stage).read_bytes().replace(b"\r\n", b"\n")
        data = json.loads(content, object_hook=_number)
    except (OSError, ValueError):
        return None
    _, _, body = content.partition(b"\n")
    if not isinstance(data, dict) or data.get("key") != _key_of(stage, body):
        return None
    return Recording(data["torch"], data["answers"])


def content_of(stage: str, recording: Recording) -> bytes:
    """The content of the recording's file: its key on a line, and then a line for each answer."""
    checks = ",\n".join(
        f"{json.dumps(check)}: {{\n{_lines(asked)}\n}}"
        for check, asked in recording.answers.items()
        if asked
    )
    body = f'"torch": {json.dumps(recording.version)},\n"answers": {{\n{checks}\n}}}}\n'.encode()
    return f'{{"key": "{_key_of(stage, body)}",\n'.encode() + body


def _lines(asked: Mapping[str, Any]) -> str:
    return ",\n".join(
        f"{json.dumps(fingerprint)}: {json.dumps(_spelled(answer), allow_nan=False)}"
        for fingerprint, answer in asked.items()
    )


def _key_of(stage: str, body: bytes) -> str:
    """A fingerprint of the questions, and of what the answers say."""
    suite = SUITES / f"test_{stage}.py"
    text = suite.read_bytes() if suite.is_file() else b""
    key = hashlib.sha256()
    for part in (body, text):
        # Whatever ends a line where the repository was checked out.
        key.update(hashlib.sha256(part.replace(b"\r\n", b"\n")).digest())
    return key.hexdigest()


def _spelled(answer: Any) -> Any:
    """JSON has no infinity and no NaN."""
    if isinstance(answer, list):
        return [_spelled(item) for item in answer]
    if isinstance(answer, dict):
        return {key: _spelled(item) for key, item in answer.items()}
    if isinstance(answer, float) and not math.isfinite(answer):
        return {"float": repr(answer)}
    return answer


def _number(data: dict[str, Any]) -> Any:
    return float(data["float"]) if data.keys() == {"float"} else data
