"""Who handed in what, as Gradescope's "Export submissions" tells it in one file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grading.errors import Unacceptable
from grading.submission.safe_text import name_path

NAME = "submission_metadata.yml"


@dataclass(frozen=True)
class Submitter:
    """One of those who handed a submission in; a group has several."""

    keys: Mapping[str, str] = field(hash=False)
    when: datetime.datetime | None = None


def read_submitters(folder: Path) -> dict[str, tuple[Submitter, ...]]:
    """The submitters of each folder `submission_<n>`; nothing where there is no such file.

    Unacceptable where the file is damaged, or PyYAML is not installed.
    """
    file = folder / NAME
    if not file.is_file():
        return {}
    try:
        import yaml
    except ImportError as error:
        raise Unacceptable(
            f'{name_path(file)} takes PyYAML to read; pip install -e ".[class]"'
        ) from error
    try:
        # Times are written as Ruby's symbols and strings; nothing but plain data is built.
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
        return {name: _submitters(entry) for name, entry in (found or {}).items()}
    except (yaml.YAMLError, OSError, ValueError, AttributeError, TypeError) as error:
        raise Unacceptable(f"{name_path(file)} is damaged; export it again") from error


def _submitters(entry: Mapping[str, Any]) -> tuple[Submitter, ...]:
    kinds = {":name": "name", ":sid": "id", ":email": "mail"}
    made = entry.get(":created_at")
    when = made.astimezone(datetime.UTC) if isinstance(made, datetime.datetime) else None
    return tuple(
        Submitter({kind: f"{who[k]}" for k, kind in kinds.items() if who.get(k)}, when)
        for who in entry.get(":submitters") or ()
    )
