"""A course folder, `picograd live` running in it, and a page of it in a real browser."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from grading.companion.memory import Memory, milestone_key, save_memory, stage_key
from grading.course.manifest import load_course
from grading.milestones.base import MilestoneResult
from grading.mistakes.catalogue import laid_over, mistakes_of
from grading.paths import ROOT, SOLUTIONS, STUBS
from grading.report.report import EarlierResult
from grading.submission.submission import take_in
from tests.grading.conftest import COPIED

WIDE, NARROW = 1280, 400
# Nothing here takes a tenth of it on a quiet machine.
SECONDS = 120

STORY = "toposort-preorder-by-recursion"
ENDLESS = """
def toposort(root):
    order = [root]
    while order:
        order = order[:]
    return order
"""
WRONG = ("story", "half", "endless")


def learner(kind: str) -> Mapping[str, str]:
    """The files of a learner, by stage.

    "reference"; "story": it with the story's sort; "half": graph.py ends in the middle of a
    line; "endless": its sort does not end; "beginner": value and rules are written, and nothing
    else; "untouched": nothing is.
    """
    stages = load_course().stage_ids
    files = {s: (SOLUTIONS / "picograd" / f"{s}.py").read_text(encoding="utf-8") for s in stages}
    stubs = {s: (STUBS / f"{s}.py").read_text(encoding="utf-8") for s in stages}
    graph = files["graph"]
    sort = next(m for m in mistakes_of("graph") if m.id == STORY)
    match kind:
        case "reference":
            return files
        case "story":
            return {**files, "graph": laid_over(graph, sort)}
        case "half":
            return {**files, "graph": graph[: graph.index("def backward") + 16]}
        case "endless":
            return {**files, "graph": laid_over(graph, replace(sort, code=ENDLESS))}
        case "beginner":
            return {**stubs, "value": files["value"], "rules": files["rules"]}
        case "untouched":
            return stubs
    raise ValueError(kind)


def passing(kind: str) -> tuple[str, ...]:
    """The stages whose checks all pass."""
    stages = load_course().stage_ids
    if kind in WRONG:
        return tuple(s for s in stages if s != "graph")
    return {"reference": stages, "beginner": ("value", "rules"), "untouched": ()}[kind]


def make_course(root: Path, kind: str) -> Path:
    """A copy of the course in which the learner is one of `learner`, and in which is remembered
    what passes, so that no test has to wait for it. The data are there, too.
    """
    root.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.mine*", "*.gz")
            shutil.copytree(source, root / name, ignore=ignored)
        else:
            shutil.copy(source, root / name)
    for data in (ROOT / "grading" / "course" / "data").rglob("*.gz"):
        there = root / data.relative_to(ROOT)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.symlink_to(data)
    for stage, text in learner(kind).items():
        write_stage(root, stage, text)
    _remember(root, kind)
    return root


def write_stage(root: Path, stage: str, text: str) -> None:
    (root / "exercises" / "picograd" / f"{stage}.py").write_text(text, encoding="utf-8")


def checks_of(stage: str) -> int:
    """How many checks a stage has."""
    suite = (ROOT / "tests" / "stages" / f"test_{stage}.py").read_text(encoding="utf-8")
    return len(re.findall(r"^def test_", suite, re.MULTILINE))


def _remember(root: Path, kind: str) -> None:
    course, memory = load_course(), Memory()
    submission = take_in(root / "exercises", course)
    for name in passing(kind):
        stage = course.stage(name)
        total = checks_of(name)
        result = EarlierResult(total, total, float(stage.points))
        memory = memory.with_stage(stage, stage_key(stage, submission), result)
    for milestone in course.milestones:
        if set(course.up_to(milestone)) <= set(passing(kind)):
            key = milestone_key(milestone, submission, course)
            memory = memory.with_milestone(key, MilestoneResult(milestone.id, True, 1.0))
    save_memory(memory, root / ".picograd" / "state.json")


@dataclass
class Served:
    """A running `picograd live`. address: the first one, with the token."""

    root: Path
    process: subprocess.Popen[bytes]
    address: str = ""
    said: list[str] = field(default_factory=list)
    _cookie: str = ""

    @classmethod
    def start(cls, root: Path, *arguments: str) -> Served:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
        process = subprocess.Popen(
            [sys.executable, "-m", "grading", "live", "--no-browser", "--port", "0", *arguments],
            cwd=root,
            env=environment | {"PYTHONPATH": "", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # A run in the background ignores Ctrl-C, and hands that on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        served = cls(root, process)
        threading.Thread(target=served._read, daemon=True).start()
        until = time.monotonic() + SECONDS
        while not served.address:
            assert process.poll() is None and time.monotonic() < until, served.output
            time.sleep(0.02)
        return served

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.decode("utf-8", errors="replace"))
            found = re.search(r"http://\S+", self.said[-1])
            self.address = self.address or (found.group() if found else "")

    @property
    def output(self) -> str:
        return "".join(self.said)

    @property
    def host(self) -> str:
        """Name and port, as a Host header has them."""
        return urlsplit(self.address).netloc

    @property
    def cookie(self) -> str:
        """The cookie that the first address is exchanged for."""
        if not self._cookie:
            path = urlsplit(self.address)._replace(scheme="", netloc="").geturl()
            status, headers, _ = self.ask("GET", path, cookie=False)
            assert status == 303, status
            self._cookie = headers["set-cookie"].partition(";")[0]
        return self._cookie

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        *,
        cookie: bool = True,
    ) -> tuple[int, dict[str, str], Any]:
        """(status, headers, body) of a request as a page of the server's own would send it.

        body: sent as JSON, unless it is bytes. What comes back as JSON is read.
        """
        sent = {"Host": self.host}
        if cookie:
            sent["Cookie"] = self.cookie
        if method == "POST":
            sent |= {"Origin": f"http://{self.host}", "Content-Type": "application/json"}
        sent |= headers or {}
        payload = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection = http.client.HTTPConnection(self.host, timeout=SECONDS)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            if payload is not None:
                sent.setdefault("Content-Length", str(len(payload)))
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(payload)
            answer = connection.getresponse()
            received = {name.lower(): value for name, value in answer.getheaders()}
            content: Any = answer.read()
            if received.get("content-type", "").startswith("application/json"):
                content = json.loads(content)
            return answer.status, received, content
        finally:
            connection.close()

    def write(self, stage: str, text: str) -> None:
        """Save a stage's file, as an editor does."""
        write_stage(self.root, stage, text)

    def settled(self) -> dict[str, Any]:
        """The map, once the checks that were to be run have been."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            _, _, found = self.ask("GET", "/api/map")
            if found["known"] and found["running"] is None:
                return dict(found)
            time.sleep(0.05)
        raise AssertionError(f"the checks are still running: {found}")

    def stop(self, kind: int = signal.SIGINT) -> int:
        """Its status after a signal, when it and everything that it started is gone."""
        os.killpg(self.process.pid, kind)
        status = self.process.wait(SECONDS)
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return status
        raise AssertionError("something that it started is still running")

    def kill(self) -> None:
        """Whatever happened, it does not run on."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
