"""Names for students that say nothing of them, and stay theirs."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from grading.classroom.roster import Student

_DIGITS = 5


def pseudonyms_of(students: Iterable[Student], key: str) -> dict[str, str]:
    """`Student 7F3A1` for each, by their keys: the same for the same key, and no way back without.

    Two that would be called the same get more digits.
    """
    codes = {
        s.key: hmac.new(key.encode(), s.key.encode(), hashlib.sha256).hexdigest().upper()
        for s in students
    }
    digits = _DIGITS
    while len({code[:digits] for code in codes.values()}) < len(codes):
        digits += 1
    return {student: f"Student {code[:digits]}" for student, code in codes.items()}
