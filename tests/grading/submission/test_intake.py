"""Taking in what a stranger handed in: the course's own files, nothing outside, no surprises."""

from __future__ import annotations

import contextlib
import errno
import gzip
import io
import os
import re
import stat
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grading.course.manifest import load_course
from grading.errors import Unacceptable, Unreadable
from grading.learner.package import whole_package
from grading.paths import EXERCISES, ROOT
from grading.submission import archive as intake
from grading.submission.submission import Submission, take_in
from grading.worker.overlay import Overlay

COURSE = load_course()
VALUE, GRAPH = b"VALUE = 1\n", b"GRAPH = 2\n"
HONEST = {"picograd/value.py": VALUE, "picograd/graph.py": GRAPH}


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            added(archive, name, content)
    return path


def added(archive: tarfile.TarFile, name: str, content: bytes = b"", **more: object) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    for field, value in more.items():
        setattr(member, field, value)
    archive.addfile(member, io.BytesIO(content) if content else None)


def in_folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path


def contents(submission: Submission) -> dict[str, bytes]:
    return {file.stage: file.content for file in submission.files}


def problems(submission: Submission) -> dict[str, str]:
    return {file.stage: file.problem for file in submission.files if file.problem}


PACKED: dict[str, Callable[[Path, dict[str, bytes]], Path]] = {
    "zip": lambda folder, files: zipped(folder / "a.zip", files),
    "tar.gz": lambda folder, files: tarred(folder / "a.tar.gz", files),
    "folder": lambda folder, files: in_folder(folder / "a", files),
}


@pytest.fixture(params=PACKED)
def packed(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[dict[str, bytes]], Path]:
    """Puts files into a submission of each kind."""
    return lambda files: PACKED[request.param](tmp_path, files)


# --- honest ones ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "around",
    ["", "submission-main/", "submission-main/exercises/", "Álvaro 2/abgabe/exercises/", "./"],
)
def test_the_package_is_found_however_deep(
    packed: Callable[[dict[str, bytes]], Path], around: str
) -> None:
    """An archive often has one top folder, and a name of its own."""
    found = take_in(packed({around + name: text for name, text in HONEST.items()}), COURSE)
    assert contents(found) == {"value": VALUE, "graph": GRAPH}
    assert found.missing[:2] == ("rules", "nn")
    assert found.ignored == ()


@pytest.mark.parametrize("around", ["", "alice/"])
def test_the_files_alone_will_do(packed: Callable[[dict[str, bytes]], Path], around: str) -> None:
    """Without a folder called picograd, the one that holds the files."""
    found = take_in(packed({around + "value.py": VALUE, around + "graph.py": GRAPH}), COURSE)
    assert contents(found) == {"value": VALUE, "graph": GRAPH}


def test_of_a_whole_repository_the_exercises_count(
    packed: Callable[[dict[str, bytes]], Path],
) -> None:
    """Neither the reference nor the stubs are taken for the learner's own."""
    others = (
        "solutions/picograd/value.py",
        "grading/course/stubs/value.py",
        "grading/mistakes/value.py",
    )
    files = {f"exercises/{name}": text for name, text in HONEST.items()}
    found = take_in(packed(files | dict.fromkeys(others, b"OTHER = 3\n")), COURSE)
    assert contents(found) == {"value": VALUE, "graph": GRAPH}
    assert set(found.ignored) == set(others)


def test_two_packages_are_one_too_many(packed: Callable[[dict[str, bytes]], Path]) -> None:
    """Which one counts is for the person to say."""
    files = {f"{who}/picograd/value.py": VALUE for who in ("alice", "bob")}
    with pytest.raises(Unacceptable, match="alice/picograd and bob/picograd"):
        take_in(packed(files), COURSE)


def test_what_tools_leave_is_passed_over(packed: Callable[[dict[str, bytes]], Path]) -> None:
    """Caches, histories, resource forks and environments are neither taken nor named."""
    made = {
        "picograd/__pycache__/value.cpython-311.pyc": b"x",
        ".git/config": b"x",
        "__MACOSX/picograd/value.py": b"x",
        ".venv/lib/picograd/value.py": b"x",
        "picograd/__init__.py": (EXERCISES / "picograd" / "__init__.py").read_bytes(),
    }
    found = take_in(packed(HONEST | made), COURSE)
    assert contents(found) == {"value": VALUE, "graph": GRAPH}
    assert found.ignored == ()


