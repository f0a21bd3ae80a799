"""The tables of known replies: what is written is read, and nothing that was changed since."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.diagnosis import known_replies as tables
from grading.diagnosis.digest import digest_of
from grading.diagnosis.known_replies import KnownReplies, known_replies, table_of, table_path
from grading.diagnosis.replies import SILENCE, Reply
from grading.mistakes import catalogue

RIGHT, WRONG = digest_of(Reply(answer=[2.5, 3])), digest_of(Reply(answer=[2.5, 4]))
KNOWN = KnownReplies({"a": (RIGHT,), "b": ()}, {"a": {"one": (WRONG, digest_of(SILENCE))}, "b": {}})


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The written table of a stage, in a folder of its own."""
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    path = table_path("losses")
    path.write_bytes(table_of("losses", KNOWN))
    return path


def test_what_is_written_is_read(table: Path) -> None:
    """Whatever ends its lines where the repository was checked out."""
    assert known_replies("losses") == KNOWN
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    assert known_replies("losses") == KNOWN


def test_a_changed_table_is_none(table: Path) -> None:
    """A number in it is another one."""
    written = table.read_bytes()
    table.write_bytes(written.replace(b"[2.5,4]", b"[2.5,5]"))
    assert table.read_bytes() != written
    assert known_replies("losses") is None


def test_a_table_is_for_its_stage_and_its_files(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of another stage is none, and so is that of other solutions."""
    table_path("nn").write_bytes(table.read_bytes())
    assert known_replies("nn") is None
    for folder in ("SOLUTIONS", "SUITES"):
        with monkeypatch.context() as patch:
            patch.setattr(tables, folder, table.parent)
            assert known_replies("losses") is None
    # The catalogue, without the mistakes of this stage.
    copied = table.parent / "catalogue.py"
    copied.write_bytes(Path(catalogue.__file__).read_bytes())
    assert known_replies("losses") == KNOWN
    monkeypatch.setattr(catalogue, "__file__", str(copied))
    assert known_replies("losses") is None


def test_a_mistake_explains_the_replies_that_it_gives() -> None:
    """All of them, and in a check that it fails."""
    given = (digest_of(Reply(answer=[2.5 + 1e-12, 4])), digest_of(SILENCE))
    assert KNOWN.explains("one", "a", given)
    assert not KNOWN.explains("one", "a", given[:1])
    assert not KNOWN.explains("one", "a", (RIGHT, given[1]))
    assert not KNOWN.explains("one", "b", given)
    assert not KNOWN.explains("other", "a", given)
    assert (KNOWN.breaks("one", "a"), KNOWN.breaks("one", "b")) == (True, False)


def test_a_table_that_cannot_be_read_is_none(table: Path) -> None:
    table.write_bytes(table.read_bytes()[:-9])
    assert known_replies("losses") is None
    table.unlink()
    assert known_replies("losses") is None
