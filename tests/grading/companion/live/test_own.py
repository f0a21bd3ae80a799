"""Asking the learner's package for a page: once, and in a conversation that can be cut short."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grading.companion.live import live as live_module
from grading.companion.live.live import MOST_SESSIONS, Live
from grading.companion.live.own import Closed, OwnSession, Trouble
from grading.course.manifest import load_course
from grading.paths import SOLUTIONS, STUBS
from grading.submission.submission import take_in


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Live]:
    """A learner with the first two stages of the reference, and a loop that does not end."""
    (tmp_path / "picograd").mkdir()
    for stage in ("value", "rules"):
        source = SOLUTIONS / "picograd" / f"{stage}.py"
        (tmp_path / "picograd" / source.name).write_bytes(source.read_bytes())
    loop = "def toposort():\n    order = [1]\n    while order:\n        order = order[:]\n"
    (tmp_path / "picograd" / "losses.py").write_text(loop, encoding="utf-8")
    monkeypatch.setattr(live_module, "take_in_own", lambda course: take_in(tmp_path, course))
    opened = Live(load_course())
    yield opened
    opened.end()


def square(picograd: Any, number: float) -> float:
    a = picograd.value.Value(number)
    return float((a * a).data)


def sort(picograd: Any) -> int:
    return len(picograd.graph.toposort(picograd.value.Value(1.0)))


def divide(picograd: Any) -> float:
    return float((picograd.value.Value(1.0) ** "two").data)


def summing(picograd: Any, converse: Callable[[Any], Any]) -> None:
    total = picograd.value.Value(0.0)
    order = converse("begun")
    while True:
        if order == "loop":
            while True:
                pass
        total = total + order
        order = converse(total.data)


def endless(picograd: Any, converse: Callable[[Any], Any]) -> None:
    converse("begun")
    picograd.losses.toposort()


def test_a_page_is_answered_by_the_learners_own_code(live: Live) -> None:
    """A question has its answer, a stub says which stage opens it, and an error is told."""
    assert live.ask_own(square, 3.0) == 9.0
    with pytest.raises(Closed) as closed:
        live.ask_own(sort)
    assert closed.value.stage.id == "graph"
    assert "toposort" in closed.value.sentence
    with pytest.raises(Trouble, match="Your code raised TypeError") as trouble:
        live.ask_own(divide)
    assert "value.py" in trouble.value.traceback


def test_a_conversation_keeps_what_it_has_computed(live: Live) -> None:
    """Each order is answered on top of the ones before, and has a time of its own, however long
    nobody asked; after its end there is a sentence.
    """
    session = live.open_own("page", summing, turn_seconds=3.0)
    assert session.first == "begun"
    assert session.ask(2.0) == 2.0
    time.sleep(3.1)
    assert session.ask(3.0) == 5.0
    assert live.session(session.id) is session
    session.close()
    with pytest.raises(Trouble, match="has ended"):
        live.session(session.id)
    for _ in range(2):
        with pytest.raises(Trouble, match="has ended"):
            session.ask(1.0)


def test_a_turn_that_takes_too_long_ends_the_conversation(live: Live) -> None:
    """It is said where the learner's own code was, and the worker is gone afterwards."""
    session = live.open_own("page", endless, turn_seconds=2.0)
    with pytest.raises(Trouble) as trouble:
        session.ask("go")
    sentence = trouble.value.sentence
    assert sentence.startswith("Your code was stopped in toposort: no answer in time: the loop in")
    assert sentence.endswith("(no answer within 2 seconds).")
    assert session.over
    assert not session._learner.is_running


def test_a_conversation_can_be_cut_short(live: Live) -> None:
    """The end of the server does not wait for a turn that does not end."""
    import threading

    session = live.open_own("page", summing, turn_seconds=3600.0)
    told: list[Exception] = []

    def ask() -> None:
        try:
            session.ask("loop")
        except Trouble as trouble:
            told.append(trouble)

    asking = threading.Thread(target=ask)
    asking.start()
    while not session.is_asked:
        time.sleep(0.01)
    live.end()
    asking.join(60)
    assert not asking.is_alive()
    assert told
    assert not session._learner.is_running


def test_what_nobody_asks_any_more_is_closed(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that left and did not come back, and a conversation that idles."""
    left, stays = live.open_own("left", summing), live.open_own("stays", summing)
    for page in ("left", "stays"):
        live.page_opened(page)
        live.page_opened(page)  # the stream breaks, and the new one is there before
        live.page_left(page)
    live.sweep()
    assert not left.over
    live.page_left("left")
    live.sweep()
    assert not left.over
    monkeypatch.setattr(live_module, "GRACE_SECONDS", 0.0)
    live.sweep()
    assert (left.over, stays.over) == (True, False)
    monkeypatch.setattr(live_module, "IDLE_SECONDS", 0.0)
    live.sweep()
    assert stays.over


def test_there_are_only_so_many_at_once(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more is refused with a sentence, until one of the others ends."""
    monkeypatch.setattr(live_module, "MOST_SESSIONS", 1)
    assert MOST_SESSIONS > 1
    first: OwnSession = live.open_own("page", summing)
    with pytest.raises(Trouble, match="At most 1"):
        live.open_own("page", summing)
    first.close()
    live.sweep()
    live.open_own("page", summing)


def test_the_stubs_say_which_stage_opens_it(live: Live) -> None:
    """Every stub of the course names its stage, which is what `Closed` is made of."""
    for stage in load_course().stages:
        text = (STUBS / stage.file).read_text(encoding="utf-8")
        assert f'NotImplementedError("{stage.id}: ' in text
