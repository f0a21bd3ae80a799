"""Learning names, live: the learner's own GPT in its worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple
from random import Random
from typing import Any

import pytest

from grading.companion.live.guard import Refused
from grading.companion.live.live import Live
from grading.companion.live.names_probe import train_on_names
from grading.companion.live.names_view import (
    FIRST,
    WRITTEN,
    attend_to,
    dealt_names,
    train_names,
    write_names,
)
from grading.companion.live.own import Closed, OwnSession, Trouble
from grading.course.datasets import names
from grading.milestones.letters import END, numbers_of, word_of
from grading.milestones.name_training import BATCH, BETAS
from grading.milestones.names import PLAN
from grading.milestones.plain_transformer import shares
from grading.milestones.transformer import draw_parameters, drawn_words, mean_loss
from tests.grading.companion.live.learners import live_for, unwritten
from tests.grading.milestones.dreaming import with_function

SEED = 3
UNWRITTEN = """def generate(model, rng, temperature=1.0):
    raise NotImplementedError("gpt: generate")
"""
LOUD = """def generate(model, rng, temperature=1.0):
    return "a" * 100_000
"""


@pytest.fixture
def lives(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Opens what the pages know of a learner, and ends it."""
    opened: list[Live] = []

    def open_live(stages: Mapping[str, str] | None = None) -> Live:
        opened.append(live_for(monkeypatch, stages))
        return opened[-1]

    yield open_live
    for live in opened:
        live.end()


def on_names(live: Live, held_out: int = 5) -> OwnSession:
    deal = dealt_names()
    given = ("\n".join(deal.learned), "\n".join(deal.unseen[:held_out]))
    return live.open_own(
        "page", train_on_names, *given, list(astuple(PLAN)), list(BETAS), BATCH, SEED
    )


def asked(**more: Any) -> dict[str, Any]:
    return {"lr": 0.015, "done": 0, "examples": FIRST, "since": 0, "look": 9, **more}


def test_a_gpt_learns_names_and_writes_some(lives: Any) -> None:
    """What it says of names held out, and what it writes, are those of its weights; it learns."""
    live = lives()
    session = on_names(live, held_out=25)
    found = train_names(live, session, asked(lr=0.0, looking=True))
    parameters, unseen = draw_parameters(PLAN, Random(SEED)), dealt_names().unseen[:25]
    right = mean_loss(parameters, PLAN, list(map(numbers_of, unseen)))
    assert found["unseen"] == pytest.approx(right, rel=1e-9)
    wanted = {"seed": 5, "temperature": 0.7}
    words = [told["word"] for told in write_names(live, session, wanted)["words"]]
    assert words == list(map(word_of, drawn_words(parameters, PLAN, WRITTEN, Random(5), 0.7)))
    for part in range(1, 5):
        learned = train_names(live, session, asked(done=FIRST * part, looking=part == 4))
    assert learned["done"] == 5 * FIRST
    assert learned["unseen"] < right - 0.2
    assert learned["portion"]["since"] == 0
    told = write_names(live, session, wanted)["words"]
    assert [t["word"] for t in told] != words
    every = set(names())
    assert all(t["known"] == (t["word"] in every) for t in told)


def test_the_shares_of_a_name_are_shown_up_to_each_letter(lives: Any) -> None:
    """Four heads, a triangle each, those of its weights, and nothing ahead."""
    live = lives()
    found = attend_to(live, on_names(live), {"word": "anna"})
    assert found["word"] == "anna"
    assert [list(map(len, head)) for head in found["heads"]] == [[1, 2, 3, 4, 5]] * PLAN.heads
    parameters, word = draw_parameters(PLAN, Random(SEED)), [END, *numbers_of("anna")]
    for head, right in zip(found["heads"], shares(parameters, PLAN.heads, word), strict=True):
        for i, row in enumerate(head):
            assert row == pytest.approx(right[i][: i + 1], rel=1e-9)
    assert found["ahead"] == 0


@pytest.mark.parametrize("word", ["", "zoë", "Anna", "a" * 16, 7])
def test_what_is_no_name_is_refused(word: Any) -> None:
    """The sentence says what a name is here, and nobody's code is asked."""
    with pytest.raises(Refused, match="word has to be"):
        attend_to(None, None, {"word": word})  # type: ignore[arg-type]  # never looked at


def test_names_held_out_are_not_learned_from() -> None:
    """None is on both sides, and the table of letter pairs knows those of the other side alone."""
    deal = dealt_names()
    assert not set(deal.learned) & set(deal.unseen)
    assert len(deal.learned) + len(deal.unseen) == len(names())
    assert 2.2 < deal.pairs < 2.7


def test_the_stage_that_opens_it_is_named(lives: Any) -> None:
    """No Adam: it does not begin. No `generate`: what trains goes on without it."""
    with pytest.raises(Closed) as closed:
        on_names(lives(unwritten("adam")))
    assert closed.value.stage.id == "adam"
    live = lives({"gpt": with_function("gpt", "generate", UNWRITTEN)})
    session = on_names(live)
    with pytest.raises(Closed) as closed:
        write_names(live, session, {"seed": 0, "temperature": 1})
    assert (closed.value.stage.id, session.over) == ("gpt", False)
    assert train_names(live, session, asked(examples=BATCH))["done"] == BATCH


def test_a_word_without_end_has_its_sentence(lives: Any) -> None:
    """What is no name of at most so many letters is not shown as one."""
    live = lives({"gpt": with_function("gpt", "generate", LOUD)})
    with pytest.raises(Trouble, match="at most 16 letters"):
        write_names(live, on_names(live), {"seed": 0, "temperature": 1})