# --- names that mean something elsewhere ------------------------------------------------

MEANINGFUL = (
    "conftest.py", "pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", "sitecustomize.py",
    "usercustomize.py", "torch.py", "json.py", "picograd/json.py", "picograd/conftest.py",
    "picograd/__init__.py", "picograd/torch/__init__.py", "evil.pth", "picograd/value.pyc",
    "picograd/Value.py", "picograd/value.py.py", "grading/grade.py", "tests/stages/test_value.py",
)  # fmt: skip


def test_files_with_a_meaning_elsewhere_have_none_here(
    packed: Callable[[dict[str, bytes]], Path],
) -> None:
    """They are named as ignored, and none of them is among what is graded."""
    found = take_in(packed(HONEST | dict.fromkeys(MEANINGFUL, b"raise SystemExit\n")), COURSE)
    assert contents(found) == {"value": VALUE, "graph": GRAPH}
    assert set(found.ignored) == set(MEANINGFUL)
    assert not any(
        b"SystemExit" in s.content for s in whole_package(found, COURSE).sources.values()
    )


def test_not_more_names_than_one_reads(packed: Callable[[dict[str, bytes]], Path]) -> None:
    """Of many files that are ignored, the nearest are named and the others counted."""
    found = take_in(packed(HONEST | {f"notes/{n}.txt": b"" for n in range(500)}), COURSE)
    assert len(found.ignored) == 31
    assert found.ignored[-1] == "and 470 more"


# --- files that are none ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", None),
        (b"x = '\xff\xfe'\n", "SyntaxError"),
        (b"x = 1\0\n", "SyntaxError"),
        ("x = 1\n".encode("utf-16"), "ImportError"),
        (b"def broken(:\n", "SyntaxError"),
        (b"x = " + b"(" * 5000 + b")" * 5000, "SyntaxError"),
        (b"x = " + b"-" * 100_000 + b"1", "SyntaxError"),
        (b"x = " + b"9" * 100_000, "SyntaxError"),
        (b"# coding: no-such-codec\n", "SyntaxError"),
        (b"import numpy\n", "ImportError"),
        (b"#" * 2_000_000, "ImportError"),
        (b"#" * 50_000_000, "ImportError"),
    ],
    ids=["empty", "latin", "nul", "utf-16", "broken", "deep", "minus", "digits", "codec", "numpy",
         "2 MB", "50 MB"],
)  # fmt: skip
def test_a_file_that_is_no_program_is_a_result(
    packed: Callable[[dict[str, bytes]], Path], content: bytes, told: str | None
) -> None:
    """Importing it fails with a sentence; the other files are taken in as ever."""
    found = take_in(packed({**HONEST, "picograd/value.py": content}), COURSE)
    assert contents(found)["graph"] == GRAPH
    overlay = Overlay(whole_package(found, COURSE).sources)
    kinds = {None: contextlib.nullcontext(), "SyntaxError": pytest.raises(SyntaxError)}
    with kinds.get(told) or pytest.raises(ImportError, match=r"numpy|larger|save it as UTF-8"):
        overlay.code("value")


def test_a_file_that_is_far_too_large_says_so(packed: Callable[[dict[str, bytes]], Path]) -> None:
    """And is not kept in memory."""
    found = take_in(packed({**HONEST, "picograd/value.py": b"#" * 2_000_000}), COURSE)
    assert problems(found) == {"value": intake.TOO_LARGE}
    assert contents(found)["value"] == b""


def damaged_and_large(path: Path) -> Path:
    """What raises where it is unpacked."""
    path = zipped(path, {**HONEST, "old/value.py": os.urandom(2_000_000)})
    packed = bytearray(path.read_bytes())
    packed[1_000_000:1_001_000] = bytes(1_000)
    path.write_bytes(packed)
    return path


def test_what_a_zip_says_is_too_large_is_not_unpacked(tmp_path: Path) -> None:
    """Thousands of such members cost nothing."""
    found = take_in(damaged_and_large(tmp_path / "a.zip"), COURSE)
    assert contents(found) == {"value": VALUE, "graph": GRAPH}


