"""The zoo: submissions that try to earn, read, harm or spoil what is not theirs.

Each file in cheats/ is a piece of code with a sentence on what it tries. It is appended to the
stub of losses.py (after `# on: solution`, to the reference), and must earn exactly what that
file earns without it, leave optim.py beside it alone, and leave nothing behind.

All of them run at every level that works here, but those marked `# holds: 2`, which levels 0 and
1 do not stop: a stranger is graded at 2 and above. From there on there is no fence, so that the
kernel has to hold. To be affordable, they are asked a few checks of each stage; those marked
`# suite: whole`, which lie about numbers, are asked all at the highest level.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from grading.checks import collecting, explaining, stage_file
from grading.checks import judge as judging
from grading.checks.judge import judge
from grading.checks.verdict import Outcome, Verdict
from grading.course.manifest import Course, load_course
from grading.errors import CouldNotGrade
from grading.learner.choose import HIGHEST, choose_isolation
from grading.learner.isolation import Isolation
from grading.learner.package import Package, sources_in
from grading.learner.sandboxed import Sandboxed
from grading.paths import PACKAGE, ROOT, SOLUTIONS, STUBS
from grading.submission.submission import Submission, take_in
from grading.worker.supervisor import FIRST_UID

CHEATS = sorted((Path(__file__).parent / "cheats").glob("*.py"))
STAGE, WITNESS = "losses", "optim"
FEW = {
    STAGE: (
        "test_mse_is_the_mean_of_the_squared_errors",
        "test_mse_sends_each_prediction_its_gradient",
        "test_rmse_works_with_some_errors_at_zero",
        "test_cross_entropy_is_minus_the_log_of_the_right_probability",
        "test_cross_entropy_sends_each_logit_its_gradient",
        "test_cross_entropy_survives_large_logits",
    ),
    WITNESS: (
        "test_a_step_goes_against_the_gradient",
        "test_momentum_equals_torch_over_six_steps",
    ),
}
SEED = 7
# So short that the loops do not take long, so long that a busy machine costs no honest check.
SECONDS_PER_CHECK = 3.0

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="level 0 alone, for practice"),
    pytest.mark.usefixtures("needs_torch"),
]


@dataclass(frozen=True)
class Cheat:
    name: str
    text: str

    @property
    def base(self) -> Path:
        """The file that the cheat is appended to."""
        right = self.text.startswith("# on: solution")
        return (SOLUTIONS / PACKAGE if right else STUBS) / f"{STAGE}.py"

    @property
    def whole(self) -> bool:
        return "# suite: whole" in self.text.partition('"""')[0]

    @property
    def holds(self) -> int:
        """The lowest level that stops it."""
        return 2 if self.text.startswith("# holds: 2") else 0

    @property
    def sentence(self) -> str:
        return self.text.partition('"""')[2].partition('"""')[0]


@dataclass
class Server:
    """Listens on this machine; calls: what came in."""

    port: int
    calls: list[bytes]


@cache
def zoo() -> dict[str, Cheat]:
    return {file.stem: Cheat(file.stem, file.read_text(encoding="utf-8")) for file in CHEATS}


@cache
def reached(level: int) -> Isolation | str:
    """The isolation of this level, or why there is none here."""
    try:
        return choose_isolation(str(level))
    except CouldNotGrade as error:
        return str(error)


def highest() -> int:
    return max(level for level in range(HIGHEST + 1) if isinstance(reached(level), Isolation))


def course() -> Course:
    return replace(load_course(), seconds_per_check=SECONDS_PER_CHECK)


def handed_in(folder: Path, base: Path, extra: str = "") -> Submission:
    """A submission of two files: the witness, and `base` with `extra` at its end."""
    package = folder / PACKAGE
    package.mkdir(parents=True, exist_ok=True)
    witness = SOLUTIONS / PACKAGE / f"{WITNESS}.py"
    (package / witness.name).write_bytes(witness.read_bytes())
    (package / f"{STAGE}.py").write_text(
        base.read_text(encoding="utf-8") + "\n\n" + extra, encoding="utf-8"
    )
    return take_in(folder, course())


def judged(
    submission: Submission, isolation: Isolation, seed: int | None = SEED
) -> dict[str, Verdict]:
    stages = [load_course().stage(STAGE), load_course().stage(WITNESS)]
    judgement = judge(submission, course(), stages, seed=seed, isolation=isolation)
    assert len(judgement.verdicts) == len(judgement.expected) > 0
    return {verdict.id: verdict for verdict in judgement.verdicts}


def passed(verdicts: dict[str, Verdict], stage: str) -> set[str]:
    return {v.check for v in verdicts.values() if v.stage == stage and v.outcome is Outcome.PASSED}


@cache
def few_suites() -> Path:
    """A folder with suites that hold `FEW` of the checks; one for all, as pytest remembers it."""
    folder = Path(_kept.name)
    for stage, names in FEW.items():
        text = f"from tests.stages.test_{stage} import {', '.join(names)}\n"
        (folder / f"test_{stage}.py").write_text(text)
    return folder


