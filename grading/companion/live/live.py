"""What the pages know: the course, the learner's files, the last rounds, and who is open."""

from __future__ import annotations

import threading
import time
from typing import Any

from grading.companion.live.events import Events
from grading.companion.live.own import OVER, SECONDS, TURN_SECONDS, OwnSession, Trouble, ask_once
from grading.companion.own_folder import take_in_own
from grading.companion.rounds import Round
from grading.course.manifest import Course, Stage
from grading.grade import GradingRequest, whole_learner
from grading.learner.runner import Probe
from grading.report.report import Report, StageReport
from grading.submission.submission import Submission
from grading.worker.wire import Plain

MOST_SESSIONS = 8
IDLE_SECONDS = 15 * 60.0
# A page that is gone for so long does not come back: a stream is opened again within seconds.
GRACE_SECONDS = 10.0


class Live:
    """One server's knowledge. What it shows changes when a round is told to it."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.events = Events()
        self.round: Round | None = None
        self.running: Stage | None = None
        self.trouble = ""
        self.entries: dict[str, StageReport] = {}
        self._sessions: dict[str, OwnSession] = {}
        self._left: dict[str, float] = {}
        self._open_pages: dict[str, int] = {}
        self._lock = threading.Lock()
        self._ended = False

    @property
    def report(self) -> Report | None:
        """The last report; of a stage that was not run for it, what was remembered."""
        return None if self.round is None else self.round.report

    def submission(self) -> Submission:
        """The learner's files as they are now."""
        return take_in_own(self.course)

    def tell_running(self, stage: Stage) -> None:
        """Its checks are being run."""
        self.running = stage
        self.events.publish("running", {"stage": stage.id})

    def tell_round(self, found: Round, milliseconds: int) -> None:
        """A stage was run again."""
        self.round, self.running, self.trouble = found, None, ""
        for entry in found.report.stages:
            if entry.checks:
                self.entries[entry.stage.id] = entry
        entry = found.entry
        self.events.publish(
            "round",
            {
                "stage": entry.stage.id,
                "passed": entry.passed,
                "total": entry.total,
                "better": [check.check for check in found.better],
                "worse": [check.check for check in found.worse],
                "milliseconds": milliseconds,
            },
        )

    def tell_trouble(self, sentence: str) -> None:
        """What keeps the checks from being run."""
        self.trouble, self.running = sentence, None
        self.events.publish("trouble", {"sentence": sentence})

    def ask_own(self, probe: Probe, *arguments: Any, seconds: float = SECONDS) -> Plain:
        """The answer of the learner's own package, in a worker of its own; Closed or Trouble."""
        return ask_once(self.submission(), self.course, probe, arguments, seconds)

    def open_own(
        self, page: str, probe: Probe, *arguments: Any, turn_seconds: float = TURN_SECONDS
    ) -> OwnSession:
        """A conversation for a page. Trouble where there are too many; Closed or Trouble where
        it does not begin.
        """
        with self._lock:
            if self._ended or len(self._sessions) >= MOST_SESSIONS:
                raise Trouble(f"At most {MOST_SESSIONS} run at once: close another page first.")
        learner = whole_learner(self.submission(), self.course, GradingRequest(stages=()))
        session = OwnSession(learner, self.course, page, probe, arguments, turn_seconds)
        with self._lock:
            self._sessions[session.id] = session
            ended = self._ended
        if ended:
            session.close()
        return session

    def session(self, name: str) -> OwnSession:
        """The conversation with this id; Trouble where it has ended."""
        with self._lock:
            session = self._sessions.get(name)
        if session is None or session.over:
            raise Trouble(OVER)
        return session

    def page_opened(self, page: str) -> None:
        with self._lock:
            self._open_pages[page] = self._open_pages.get(page, 0) + 1
            self._left.pop(page, None)

    def page_left(self, page: str) -> None:
        with self._lock:
            self._open_pages[page] = self._open_pages.get(page, 1) - 1
            if self._open_pages[page] <= 0:
                del self._open_pages[page]
                self._left[page] = time.monotonic()

    def sweep(self) -> None:
        """Close what nobody will ask any more: its page is gone, or it idles."""
        now = time.monotonic()
        with self._lock:
            gone = {page for page, since in self._left.items() if now - since > GRACE_SECONDS}
            closing = [
                session
                for session in self._sessions.values()
                if session.over
                or session.page in gone
                or (not session.is_asked and now - session.used > IDLE_SECONDS)
            ]
            for session in closing:
                del self._sessions[session.id]
            for page in gone:
                del self._left[page]
        for session in closing:
            session.close()

    def end(self) -> None:
        """Close everything that was opened for a page."""
        with self._lock:
            self._ended = True
            closing = list(self._sessions.values())
            self._sessions.clear()
        self.events.end()
        for session in closing:
            session.close()