def test_a_zip_has_as_many_files_as_its_directory_says(tmp_path: Path) -> None:
    """What looks like an entry within a data file is none."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**HONEST, "data.bin": b"PK\1\2" * 30_000}.items():
            archive.writestr(name, content)
        archive.comment = b"by me"
    assert contents(take_in(path, COURSE)) == {"value": VALUE, "graph": GRAPH}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_in_a_folder_only_files_are_files(tmp_path: Path) -> None:
    """Links, pipes and folders under a file's name are told, not followed or waited for."""
    folder = in_folder(tmp_path / "a", HONEST) / "picograd"
    (tmp_path / "secret").write_text("SECRET = 1")
    (folder / "rules.py").symlink_to(tmp_path / "secret")
    (folder / "nn.py").symlink_to("/dev/zero")
    os.mkfifo(folder / "losses.py")
    (folder / "optim.py").mkdir()
    (folder / "more").symlink_to("/")
    found = take_in(tmp_path / "a", COURSE)
    assert problems(found) == {
        "rules": intake.A_LINK, "nn": intake.A_LINK, "losses": "is no file",
    }  # fmt: skip
    assert "optim" in found.missing
    assert found.ignored == ("picograd/more (is a link; hand in the file itself)",)


def test_a_folder_without_end_is_no_trap(tmp_path: Path) -> None:
    """Folders within folders are looked into only so far."""
    deep = in_folder(tmp_path, HONEST)
    for _ in range(50):
        deep = deep / "a"
        deep.mkdir()
    assert set(contents(take_in(tmp_path, COURSE))) == {"value", "graph"}


# --- archives that mean harm ------------------------------------------------------------


def traversal(path: Path) -> Path:
    names = (
        "../picograd/value.py", "/picograd/value.py", "picograd/../../picograd/value.py",
        "C:/picograd/value.py", "..\\picograd\\value.py", "//server/picograd/value.py",
    )  # fmt: skip
    return zipped(path / "a.zip", {"picograd/graph.py": GRAPH} | dict.fromkeys(names, VALUE))


def traversal_in_tar(path: Path) -> Path:
    names = ("../picograd/value.py", "/picograd/value.py", "picograd/../../picograd/value.py")
    return tarred(path / "a.tar.gz", {"picograd/graph.py": GRAPH} | dict.fromkeys(names, VALUE))


@pytest.mark.parametrize("make", [traversal, traversal_in_tar])
def test_a_path_that_leads_outside_leads_nowhere(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    """Such files are named, not taken and not written."""
    folder = tmp_path / "in"
    folder.mkdir()
    found = take_in(make(folder), COURSE)
    assert contents(found) == {"graph": GRAPH}
    assert len(found.ignored) >= 3
    assert all("(lies outside)" in name for name in found.ignored)
    assert len(list(tmp_path.rglob("*"))) == 2


def test_links_in_a_zip_are_told(tmp_path: Path) -> None:
    """A link is a link, whatever it points to."""
    with zipfile.ZipFile(zipped(tmp_path / "a.zip", {"picograd/graph.py": GRAPH}), "a") as archive:
        member = zipfile.ZipInfo("picograd/value.py")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    assert problems(take_in(tmp_path / "a.zip", COURSE)) == {"value": intake.A_LINK}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (tarfile.SYMTYPE, intake.A_LINK),
        (tarfile.LNKTYPE, intake.A_LINK),
        (tarfile.FIFOTYPE, "is no file"),
        (tarfile.CHRTYPE, "is no file"),
        (tarfile.BLKTYPE, "is no file"),
        (b"Z", "is no file"),
    ],
)
def test_links_and_devices_in_a_tar_are_told(tmp_path: Path, kind: bytes, told: str) -> None:
    """Neither followed nor made."""
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        added(archive, "picograd/graph.py", GRAPH)
        added(archive, "picograd/value.py", type=kind, linkname="graph.py", devmajor=1, devminor=5)
    found = take_in(tmp_path / "a.tar.gz", COURSE)
    assert contents(found)["graph"] == GRAPH
    assert problems(found).get("value", told) == told
    assert contents(found).get("value", b"") == b""


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_file_that_stands_twice_is_neither(tmp_path: Path, kind: str) -> None:
    """One reader takes the first and another the last: here it is a problem of that file."""
    path = tmp_path / f"a.{kind}"
    names = ["picograd/value.py", "picograd/graph.py", "./picograd//value.py"]
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in zip(names, (VALUE, GRAPH, b"OTHER"), strict=True):
                archive.writestr(name, content)
    else:
        with tarfile.open(path, "w") as tar:
            for name, content in zip(names, (VALUE, GRAPH, b"OTHER"), strict=True):
                added(tar, name, content)
    found = take_in(path, COURSE)
    assert contents(found) == {"value": b"", "graph": GRAPH}
    assert "more than once" in problems(found)["value"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("picograd/value (1).py", "holds picograd/value (1).py; rename it to value.py"),
        ("value.py.txt", "holds value.py.txt; rename it to value.py"),
        ("Value.py", "holds Value.py; rename it to value.py"),
        ("tensor_rules-copy.py", "rename it to tensor_rules.py"),
        ("mine/picograd.zip", "holds mine/picograd.zip, an archive within; unpack it"),
    ],
)
def test_a_name_that_is_not_quite_right_is_told(
    packed: Callable[[dict[str, bytes]], Path], name: str, told: str
) -> None:
    """Nothing else was handed in."""
    with pytest.raises(Unacceptable, match=re.escape(told)):
        take_in(packed({name: VALUE}), COURSE)


