"""Who is in the class: a table with a line for each student."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grading.classroom.tables import read_table
from grading.errors import Unacceptable

# Moodle heads its worksheet in the language of whoever downloads it.
MOODLES_IDENTIFIER = ("kennung", "identifiant", "identificador", "identificatie", "id univoco")
MOODLES_NAME = ("vollständiger name", "nom complet", "nombre completo", "nome completo")
MOODLES_MAIL = ("e-mail-adresse", "adresse de courriel", "dirección de correo", "indirizzo email")

# How the tables of learning systems head the columns that say who somebody is.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "student id", "user id", "sid", "canvas id"),
    "sis": ("sis user id", "sis id", "id number", "id-nummer", "matriculation number"),
    "login": ("login", "sis login id", "user name", "username", "github", "github username"),
    "mail": ("mail", "email", "e-mail", "email address", "e-mail address", *MOODLES_MAIL),
    "name": ("name", "student", "full name", "sortable name", *MOODLES_NAME),
    "first": ("first name", "given name", "first", "vorname", "prénom", "nombre"),
    "last": ("last name", "surname", "family name", "last", "nachname", "nom de famille"),
    "participant": ("participant", "identifier", *MOODLES_IDENTIFIER),
}
# What can say who somebody is, the surest first. A name comes last: two may share it.
KEYS = ("id", "sis", "participant", "login", "mail", "name")


@dataclass(frozen=True)
class Student:
    """One line of the roster. line: where it stands, counted from 1, headings and all.

    keys: what is known of them, by one of KEYS. A student is known by `label`.
    """

    line: int
    keys: Mapping[str, str] = field(hash=False)

    @property
    def key(self) -> str:
        """The surest thing that is known of them, as `kind:text`."""
        kind = next(kind for kind in KEYS if self.keys.get(kind))
        return f"{kind}:{self.keys[kind]}"

    @property
    def label(self) -> str:
        """What a person calls them."""
        return next(
            self.keys[kind]
            for kind in ("name", "login", "mail", "id", *KEYS)
            if self.keys.get(kind)
        )


@dataclass(frozen=True)
class Roster:
    """The students of a class, in the order of its table."""

    students: tuple[Student, ...]

    def find(self, known: Mapping[str, str]) -> Sequence[Student]:
        """The students that `known` can mean: by the surest of its keys that any student has.

        One where it is certain, several where it is not, none where nobody has it. A login that
        is written as a mail address counts as one, and the other way round.
        """
        for kind in KEYS:
            text = known.get(kind, "")
            found = [s for s in self.students if text and _fits(kind, text, s.keys)]
            if found:
                return found
        return []


def read_roster(path: Path) -> Roster:
    """The roster in the CSV file `path`, whose first line heads its columns.

    Unacceptable where no column says who somebody is, or two lines mean the same student.
    """
    table = read_table(path)
    columns = columns_of(table.headings)
    if not columns:
        raise Unacceptable(
            f"{table.name} has no column that says who a student is; head one with id, login, "
            "mail or name"
        )
    students = [
        Student(line, keys)
        for line in range(2, len(table.rows) + 1)
        if (keys := keys_of({k: table.cell(line - 1, n) for k, n in columns.items()}))
    ]
    _refuse_twins(students, table.name)
    return Roster(tuple(students))


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Which columns say who a student is, by the kinds of KEYS, `first` and `last`."""
    folded = [heading.casefold() for heading in headings]
    found = {kind: [h for h in names if h in folded] for kind, names in _HEADINGS.items()}
    return {kind: folded.index(names[0]) for kind, names in found.items() if names}


def keys_of(cells: Mapping[str, str]) -> dict[str, str]:
    """What the cells of a line say of a student; nothing where they say nobody."""
    found = {kind: text.strip() for kind, text in cells.items() if text.strip()}
    if "participant" in found:
        # Moodle writes the word in the language of its user, and the number behind it.
        found["participant"] = found["participant"].split()[-1]
    whole = " ".join(filter(None, (found.pop("first", ""), found.pop("last", ""))))
    if whole and "name" not in found:
        found["name"] = whole
    # Canvas' second line says how much can be reached.
    nobody = found.get("name", "") == "Points Possible"
    return found if set(found) & set(KEYS) and not nobody else {}


def _refuse_twins(students: Iterable[Student], here: str) -> None:
    lines: dict[tuple[str, str], int] = {}
    for student in students:
        for kind in ("id", "sis", "participant", "login", "mail"):
            text = student.keys.get(kind, "").casefold()
            if text and (first := lines.setdefault((kind, text), student.line)) != student.line:
                raise Unacceptable(
                    f"{here}: lines {first} and {student.line} have the same {kind}, {text}; "
                    "leave one of them out"
                )


def _fits(kind: str, text: str, keys: Mapping[str, str]) -> bool:
    if kind == "name":
        return fold_name(text) in _spellings(keys.get("name", ""))
    if kind in ("login", "mail"):
        known = {keys.get("login", "").casefold(), keys.get("mail", "").casefold()} - {""}
        return text.casefold() in known | {mail.partition("@")[0] for mail in known}
    return keys.get(kind, "").casefold() == text.casefold()


def fold_name(name: str) -> str:
    """A name without what systems drop from it: case, accents, spaces and marks."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _spellings(name: str) -> set[str]:
    """`Jane Ann Doe` as first names and family name, and with the family name first."""
    last, comma, first = name.partition(",")
    words = f"{first} {last}".split() if comma else name.split()
    turned = (words[-n:] + words[:-n] for n in range(len(words)))
    return {fold_name(" ".join(order)) for order in turned} - {""}
