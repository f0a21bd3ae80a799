"""Tables as learning systems write and read them: CSV, of which every untouched byte is kept.

Python's csv module reads what a cell says and forgets how it was written; a gradebook that is
handed back is to differ in the marks alone. So here each cell is kept as it stands.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.errors import Unacceptable, Unreadable
from grading.submission.safe_text import name_path

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEPARATORS = (",", ";", "\t")
# What a spreadsheet takes for a formula when it begins a cell.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?")


@dataclass(frozen=True)
class Table:
    """rows: the cells as they are written, quotes included. ends: of each line, as written.

    start, encoding: the mark at its beginning, and how its text is written.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    ends: tuple[str, ...]
    separator: str
    start: bytes
    encoding: str

    @property
    def headings(self) -> tuple[str, ...]:
        """What the first line says; nothing of an empty file."""
        return tuple(meaning_of(cell).strip() for cell in self.rows[0]) if self.rows else ()

    def cell(self, row: int, column: int) -> str:
        """What a cell means; empty where the line is shorter."""
        cells = self.rows[row]
        return meaning_of(cells[column]) if column < len(cells) else ""

    def filled(self, marks: Mapping[tuple[int, int], str]) -> Table:
        """The table with other texts in the cells (row, column), and nothing else changed."""
        rows = [list(row) for row in self.rows]
        for (row, column), text in marks.items():
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = self._written(text, quoted=self.rows[row][column : column + 1])
        return Table(
            self.name,
            tuple(tuple(row) for row in rows),
            self.ends,
            self.separator,
            self.start,
            self.encoding,
        )

    def content(self) -> bytes:
        """The file."""
        lines = zip(self.rows, self.ends, strict=True)
        text = "".join(self.separator.join(row) + end for row, end in lines)
        return self.start + text.encode(self.encoding)

    def _written(self, text: str, quoted: Sequence[str]) -> str:
        needs = any(mark in text for mark in (self.separator, '"', "\n", "\r"))
        if needs or (quoted and quoted[0].startswith('"')):
            return '"' + text.replace('"', '""') + '"'
        return text


def read_table(path: Path) -> Table:
    """The CSV file `path`, with any of the usual separators and encodings.

    Unreadable where it cannot be read, Unacceptable where it is no such table.
    """
    here = name_path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{here} cannot be read ({error.strerror or error})") from error
    start, encoding = next(((b, e) for b, e in _BOMS if content.startswith(b)), (b"", "utf-8"))
    try:
        text = content.removeprefix(start).decode(encoding)
    except UnicodeDecodeError:
        # What spreadsheets of old write where nobody asks for UTF-8; it has a letter for each byte.
        encoding = "cp1252" if not start else encoding
        try:
            text = content.removeprefix(start).decode(encoding)
        except UnicodeDecodeError as error:
            raise Unacceptable(f"{here} is no text; save the table as CSV in UTF-8") from error
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows, ends = _split(text, separator, here)
    return Table(here, rows, ends, separator, start, encoding)


def write_rows(rows: Sequence[Sequence[str]]) -> bytes:
    """A new table, in UTF-8, whose cells no spreadsheet takes for formulas."""
    marks = ',"\r\n'
    lines = []
    for row in rows:
        cells = [make_harmless_cell(cell) for cell in row]
        quoted = [
            '"' + c.replace('"', '""') + '"' if any(m in c for m in marks) else c for c in cells
        ]
        lines.append(",".join(quoted) + "\r\n")
    return "".join(lines).encode()


def make_harmless_cell(text: str) -> str:
    """`text` with a quote before it where a spreadsheet would compute it; numbers stay numbers."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def meaning_of(cell: str) -> str:
    """What a cell says, without its quotes."""
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _split(
    text: str, separator: str, here: str
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """The cells of each line as they are written, and how each line ends.

    A quote opens only at the beginning of a cell; inside, two stand for one.
    """
    bare = re.escape(separator)
    cell = re.compile(rf'("(?:[^"]|"")*"[^{bare}\r\n]*|(?!")[^{bare}\r\n]*)({bare}|\r\n|\n|\r|\Z)')
    rows: list[tuple[str, ...]] = []
    ends: list[str] = []
    row: list[str] = []
    place = 0
    while place < len(text) or row:
        found = cell.match(text, place)
        if found is None:
            raise Unacceptable(
                f"{here}, line {len(rows) + 1}: a quote is never closed; save it anew"
            )
        row.append(found[1])
        place = found.end()
        if found[2] != separator:
            rows.append(tuple(row))
            ends.append(found[2])
            row = []
            if not found[2]:
                break
    return tuple(rows), tuple(ends)
