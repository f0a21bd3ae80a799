"""How strong the suites are: every mistake of the catalogue against every check of its stage.

A suite is run for one variant of the stage after the other: the reference, each mistake, some
pairs of mistakes, the stubs answering a constant, all functions handing on what they were given,
and each function refusing whatever it is given.
"""

from __future__ import annotations

import concurrent.futures.process
import itertools
import multiprocessing
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from grading.commands.audit.dummy_answers import (
    CONSTANTS,
    HANDED_ON,
    REFUSALS,
    answering,
    handing_on,
    refusing_in,
)
from grading.commands.audit.survey import REFERENCE, Survey, Variant, survey
from grading.diagnosis.choosing import choose_mistakes
from grading.diagnosis.digest import all_alike
from grading.diagnosis.known_replies import KnownReplies, known_replies
from grading.diagnosis.naming import LookedUp
from grading.errors import CouldNotGrade
from grading.mistakes.catalogue import Mistake, laid_over, mistakes_of
from grading.paths import PACKAGE, SOLUTIONS


@dataclass(frozen=True)
class Audit:
    """One stage. caught: for each mistake, the checks that it does not pass.

    named: for each mistake, the mistakes that a learner who made it would be told, over all
    failing checks; named_of_two: the same for two mistakes at once. twins: what the catalogue
    says cannot be told apart from it. passed_by: for each constant, the checks that it passes,
    and for each way to hand on an argument, the checks that need a function that does so and
    pass. refused: for each function that raises an error whatever it is given, the checks that
    need it and pass. broken: those that the reference does not pass. belied: those to which the
    replies are others than the table of known replies says.
    """

    stage: str
    checks: tuple[str, ...]
    caught: dict[str, tuple[str, ...]]
    named: dict[str, tuple[str, ...]]
    named_of_two: dict[tuple[str, str], tuple[str, ...]]
    twins: dict[str, tuple[str, ...]]
    passed_by: dict[str, tuple[str, ...]]
    refused: dict[str, tuple[str, ...]]
    broken: tuple[str, ...]
    belied: tuple[str, ...]

    @property
    def survivors(self) -> tuple[str, ...]:
        """Mistakes that every check passes."""
        return tuple(mistake for mistake, checks in self.caught.items() if not checks)

    @property
    def idle(self) -> tuple[str, ...]:
        """Checks that no mistake fails."""
        busy = {check for checks in self.caught.values() for check in checks}
        return tuple(check for check in self.checks if check not in busy)

    @property
    def unnamed(self) -> tuple[str, ...]:
        """Mistakes that are caught, and whose diagnosis names neither them nor all their twins."""
        return tuple(
            m
            for m, names in self.named.items()
            if self.caught[m] and m not in names and not set(names) & set(self.twins[m])
        )

    @property
    def accused_falsely(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """What else is named where only these mistakes were made, each of those or a twin."""
        told: dict[tuple[str, ...], tuple[str, ...]] = {
            (mistake,): names for mistake, names in self.named.items()
        }
        told.update((made, names) for made, names in self.named_of_two.items())
        false = {}
        for made, names in told.items():
            true = {*made, *(twin for mistake in made for twin in self.twins[mistake])}
            false[made] = tuple(name for name in names if name not in true)
        return {made: names for made, names in false.items() if names}

    @property
    def needless_twins(self) -> tuple[str, ...]:
        """Mistakes that are said to have twins, and are told apart."""
        return tuple(m for m, twins in self.twins.items() if twins and m in self.named[m])


def audit_stages(
    stages: Sequence[str], processes: int = 2, seed: int | None = None, pairs: int = 0
) -> list[Audit]:
    """The audits of several stages, side by side.

    pairs: of mistakes, over all stages together.
    """
    shares = [pairs // len(stages) + (i < pairs % len(stages)) for i in range(len(stages))]
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(processes, mp_context=context) as pool:
        try:
            return list(pool.map(partial(audit_stage, seed=seed), stages, shares))
        except concurrent.futures.process.BrokenProcessPool as error:
            raise CouldNotGrade(
                "a process of the audit was ended from outside, perhaps for want of memory; "
                "try it with --processes 1"
            ) from error


def audit_stage(stage_id: str, pairs: int = 0, seed: int | None = None) -> Audit:
    """Every mistake and every constant of one stage against its suite, in this process.

    seed: of the numbers that are asked; None for the published ones. pairs: how many pairs of
    mistakes, drawn by the seed.
    """
    catalogue = mistakes_of(stage_id)
    reference = (SOLUTIONS / PACKAGE / f"{stage_id}.py").read_text(encoding="utf-8")
    refusing = [refusal for kind in REFUSALS for refusal in refusing_in(stage_id, kind)]
    wrong = {m.id: _variant(reference, m) for m in (*catalogue, *refusing)}
    both = {_name_of(pair): pair for pair in _drawn(catalogue, pairs, seed or 0)}
    twice = {name: _variant(reference, *pair) for name, pair in both.items()}
    constant = {name: Variant(answering(stage_id, name)) for name in CONSTANTS}
    changed = {name: handing_on(stage_id, name) for name in HANDED_ON}
    handed = {name: Variant(source) for name, (source, _) in changed.items()}
    variants = {REFERENCE: Variant(reference), **wrong, **twice, **constant, **handed}
    found = survey(stage_id, seed, variants)
    known = found.known([mistake.id for mistake in catalogue])
    return Audit(
        stage=stage_id,
        checks=tuple(found.seen[REFERENCE]),
        caught={mistake.id: found.not_passed(mistake.id) for mistake in catalogue},
        named={mistake.id: _named(mistake.id, catalogue, found, known) for mistake in catalogue},
        named_of_two={
            (one.id, other.id): _named(name, catalogue, found, known)
            for name, (one, other) in both.items()
        },
        twins={mistake.id: mistake.twins for mistake in catalogue},
        passed_by={
            **{name: found.passed(name) for name in CONSTANTS},
            **{
                name: tuple(c for c in found.passed(name) if functions & found.touched[c])
                for name, (_, functions) in changed.items()
            },
        },
        refused={
            refusal.id: tuple(
                check for check in found.passed(refusal.id) if refusal.where in found.touched[check]
            )
            for refusal in refusing
        },
        broken=found.not_passed(REFERENCE),
        belied=_belied(known, known_replies(stage_id) if seed is None else None),
    )


def _variant(reference: str, *mistakes: Mistake) -> Variant:
    source = reference
    for mistake in mistakes:
        source = laid_over(source, mistake)
    return Variant(source, {mistake.where: mistake.id for mistake in mistakes})


Pair = tuple[Mistake, Mistake]


def _name_of(pair: Pair) -> str:
    return " and ".join(mistake.id for mistake in pair)


def _drawn(catalogue: Sequence[Mistake], most: int, seed: int) -> list[Pair]:
    """At most so many pairs of mistakes in different functions."""
    pairs = [(a, b) for a, b in itertools.combinations(catalogue, 2) if a.where != b.where]
    return pairs if len(pairs) <= most else random.Random(seed).sample(pairs, most)


def _belied(seen: KnownReplies, kept: KnownReplies | None) -> tuple[str, ...]:
    """The checks of which `kept` says other than was seen; none where nothing is kept."""
    if kept is None:
        return ()

    def is_true(check: str) -> bool:
        told = {REFERENCE: kept.right.get(check, ()), **kept.wrong.get(check, {})}
        true = {REFERENCE: seen.right.get(check, ()), **seen.wrong.get(check, {})}
        return told.keys() == true.keys() and all(all_alike(told[m], true[m]) for m in true)

    return tuple(check for check in {**seen.right, **kept.right} if not is_true(check))


def _named(
    variant: str, catalogue: Sequence[Mistake], found: Survey, known: KnownReplies
) -> tuple[str, ...]:
    """What the diagnosis says to a learner whose code is `variant`, from the replies seen."""
    named = choose_mistakes(
        catalogue,
        found.not_passed(variant),
        found.passed(variant),
        LookedUp(known, found.given(variant)),
    )
    return tuple(dict.fromkeys(mistake.id for mistake in named.values()))