_kept = tempfile.TemporaryDirectory(prefix="suites-")


@contextlib.contextmanager
def a_few_checks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (judging, collecting, stage_file):
            patch.setattr(module, "SUITES", few_suites())
        # Naming mistakes takes most of the time here, and has nothing to do with cheats.
        patch.setattr(
            explaining, "name_mistakes", lambda stage, stages, checks, seed: [v for v, _ in checks]
        )
        yield


@cache
def due(base: Path, whole: bool) -> dict[str, Verdict]:
    """What the file earns without any cheat."""
    isolation = reached(highest())
    assert isinstance(isolation, Isolation)
    few = contextlib.nullcontext() if whole else a_few_checks()
    with few, tempfile.TemporaryDirectory() as folder:
        return judged(handed_in(Path(folder), base), isolation)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server on loopback that a worker must not reach."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(listening.getsockname())

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    calls.append(connection.recv(100))
                    connection.close()

        def hear() -> None:
            with contextlib.suppress(OSError):
                while True:
                    calls.append(datagrams.recv(100))

        for work in (serve, hear):
            threading.Thread(target=work, daemon=True).start()
        yield Server(listening.getsockname()[1], calls)
        datagrams.close()


@pytest.fixture
def own_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, to see what is left in it."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def written(cheat: Cheat, token: str, mark: str, port: int) -> str:
    text = cheat.text
    for name, value in (
        ("@ROOT@", str(ROOT)),
        ("@PACKAGES@", sysconfig.get_path("platlib")),
        ("@TOKEN@", token),
        ("@MARK@", mark),
        ("@PORT@", str(port)),
        ("@TABLE@", repr(published()) if "@TABLE@" in text else ""),
    ):
        text = text.replace(name, value)
    return text


@cache
def published() -> dict[tuple[str, tuple[float, ...], str], tuple[float, list[float]]]:
    """The published questions about losses with their answers, as someone might have noted them."""
    asked: list[tuple[str, list[float], object]] = []
    real = Sandboxed.run

    def noting(self: Sandboxed, probe: object, arguments: object) -> object:
        name = getattr(probe, "__name__", "")
        if name.endswith("_and_gradients"):
            numbers, right = tuple(arguments)[:2]  # type: ignore[call-overload]
            asked.append((name.removesuffix("_and_gradients"), numbers, right))
        return real(self, probe, arguments)  # type: ignore[arg-type]

    isolation = reached(highest())
    assert isinstance(isolation, Isolation)
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(Sandboxed, "run", noting)
        judged(handed_in(Path(folder), SOLUTIONS / PACKAGE / f"{STAGE}.py"), isolation, seed=None)

    def answer(picograd, name, numbers, right):  # type: ignore[no-untyped-def]
        nodes = [picograd.value.Value(number) for number in numbers]
        loss = getattr(picograd.losses, name)(nodes, right)
        loss.backward()
        return [loss.data, [node.grad for node in nodes]]

    package = Package((), sources_in(SOLUTIONS / PACKAGE, load_course().stage_ids))
    with Sandboxed(package, None, 60.0, isolation=isolation) as reference:
        return {
            (name, tuple(numbers), repr(right)): tuple(
                reference.run(answer, [name, numbers, right])
            )  # type: ignore[misc]
            for name, numbers, right in asked
        }


def processes(token: str) -> list[str]:
    """Command lines of live processes that hold `token`, and those of our private users."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            ours = FIRST_UID <= entry.stat().st_uid <= FIRST_UID + 2**22
            if token in command or (ours and _supervisor_is_gone(entry)):
                found.append(command)
    return found


def _supervisor_is_gone(entry: Path) -> bool:
    """Whether the number that the user is named after is no process (another may be grading)."""
    return not Path(f"/proc/{entry.stat().st_uid - FIRST_UID}").exists()


def left_files(mark: str) -> list[Path]:
    folders = [
        ROOT, ROOT / "tests" / "stages", ROOT / "grading", Path("/tmp"), Path("/var/tmp"),
        Path("/dev/shm"), Path.home(), Path.cwd(), Path(os.__file__).parent,
    ]  # fmt: skip
    return [file for folder in folders if folder.is_dir() for file in folder.glob(f"*{mark}*")]


def descriptors() -> int:
    return len(os.listdir("/dev/fd"))


@pytest.mark.parametrize("level", range(HIGHEST + 1), ids="level{}".format)
@pytest.mark.parametrize("name", zoo())
def test_a_cheat_earns_what_it_would_without(
    name: str,
    level: int,
    server: Server,
    tmp_path: Path,
    own_tmp: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its stage has its points without the cheat, the next stage all of its own; nothing stays."""
    isolation = reached(level)
    if not isinstance(isolation, Isolation):
        pytest.skip(f"NOT TRIED: {isolation}")
    cheat = zoo()[name]
    if level < cheat.holds:
        pytest.skip(f"only stopped from level {cheat.holds} on")
    isolation = replace(isolation, fenced=level < 2)
    monkeypatch.setenv("PICOGRAD_SECRET", f"secret-{os.getpid()}")
    token = f"{os.getpid()}{time.monotonic_ns()}"
    mark = f"cheat-{token}"
    submission = handed_in(tmp_path / "in", cheat.base, written(cheat, token, mark, server.port))
    whole = cheat.whole and level == highest()
    earned = due(cheat.base, whole)
    before = descriptors()

    with contextlib.nullcontext() if whole else a_few_checks():
        verdicts = judged(submission, isolation)

    assert passed(verdicts, STAGE) == passed(earned, STAGE), cheat.sentence
    assert passed(verdicts, WITNESS) == passed(earned, WITNESS) != set()
    assert processes(token) == []
    assert left_files(mark) == []
    assert os.listdir(own_tmp) == []
    assert server.calls == []
    assert descriptors() <= before
    for verdict in verdicts.values():
        said = "".join(map(str, vars(verdict).values()))
        assert not set(said) & {"\x1b", "\x07", "\r", "\x9b", "\u202e", "\ud800"}
        assert os.environ["PICOGRAD_SECRET"] not in said
        assert len(said) < 100_000