def test_what_lies_beside_the_stages_is_told_with_what_to_do(
    packed: Callable[[dict[str, bytes]], Path],
) -> None:
    """A file that was meant to be a stage, and a module that a stage imports; first of all.

    Picograd/ is the package: of what lies elsewhere nothing is said but its name.
    """
    found = take_in(
        packed(
            {
                "Picograd/value.py": b"from picograd.helpers import twice\nVALUE = 1\n",
                "Picograd/graph (2).py": GRAPH,
                "Picograd/helpers.py": b"def twice(x): ...\n",
                "Picograd/value (1).py": VALUE,
                "Picograd/a.py": b"",
                "old/value.py": b"OLD",
                "old/graph (3).py": GRAPH,
            }
        ),
        COURSE,
    )
    assert list(contents(found)) == ["value"]
    assert found.ignored == (
        "Picograd/graph (2).py (rename it to graph.py to have it graded)",
        "Picograd/helpers.py (a stage is one file: move what value.py needs of it into value.py)",
        "Picograd/a.py",
        "Picograd/value (1).py",
        "old/graph (3).py",
        "old/value.py",
    )


@pytest.mark.parametrize("name", ["helpers.py", "helpers.txt", "helpers.py.txt"])
def test_a_module_of_ones_own_is_told_whatever_ending_it_was_given(
    packed: Callable[[dict[str, bytes]], Path], name: str
) -> None:
    """Notes named as a stage or a module of Python's, or that nothing imports, are notes."""
    notes = ("picograd/math.txt", "picograd/readme.txt", "picograd/value.txt")
    text = b"import math\nfrom picograd.value import Value\nfrom picograd.helpers import twice\n"
    files = {"picograd/graph.py": text, "picograd/value.py": VALUE, f"picograd/{name}": b"x"}
    found = take_in(packed(files | dict.fromkeys(notes, b"")), COURSE)
    said = "a stage is one file: move what graph.py needs of it into graph.py"
    assert found.ignored == (f"picograd/{name} ({said})", *notes)


