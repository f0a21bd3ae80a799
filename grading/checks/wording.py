"""What is said of a verdict: its parts, made here once and printed by every output."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grading.checks.verdict import NamedMistake, Outcome, Verdict
from grading.worker.wire import NotPlain

# What Python says of a number that the memory of a graph is asked about.
_UNHELPFUL = ("cannot create weak reference to 'float'", "cannot create weak reference to 'int'")
# The longest message, whatever the answer quoted in it.
MAX_MESSAGE = 2_000


@dataclass(frozen=True)
class Description:
    """The parts of what is said of a verdict, each empty where there is nothing to say.

    message: everything that went wrong in one sentence. problem: the same without the two
    answers, for where they stand beside it. question: the problem without the inputs, and
    asked: these laid out in lines; both empty where the problem is no question, or has no
    inputs. asked_at: the inputs of what ended in no answer, in one sentence. headline: the
    first line of the message.
    unwritten: which function is not written, without the place. difference, drawing: where
    an expression goes wrong. place: the sentence on the function that goes wrong, where no slip
    says it. The others are the verdict's own.
    """

    claim: str
    message: str
    problem: str
    question: str
    asked: str
    asked_at: str
    headline: str
    unwritten: str
    expected: str | None
    got: str | None
    table: str
    difference: str
    drawing: str
    traceback: str
    printed: str
    place: str
    slip: str
    mistakes: tuple[NamedMistake, ...]

    @property
    def whereabouts(self) -> str:
        """The sentence on the first difference, and the drawing under it."""
        return "\n\n".join(part for part in (self.difference, self.drawing) if part)


def describe_verdict(verdict: Verdict) -> Description:
    """The parts of what is said of `verdict`."""
    at, sentence = _place(verdict), _sentence(verdict)
    # What is said of a hang begins with the function: `graph.py, line 83, in toposort: ...`.
    joint = ", " if verdict.outcome is Outcome.TIMEOUT and verdict.problem else ": "
    problem = f"{at}{joint}{sentence}" if at and sentence else sentence
    message = problem
    if verdict.expected is not None:
        message = compare(problem, verdict.expected, verdict.got or "")
    message = shorten_message(message)
    todo = verdict.outcome is Outcome.TODO
    compared = verdict.outcome is Outcome.FAILED and bool(verdict.inputs) and not verdict.kind
    return Description(
        claim=verdict.claim,
        message=message,
        problem=shorten_message(problem),
        question=verdict.problem if compared else "",
        asked=verdict.asked if verdict.inputs else "",
        asked_at="" if compared or not verdict.inputs else ask_at("Asked", verdict.inputs) + ".",
        headline=message.partition("\n")[0],
        unwritten=_not_written(verdict.unwritten) if todo else "",
        expected=verdict.expected,
        got=verdict.got,
        table=verdict.table,
        difference=verdict.difference,
        drawing=verdict.drawing,
        traceback="" if _is_ours(verdict) else verdict.traceback,
        printed=verdict.printed,
        place=f"It goes wrong in {verdict.place}." if verdict.place and not verdict.slip else "",
        slip=verdict.slip,
        mistakes=verdict.mistakes,
    )


def shorten_message(text: str) -> str:
    """`text`, cut to MAX_MESSAGE characters."""
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 4] + " ..."


def ask_at(question: str, inputs: Sequence[tuple[str, str]]) -> str:
    """`the value of a + b at a = 1.5, b = 2.5`."""
    given = ", ".join(f"{name} = {text}" for name, text in inputs)
    return f"{question} at {given}" if given else question


def compare(question: str, expected: str, got: str) -> str:
    """The question and both answers in one sentence."""
    return f"{question}: expected {expected}, got {got}"


def _is_ours(verdict: Verdict) -> bool:
    """What was raised stands in no line of theirs, and says nothing that helps."""
    return verdict.kind == NotPlain.__name__ or verdict.problem.startswith(_UNHELPFUL)


def _place(verdict: Verdict) -> str:
    # A stub of another file was called from this line; the line itself is right.
    if verdict.line is None or verdict.waits_for:
        return verdict.file
    return f"{verdict.file}, line {verdict.line}"


def _sentence(verdict: Verdict) -> str:
    if verdict.outcome is Outcome.TODO:
        return _not_written(verdict.problem)
    if verdict.waits_for:
        return f"waits for {verdict.waits_for}: {verdict.problem}"
    if verdict.outcome is Outcome.TIMEOUT:
        unseen = "no answer in time; an endless loop, or work that grows much too fast?"
        return verdict.problem or unseen
    if verdict.unexpected:
        return f"the answer has an unexpected form ({verdict.kind}: {verdict.problem})"
    if verdict.kind == NotPlain.__name__:
        return f"{_not_plain(verdict.problem)}, where plain data is expected"
    if verdict.problem.startswith(_UNHELPFUL):
        return "a plain number stands where a node is expected"
    if verdict.kind:
        return f"{verdict.kind}: {verdict.problem}"
    return ask_at(verdict.problem, verdict.inputs)


def _not_plain(problem: str) -> str:
    """In the learner's words, who need not know of the wire that answers cross."""
    found = re.search(r"an object of type (\w+)", problem)
    return f"your code answers with a {found[1]}" if found else problem


def _not_written(function: str) -> str:
    return f"{function or 'a stub'} is not written yet"
