"""One run over a class: what is still to be graded, and what comes of it into the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grading.classroom.engine import Done, Job, Stop, grade_all
from grading.classroom.jobs import Wanted, hash_grader, pack_job, unpack_done
from grading.classroom.store import Asked, Graded, Store

if TYPE_CHECKING:
    from distributed import Client


@dataclass(frozen=True)
class Plan:
    """contents: what is to be graded, each once. kept: how many are graded already.

    older: those of them that another version of the grader graded. again: it is graded already,
    and the new grading does not count before `Store.let_count`.
    """

    asked: Asked
    contents: tuple[str, ...]
    kept: int = 0
    older: tuple[str, ...] = ()
    again: bool = False


def plan_grading(store: Store, wanted: Wanted, contents: Iterable[str]) -> Plan:
    """What is to be graded of `contents`: what no version of the grader was asked."""
    asked = wanted.asked(hash_grader())
    graders = store.graders(asked)
    each = tuple(dict.fromkeys(contents))
    older = tuple(c for c in each if c in graders and asked.grader not in graders[c])
    todo = tuple(c for c in each if c not in graders)
    return Plan(asked, todo, len(each) - len(todo), older)


def run_plan(
    store: Store, plan: Plan, wanted: Wanted, client: Client, stop: Stop
) -> Iterator[tuple[str, Graded | str]]:
    """Each content as soon as its grading is in the store; or why it could not be graded."""
    jobs = (
        Job(
            content,
            pack_job(store.submission(content), wanted, plan.asked.grader),
            wanted.most_minutes,
        )
        for content in plan.contents
    )
    for done in grade_all(client, jobs, stop):
        yield done.content, _keep(store, plan, done)


def _keep(store: Store, plan: Plan, done: Done) -> Graded | str:
    if done.sentence:
        store.add_failure(done.content, plan.asked, done.machine, done.sentence)
        return done.sentence
    graded = unpack_done(done.packed)
    store.add_grading(done.content, plan.asked, graded, plan.again)
    return graded
