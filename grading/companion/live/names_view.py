"""Learning names, live: the learner's GPT trains, writes, and shows what its letters look at.

The names held out are with the learner's code, whose own loss of them is shown: this is no
judging, which the milestone does.
"""

from __future__ import annotations

import functools
from dataclasses import asdict, astuple, dataclass
from http import HTTPStatus
from random import Random
from string import ascii_lowercase
from typing import Any

from starlette.routing import Route

from grading.companion.live.guard import Refused
from grading.companion.live.live import Live
from grading.companion.live.names_probe import ATTEND, LOOK, TRAIN, WRITE, train_on_names
from grading.companion.live.own import OwnSession, Trouble, closed_by
from grading.companion.live.own_code import code_of
from grading.companion.live.portions import MOST_EXAMPLES, ExamplePortion, next_examples
from grading.companion.live.replies import number, posting, text, whole
from grading.companion.live.sent import checked, numbers_in, parts_in
from grading.companion.live.training_view import MOST_SEED, MOST_TRAINED, chunk_of
from grading.course.datasets import names
from grading.milestones.letters import loss_of_pairs
from grading.milestones.name_training import BATCH, BETAS
from grading.milestones.names import PLAN
from grading.worker.wire import Malformed, Plain

HELD_OUT, WRITTEN = 150, 20
FIRST = 8 * BATCH
# With the beginning before them, as many letters as the context holds.
MOST_LETTERS = PLAN.context - 1
MOST_TEMPERATURE, MOST_RATE = 5.0, 10.0


def routes(live: Live) -> list[Route]:
    """Of the names among the views `learn`."""

    def begin(body: dict[str, Any]) -> Any:
        deal = dealt_names()
        session = live.open_own(
            text(body, "page", 80),
            train_on_names,
            "\n".join(deal.learned),
            "\n".join(deal.unseen),
            list(astuple(PLAN)),
            list(BETAS),
            BATCH,
            whole(body, "seed", 0, MOST_SEED),
        )
        portion = asdict(ExamplePortion(FIRST))
        return {"session": session.id, "portion": portion, "code": code_of(live)}

    def on_session(work: Any) -> Any:
        def handle(body: dict[str, Any]) -> Any:
            return work(live, live.session(text(body, "session", 80)), body)

        return posting(handle)

    return [
        Route("/api/learn/names", posting(lambda body: describe_names()), methods=["POST"]),
        Route("/api/learn/names/begin", posting(begin), methods=["POST"]),
        Route("/api/learn/names/go", on_session(train_names), methods=["POST"]),
        Route("/api/learn/names/write", on_session(write_names), methods=["POST"]),
        Route("/api/learn/names/attend", on_session(attend_to), methods=["POST"]),
    ]


@dataclass(frozen=True)
class NameDeal:
    """learned: from these. unseen: those held out. pairs: the loss of a letter of them by a table
    of the letter pairs of the others.
    """

    learned: tuple[str, ...]
    unseen: tuple[str, ...]
    pairs: float


@functools.cache
def dealt_names() -> NameDeal:
    """The names, dealt the same way every time."""
    every = names()
    order = Random("live").sample(every, len(every))
    unseen, learned = order[:HELD_OUT], order[HELD_OUT:]
    return NameDeal(tuple(learned), tuple(unseen), loss_of_pairs(learned, unseen))


@functools.cache
def known_names() -> frozenset[str]:
    """All names of the list."""
    return frozenset(names())


def describe_names() -> Any:
    """What is learned from, and what the loss is held against."""
    deal = dealt_names()
    return {
        "learned": len(deal.learned),
        "unseen": len(deal.unseen),
        "pairs": deal.pairs,
        "parameters": sum(rows * columns for rows, columns in PLAN.shapes),
        "letters": MOST_LETTERS,
    }


def train_names(live: Live, session: OwnSession, body: dict[str, Any]) -> Any:
    """A portion of names, and the loss of those held out where a look is due or asked for."""
    portion = ExamplePortion(
        whole(body, "examples", 1, MOST_EXAMPLES),
        number(body, "since", 0, MOST_TRAINED),
        number(body, "look", 0, MOST_TRAINED),
    )
    done, rate = whole(body, "done", 0, MOST_TRAINED), number(body, "lr", 0, MOST_RATE)
    chunk = chunk_of(len(dealt_names().learned), done, portion.examples)
    said = session.ask([TRAIN, chunk, rate])
    with checked():
        loss, train = numbers_in(said, 2)
    unseen = seconds = None
    if portion.is_look_due or body.get("looking") is True:
        said = session.ask([LOOK])
        with checked():
            unseen, seconds = numbers_in(said, 2)
    return {
        "loss": loss,
        "unseen": unseen,
        "done": done + portion.examples,
        "portion": asdict(next_examples(portion, train, seconds, BATCH)),
    }


def write_names(live: Live, session: OwnSession, body: dict[str, Any]) -> Any:
    """Words of the learner's `generate`, and which of them are names of the list."""
    seed = whole(body, "seed", 0, MOST_SEED)
    temperature = number(body, "temperature", 0, MOST_TEMPERATURE)
    said = _written(live, session.ask([WRITE, WRITTEN, seed, temperature]))
    with checked():
        words = parts_in(said, WRITTEN)
        if not all(isinstance(word, str) and len(word) <= PLAN.context for word in words):
            raise Malformed(
                f"gpt.generate should answer with a text of at most {PLAN.context} letters"
            )
    return {
        "words": [{"word": word, "known": word in known_names()} for word in words],
        "of": len(known_names()),
    }


def attend_to(live: Live, session: OwnSession, body: dict[str, Any]) -> Any:
    """How much each letter of a word takes of those up to it, in each head of each block.

    The first row is that of the beginning. ahead: the largest share of what comes later.
    """
    word = text(body, "word", MOST_LETTERS)
    if not word or set(word) - set(ascii_lowercase):
        raise Refused(HTTPStatus.BAD_REQUEST, "word has to be letters from a to z.")
    said, size = _written(live, session.ask([ATTEND, word])), len(word) + 1
    with checked():
        blocks = [
            [
                [numbers_in(row, size) for row in parts_in(head, size)]
                for head in parts_in(heads, PLAN.heads)
            ]
            for heads in parts_in(said, PLAN.blocks)
        ]
    every = [head for heads in blocks for head in heads]
    return {
        "word": word,
        "heads": [[row[: i + 1] for i, row in enumerate(head)] for head in every],
        "ahead": max(abs(x) for head in every for i, row in enumerate(head) for x in row[i + 1 :]),
    }


def _written(live: Live, said: Plain) -> Any:
    """The answer; Closed where the learner has not written what gives it, and trains on."""
    with checked():
        answer, unwritten = parts_in(said, 2)
    if answer is None:
        raise closed_by(str(unwritten), live.course) or Trouble(f"Your code raised {unwritten}")
    return answer