def test_each_cheat_says_what_it_tries() -> None:
    """At least forty, each with a sentence of its own."""
    sentences = {cheat.sentence for cheat in zoo().values()}
    assert len(sentences) == len(CHEATS) >= 40
    assert all(len(sentence.split()) > 3 for sentence in sentences)


def test_the_published_answers_are_worth_something_without_a_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table of the cheat is right: what makes it worthless are the fresh questions."""
    monkeypatch.setenv("PICOGRAD_SECRET", "")
    isolation = reached(highest())
    assert isinstance(isolation, Isolation)
    cheat = zoo()["published_answers_by_heart"]
    submission = handed_in(tmp_path, cheat.base, written(cheat, "", "", 0))
    assert len(passed(judged(submission, isolation, seed=None), STAGE)) >= 5


def test_twenty_submissions_leave_nothing_behind(
    server: Server, tmp_path: Path, own_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A right submission after each of ten bad ones gets all its points; nothing adds up."""
    isolation = reached(highest())
    assert isinstance(isolation, Isolation)
    monkeypatch.setenv("PICOGRAD_SECRET", "")
    token = f"{os.getpid()}{time.monotonic_ns()}"
    right = SOLUTIONS / PACKAGE / f"{STAGE}.py"
    earned = due(right, whole=False)
    bad = [
        cheat for cheat in zoo().values() if cheat.name.startswith(("a_daemon", "leave_", "patch"))
    ]
    counts = []
    for number, cheat in enumerate(bad[:10]):
        extra = written(cheat, token, token, server.port)
        with a_few_checks():
            judged(handed_in(tmp_path / f"bad{number}", cheat.base, extra), isolation)
            verdicts = judged(handed_in(tmp_path / f"right{number}", right), isolation)
        assert {v.outcome for v in verdicts.values()} == {Outcome.PASSED}, cheat.sentence
        assert passed(verdicts, STAGE) == passed(earned, STAGE)
        counts.append((descriptors(), threading.active_count(), len(os.listdir(own_tmp))))
    assert len(counts) == 10
    assert counts[-1] == counts[0]
    assert processes(token) == []


def unlocked(name: str, port: int, tmp_path: Path, token: str = "1") -> set[str]:
    """What a cheat earns in a worker that is not locked in at all."""
    cheat = zoo()[name]
    submission = handed_in(tmp_path / name, cheat.base, written(cheat, token, token, port))
    with a_few_checks():
        return passed(judged(submission, choose_isolation("none")), STAGE)


def test_the_cheats_would_work_without_isolation(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same cheats earn, call home and stay where nothing stops them: the zoo can fail."""
    monkeypatch.setenv("PICOGRAD_SECRET", "")
    for name in (
        "read_the_reference",
        "read_the_reference_by_another_program",
        "call_the_kernel",
        "another_interpreter",
    ):
        assert unlocked(name, 0, tmp_path) == set(FEW[STAGE]), name
    unlocked("call_home_past_the_interpreter", server.port, tmp_path)
    assert server.calls
    server.calls.clear()
    for name in ("a_daemon", "a_daemon_past_the_interpreter"):
        token = f"{os.getpid()}{time.monotonic_ns()}"
        unlocked(name, 0, tmp_path, token)
        try:
            assert processes(token), name
        finally:
            for entry in Path("/proc").glob("[0-9]*"):
                with contextlib.suppress(OSError):
                    if token in (entry / "cmdline").read_text():
                        os.kill(int(entry.name), signal.SIGKILL)
