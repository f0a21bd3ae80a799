"""A catalogue that names mistakes and shows none: a wrong version differs from the right in a line.

The sentences stay, and the tables of what each mistake replies, which hold digests of answers: so
a mistake is named by look-up. What would have to be run to be named is not there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from grading.diagnosis.known_replies import key_of
from grading.mistakes.catalogue import Mistake, mistakes_of

_HEAD = '''"""The mistakes of {stage} that are known, without the code of any."""

from grading.mistakes.catalogue import SEALED, Mistake

MISTAKES = (
'''


def seal_catalogue(folder: Path, stages: Iterable[str], kept: Collection[str]) -> None:
    """Seal the catalogue of the handout in `folder`; of stages that are not kept nothing stays."""
    for stage in stages:
        catalogue = folder / "grading" / "mistakes" / f"{stage}.py"
        table = folder / "grading" / "diagnosis" / "known" / f"{stage}.json"
        if stage in kept and catalogue.is_file():
            catalogue.write_bytes(_sealed(stage, mistakes_of(stage)).encode())
            if table.is_file():
                _sign(stage, table, folder)
        else:
            catalogue.unlink(missing_ok=True)
            table.unlink(missing_ok=True)


def _sealed(stage: str, mistakes: Iterable[Mistake]) -> str:
    entries = "".join(
        "    Mistake(\n"
        + "".join(
            f"        {field}={getattr(mistake, field)!r},\n"
            for field in ("id", "where", "sentence", "why", "twins", "because")
        )
        + "        code=SEALED,\n    ),\n"
        for mistake in mistakes
    )
    return _HEAD.format(stage=stage) + entries + ")\n"


def _sign(stage: str, table: Path, folder: Path) -> None:
    """Let the table hold for the files of the handout as it held for those of the repository."""
    _, _, body = table.read_bytes().partition(b"\n")
    key = json.dumps({"key": key_of(stage, body, folder)})[:-1]
    table.write_bytes(f"{key},\n".encode() + body)
