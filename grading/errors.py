"""What picograd says when it cannot go on. The text of each error is the sentence for a person."""

from __future__ import annotations


class PicogradError(Exception):
    """Its text says what was wrong, with the value, and what to do next."""

    opening = ""  # said before the text


class CouldNotGrade(PicogradError):
    """The machinery failed, not the learner."""

    opening = "could not grade: "


class Unacceptable(PicogradError):
    """What was handed in cannot be graded; whoever handed it in can mend that."""


class Unreadable(PicogradError):
    """What was named is not there, or the machine does not let it be read."""


class Unwritable(PicogradError):
    """A file cannot be written."""


class Unheard(PicogradError):
    """Whoever read standard output has closed it, as `head` does. Nothing more is said."""


class Unknown(PicogradError):
    """Nothing has this name; the text says which names come close."""


class DataError(PicogradError):
    """A data file is missing or damaged."""


class NotDerivable(PicogradError):
    """A file that is made from others cannot be made; the text says what is missing where."""