def zip_bomb(path: Path) -> Path:
    return zipped(path / "a.zip", {"picograd/value.py": bytes(1_000_000_000 // 4), **HONEST_GRAPH})


def tar_bomb(path: Path) -> Path:
    member = tarfile.TarInfo("zeros")
    member.size = 2_000_000_000
    with gzip.open(path / "a.tar.gz", "wb", compresslevel=1) as file:
        file.write(member.tobuf())
        for _ in range(60):
            file.write(bytes(5_000_000))
    return path / "a.tar.gz"


def header_bomb(path: Path) -> Path:
    """A description of a file, of a gigabyte."""
    member = tarfile.TarInfo("pax")
    member.type, member.size = tarfile.XHDTYPE, 1_000_000_000
    with gzip.open(path / "a.tar.gz", "wb", compresslevel=1) as file:
        file.write(member.tobuf())
        for _ in range(60):
            file.write(bytes(5_000_000))
    return path / "a.tar.gz"


HONEST_GRAPH = {"picograd/graph.py": GRAPH}


def many_files(path: Path) -> Path:
    return zipped(path / "a.zip", HONEST | {f"{n}": b"" for n in range(30_000)})


def many_files_in_tar(path: Path) -> Path:
    return tarred(path / "a.tar.gz", HONEST | {f"{n}": b"" for n in range(30_000)})


def many_candidates(path: Path) -> Path:
    text = b"#" * 900_000
    return zipped(path / "a.zip", {f"{n}/picograd/value.py": text for n in range(100)})


def too_large(path: Path) -> Path:
    with (path / "a.zip").open("wb") as file:
        file.truncate(intake.MAX_ARCHIVE_BYTES + 1)
    return path / "a.zip"


def within_itself(path: Path) -> Path:
    """Long names of long names of long names."""
    member = tarfile.TarInfo("././@LongLink")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 0
    with gzip.open(path / "a.tar.gz", "wb") as file:
        file.write(member.tobuf() * 5_000)
    return path / "a.tar.gz"


def damaged_zip(path: Path) -> Path:
    file = zipped(path / "a.zip", HONEST)
    file.write_bytes(file.read_bytes().replace(VALUE, b"VALUE = 9\n").replace(b"PK\3\4", b"PK\3\5"))
    return file


def cut_off(path: Path) -> Path:
    file = tarred(path / "a.tar.gz", {**HONEST, "data": os.urandom(100_000)})
    file.write_bytes(file.read_bytes()[:-50_000])
    return file


def negative_size(path: Path) -> Path:
    header = bytearray(tarfile.TarInfo("picograd/value.py").tobuf())
    header[124:136] = b"\xff" * 12
    checksum = sum(header[:148]) + 256 + sum(header[156:])
    header[148:156] = b"%06o\0 " % checksum
    with gzip.open(path / "a.tar.gz", "wb") as file:
        file.write(header + bytes(10_240))
    return path / "a.tar.gz"


def a_program(path: Path) -> Path:
    (path / "a.py").write_bytes(VALUE)
    return path / "a.py"


def nothing_of_ours(path: Path) -> Path:
    return zipped(path / "a.zip", {"essay.txt": b"I was ill."})


def many_large_files(path: Path) -> Path:
    text = bytes(2_000_000)
    return zipped(path / "a.zip", {f"{n}/picograd/value.py": text for n in range(60)})


def many_files_in_a_large_zip(path: Path) -> Path:
    """Counted also where the end of the archive says nothing about its directory."""
    file = many_files(path)
    packed = file.read_bytes()
    end = packed.rindex(b"PK\5\6")
    start = int.from_bytes(packed[end + 16 : end + 20], "little")
    size = end - start
    large = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 30_002, 30_002, size, start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    last = packed[end : end + 12] + struct.pack("<II", 0, start) + packed[end + 20 :]
    file.write_bytes(packed[:end] + large + locator + last)
    return file


def unusually_packed(path: Path) -> Path:
    with tarfile.open(path / "a.tar.xz", "w:xz") as archive:
        added(archive, "picograd/value.py", VALUE)
    return path / "a.tar.xz"


REFUSED = (
    tar_bomb, header_bomb, many_files, many_files_in_tar, many_candidates, too_large, within_itself,
    damaged_zip, cut_off, negative_size, a_program, nothing_of_ours,
)  # fmt: skip


@pytest.mark.parametrize("make", [many_files, many_files_in_a_large_zip])
def test_the_files_of_a_zip_are_counted_before_they_cost_memory(
    make: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`zipfile` makes an object of each before it hands out the first."""
    path = make(tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert len(archive.infolist()) > intake.MAX_MEMBERS
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(Unacceptable, match="far too many"):
        take_in(path, COURSE)


@pytest.mark.parametrize(
    ("make", "why"),
    [(many_large_files, "far too many"), (unusually_packed, r"as \.zip or \.tar\.gz")],
)
def test_why_it_is_refused(make: Callable[[Path], Path], why: str, tmp_path: Path) -> None:
    """Members that are too large count as if they had been kept."""
    with pytest.raises(Unacceptable, match=why):
        take_in(make(tmp_path), COURSE)


@pytest.mark.parametrize("make", REFUSED)
def test_what_nobody_hands_in_is_refused_in_a_sentence(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    """With the path and what to do, and nothing is written."""
    path = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Unacceptable) as caught:
        take_in(path, COURSE)
    assert str(path) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 500
    assert sorted(tmp_path.rglob("*")) == before


def test_a_bomb_in_a_zip_is_one_large_file(tmp_path: Path) -> None:
    """No more of it is unpacked than one file may be long."""
    path = zip_bomb(tmp_path)
    tracemalloc.start()
    found = take_in(path, COURSE)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5 * intake.MAX_FILE_BYTES
    assert problems(found) == {"value": intake.TOO_LARGE}
    assert contents(found)["graph"] == GRAPH


def test_a_locked_zip_and_odd_methods_are_problems_of_their_file(tmp_path: Path) -> None:
    """A password, or a method that may take gigabytes before it gives a byte."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("picograd/graph.py", GRAPH)
        archive.writestr("picograd/value.py", VALUE, zipfile.ZIP_LZMA)
        archive.writestr("picograd/rules.py", VALUE)
    data = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        place = data.rindex(signature)
        data[place + flags : place + flags + 2] = struct.pack("<H", 1)
    path.write_bytes(data)
    found = take_in(path, COURSE)
    assert contents(found)["graph"] == GRAPH
    assert "encrypted" in problems(found)["rules"]
    assert "unusual" in problems(found)["value"]


def test_names_in_any_encoding_are_shown_harmless(tmp_path: Path) -> None:
    """Names that are no UTF-8, hold commands for a terminal, or never end."""
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz", format=tarfile.GNU_FORMAT) as archive:
        for name, content in HONEST.items():
            added(archive, name, content)
        for name in ("\udcff\udcfe.py", "\x1b[2Jgraph.py", "a\nPASSED", "x" * 5000):
            added(archive, name, b"x")
    found = take_in(tmp_path / "a.tar.gz", COURSE)
    assert contents(found) == {"value": VALUE, "graph": GRAPH}
    for name in found.ignored:
        name.encode("utf-8")
        assert name.isprintable()
        assert len(name) <= 300


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """No permission, or nothing there: a sentence, not a traceback."""
    with pytest.raises(Unreadable, match="does not exist"):
        take_in(tmp_path / "nowhere", COURSE)
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unacceptable, match="none of the course's files"):
        take_in(tmp_path / "empty", COURSE)


def test_an_archive_that_this_machine_may_not_read_says_nothing_of_a_student(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system refuses is no damage; an archive that is damaged is the student's."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("picograd/value.py", VALUE)
    for number, kind in ((errno.EACCES, Unreadable), (errno.EINVAL, Unacceptable)):

        def refuse(file: Path, number: int = number) -> bool:
            raise OSError(number, "no")

        monkeypatch.setattr(zipfile, "is_zipfile", refuse)
        with pytest.raises(kind, match="cannot be read"):
            take_in(path, COURSE)


@pytest.mark.parametrize("inside", ["value (1).py", "picograd.zip"])
def test_the_path_of_a_submission_writes_no_lines(inside: str, tmp_path: Path) -> None:
    """In the sentences on what to rename and unpack, too."""
    folder = tmp_path / "anna\n\x1b[2J100 of 100 points"
    folder.mkdir()
    (folder / inside).write_bytes(b"x")
    with pytest.raises(Unacceptable, match=r"holds (value|picograd)") as caught:
        take_in(folder, COURSE)
    assert str(caught.value).isprintable()


def test_this_repository_is_a_submission() -> None:
    """With its data, its tests and the reference beside the exercises."""
    found = take_in(ROOT, COURSE)
    assert {file.path for file in found.files} <= {
        f"exercises/picograd/{name}" for name in (stage.file for stage in COURSE.stages)
    } | {f"{ROOT}/exercises/picograd/{stage.file}" for stage in COURSE.stages} | {
        f"./exercises/picograd/{stage.file}" for stage in COURSE.stages
    }
    assert len(found.files) == len(COURSE.stages)
