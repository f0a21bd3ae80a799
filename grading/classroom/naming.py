"""What the names in a download say of who handed something in.

Sources: Canvas' "Download submissions", Moodle's "Download all submissions", Gradescope's
"Export submissions", and clones of GitHub repositories, as each names its files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from grading.classroom.roster import KEYS
from grading.errors import Unacceptable


@dataclass(frozen=True)
class Said:
    """What a name says. keys: of the student, by the kinds of `roster.KEYS`.

    file: what the student called the file; empty where the name is of a whole folder.
    attempt: counted from 1. late: whether the system says so.
    """

    keys: Mapping[str, str] = field(hash=False)
    file: str = ""
    attempt: int = 1
    late: bool = False


_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_(?P<file>.+)", re.DOTALL)
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<participant>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)",
    re.DOTALL,
)
# Canvas puts it behind the name of a file that is handed in again.
_AGAIN = re.compile(r"-(\d+)(?=(\.tar)?\.\w+$)")
_ENDING = re.compile(r"(\.tar)?\.(zip|gz|tgz|tar|py)$", re.IGNORECASE)
_GRADESCOPE = re.compile(r"submission_(\d+)")


def said_by_canvas(name: str) -> Said | None:
    """`doejane_123_456_hw-1.zip`, `doejane_LATE_123_456_hw.zip`; None for another form."""
    found = _CANVAS.fullmatch(name)
    if not found:
        return None
    again = _AGAIN.search(found["file"])
    file = _AGAIN.sub("", found["file"])
    keys = {"name": found["name"], "id": found["id"]}
    return Said(keys, file, int(again[1]) + 1 if again else 1, bool(found["late"]))


def said_by_moodle(name: str) -> Said | None:
    """`Jane Doe_123_assignsubmission_file`, or with the file's name behind it; None otherwise."""
    found = _MOODLE.fullmatch(name)
    if not found:
        return None
    return Said({"name": found["name"], "participant": found["participant"]}, found["file"])


def said_by_hand(name: str) -> Said:
    """Anything: the name without its ending is an id, a login, a mail address or a name."""
    bare = _ENDING.sub("", name)
    file = name if name.casefold().endswith(".py") else ""
    words = bare.replace("_", " ").strip()
    kinds = {"id": bare, "sis": bare, "login": bare, "name": words}
    return Said(kinds | ({"mail": bare} if "@" in bare else {}), file)


def is_gradescope(name: str) -> bool:
    """Whether a folder is one submission of Gradescope's export."""
    return _GRADESCOPE.fullmatch(name) is not None


def after_prefix(name: str, prefix: str) -> Said:
    """`hw3-janedoe`, a repository of the assignment `hw3`: what stands behind is the login."""
    return Said({"login": name.removeprefix(prefix)})


def pattern_of(text: str) -> re.Pattern[str]:
    """The names that a `--pattern` fits: `{login}_{any}.zip`, with any kind of `roster.KEYS`.

    Unacceptable where it names no such kind.
    """
    parts = re.split(r"\{(\w*)\}", text)
    kinds = parts[1::2]
    allowed = {*KEYS, "file", "attempt", "any"}
    unknown = [kind for kind in kinds if kind not in allowed]
    if unknown or not set(kinds) & set(KEYS):
        named = f"it says {{{unknown[0]}}}" if unknown else "it names no student"
        raise Unacceptable(
            f"the pattern {text!r} cannot be used: {named}; use {{{'}, {'.join(KEYS)}}} for the "
            "student, {attempt}, {file}, and {any} for the rest"
        )
    expression = re.escape(parts[0])
    for kind, behind in zip(kinds, parts[2::2], strict=True):
        what = r"\d+" if kind == "attempt" else ".+" if kind == "file" else ".+?"
        expression += (f"(?:{what})" if kind == "any" else f"(?P<{kind}>{what})") + re.escape(
            behind
        )
    try:
        return re.compile(expression)
    except re.error as error:
        raise Unacceptable(f"the pattern {text!r} cannot be used: {error}") from error


def said_by_pattern(name: str, pattern: re.Pattern[str]) -> Said | None:
    """What `pattern` finds in a name; None where it does not fit."""
    found = pattern.fullmatch(name)
    if not found:
        return None
    said = found.groupdict()
    file, attempt = said.pop("file", None) or "", int(said.pop("attempt", None) or 1)
    return Said(said, file, attempt)
