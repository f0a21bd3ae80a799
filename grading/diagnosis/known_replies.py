"""What each mistake of the catalogue replies to the published questions, worked out beforehand.

A table for each stage lies in `known/`. It is derived by running the checks on every mistake
(`commands.audit.deriving`), and holds for exactly the files that it was derived from: where one
has changed since, or the table itself, there is no table, and the mistakes are asked anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.diagnosis import digest, errors_compared
from grading.diagnosis.digest import Digest, all_alike, digest_as_data, digest_from_data
from grading.mistakes import catalogue
from grading.paths import PACKAGE, ROOT, SOLUTIONS, SUITES
from grading.worker import chance, pythons_words

FOLDER = Path(__file__).parent / "known"

Replies = tuple[Digest, ...]


@dataclass(frozen=True)
class KnownReplies:
    """The replies of the reference and of the mistakes of one stage.

    right: for each check, the reference's. wrong: for each check, those of the mistakes that do
    not pass it, by their ids.
    """

    right: Mapping[str, Replies]
    wrong: Mapping[str, Mapping[str, Replies]]

    def explains(self, mistake: str, check: str, given: Replies) -> bool:
        """Whether `mistake` fails `check` with the replies `given`."""
        replies = self.wrong.get(check, {}).get(mistake)
        return replies is not None and all_alike(given, replies, self.right[check])

    def breaks(self, mistake: str, check: str) -> bool:
        """Whether `mistake` fails `check`."""
        return mistake in self.wrong.get(check, {})


def table_path(stage: str) -> Path:
    return FOLDER / f"{stage}.json"


def key_of(stage: str, body: bytes, root: Path = ROOT) -> str:
    """A fingerprint of all that the table of `stage` is derived from, and of what it says.

    root: the repository, or a copy of it.
    """
    modules = (catalogue, digest, errors_compared, pythons_words, chance)
    files = [
        _at(SUITES / f"test_{stage}.py", root),
        _at(Path(catalogue.__file__).parent / f"{stage}.py", root),
        *(_at(Path(str(module.__file__)), root) for module in modules),
        *sorted(_at(SOLUTIONS / PACKAGE, root).glob("*.py")),
    ]
    key = hashlib.sha256()
    for content in (body, *(file.read_bytes() if file.is_file() else b"" for file in files)):
        # Whatever ends a line where the repository was checked out.
        key.update(hashlib.sha256(content.replace(b"\r\n", b"\n")).digest())
    return key.hexdigest()


def _at(path: Path, root: Path) -> Path:
    """The same file in another copy of the repository."""
    return root / path.relative_to(ROOT) if root != ROOT else path


def known_replies(stage: str) -> KnownReplies | None:
    """The table of `stage`; None where there is none for the files as they are."""
    try:
        content = table_path(stage).read_bytes()
        data = json.loads(content)
    except (OSError, ValueError):
        return None
    _, _, body = content.partition(b"\n")
    return _from_data(data) if data["key"] == key_of(stage, body) else None


def table_of(stage: str, known: KnownReplies) -> bytes:
    """The content of the table's file: the key on a line of its own, and the body."""
    written: dict[str, int] = {}

    def places(replies: Replies) -> list[int]:
        texts = [json.dumps(digest_as_data(reply), separators=(",", ":")) for reply in replies]
        return [written.setdefault(text, len(written)) for text in texts]

    checks = {
        check: [places(right), {name: places(r) for name, r in known.wrong.get(check, {}).items()}]
        for check, right in known.right.items()
    }
    replies = ",\n".join(written)
    spelled = json.dumps(checks, separators=(",", ":"))
    body = f'"checks": {spelled},\n"replies": [\n{replies}\n]}}\n'.encode()
    return f'{{"key": "{key_of(stage, body)}",\n'.encode() + body


def _from_data(data: dict[str, Any]) -> KnownReplies:
    digests = [digest_from_data(reply) for reply in data["replies"]]

    def at(places: list[int]) -> Replies:
        return tuple(digests[place] for place in places)

    return KnownReplies(
        {check: at(right) for check, (right, _) in data["checks"].items()},
        {
            check: {name: at(replies) for name, replies in wrong.items()}
            for check, (_, wrong) in data["checks"].items()
        },
    )
