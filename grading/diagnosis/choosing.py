"""Which of the mistakes that would explain a failing check is the one that is named.

One name, or none: a false accusation is worse than silence. The checks that pass are evidence,
too, and so are those that fail otherwise than the mistake would make them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from grading.mistakes.catalogue import Mistake


class Evidence(Protocol):
    """What is known of the mistakes, beside the checks of one learner."""

    def explains(self, mistake: Mistake, check: str) -> bool:
        """Whether code with `mistake` fails `check` with just the replies that the learner's gave.

        Only asked about failing checks.
        """

    def breaks(self, mistake: Mistake, check: str) -> bool:
        """Whether code with `mistake` does not pass `check`."""

    def is_answered(self, check: str) -> bool:
        """Whether the learner's code answered every question of a failing check."""


@dataclass(frozen=True)
class _Suspect:
    """A mistake, with the failing checks that it explains, and those that it fails otherwise."""

    mistake: Mistake
    explained: frozenset[str]
    contradicted: frozenset[str]


def choose_mistakes(
    mistakes: Sequence[Mistake],
    failing: Sequence[str],
    passed: Sequence[str],
    evidence: Evidence,
) -> dict[str, Mistake]:
    """For each failing check that is explained, the mistake that explains it.

    failing: the check that is shown first stands first. A mistake that would fail one of the
    checks in `passed` is never named.
    """
    chosen = _believed(_suspects(mistakes, failing, passed, evidence), failing, evidence)
    named: dict[str, Mistake] = {}
    for suspect in chosen:
        for check in suspect.explained:
            named.setdefault(check, suspect.mistake)
    return named


def _suspects(
    mistakes: Sequence[Mistake], failing: Sequence[str], passed: Sequence[str], evidence: Evidence
) -> list[_Suspect]:
    """The best for the first failing check, then for the next that is unexplained, and so on."""
    chosen: list[_Suspect] = []
    innocent: set[str] = set()
    explained: set[str] = set()
    for check in failing:
        if check in explained:
            continue
        suspects: list[_Suspect] = []
        for mistake in mistakes:
            if mistake.id in innocent or not evidence.explains(mistake, check):
                continue
            if any(evidence.breaks(mistake, other) for other in passed):
                innocent.add(mistake.id)
                continue
            suspects.append(_suspect(mistake, failing, evidence))
        found = _best(suspects, chosen, evidence)
        if found is not None:
            chosen.append(found)
            explained |= found.explained
    return chosen


def _suspect(mistake: Mistake, failing: Sequence[str], evidence: Evidence) -> _Suspect:
    explained = frozenset(check for check in failing if evidence.explains(mistake, check))
    others = [check for check in failing if check not in explained]
    return _Suspect(mistake, explained, frozenset(c for c in others if evidence.breaks(mistake, c)))


def _best(
    suspects: Sequence[_Suspect], chosen: Sequence[_Suspect], evidence: Evidence
) -> _Suspect | None:
    """The one that explains most beyond the chosen, and contradicts least; None where two tie."""
    explained = frozenset[str]().union(*(other.explained for other in chosen))

    def merit(suspect: _Suspect) -> tuple[int, int]:
        contradicted = _unexcused(suspect, chosen, evidence)
        return -len(suspect.explained - explained), len(contradicted)

    most = min(map(merit, suspects), default=None)
    best = [suspect for suspect in suspects if merit(suspect) == most]
    # A mistake that no check can tell from another is named as that one.
    own = {suspect.mistake.id for suspect in best}
    left = [suspect for suspect in best if not own & set(suspect.mistake.twins)]
    return left[0] if len(left) == 1 else None


def _believed(
    chosen: Sequence[_Suspect], failing: Sequence[str], evidence: Evidence
) -> list[_Suspect]:
    """Those of the chosen who remain when each is judged beside the others."""
    unexplained = [
        check for check in failing if not any(evidence.breaks(s.mistake, check) for s in chosen)
    ]
    # Two wrong functions hide from the checks that pass what each alone would break there, so a
    # likeness to a third mistake is easier come by: beside others half as much speaks against one.
    weight = 1 if len(chosen) == 1 else 2

    def is_outweighed(suspect: _Suspect) -> bool:
        # Where more speaks against a mistake than for it, something is wrong that no one knows,
        # and that may be what is wrong in the checks that it explains, too.
        against = max(len(unexplained), len(_unexcused(suspect, chosen, evidence)))
        return weight * against > len(suspect.explained)

    believed = [
        suspect
        for suspect in chosen
        if not is_outweighed(suspect)
        and not _is_weak(suspect, chosen, evidence)
        and not _is_needless(suspect, chosen, evidence)
    ]
    return believed if len(believed) == len(chosen) else _believed(believed, failing, evidence)


def _is_weak(suspect: _Suspect, chosen: Sequence[_Suspect], evidence: Evidence) -> bool:
    """Whether no answer speaks for the suspect, and something else does not fit or fits better.

    That two raise the same or take too long says little: a wrong function does that besides. So
    no check may fail otherwise, no other mistake explain more, and none be in the same function.
    """
    if any(evidence.is_answered(check) for check in suspect.explained):
        return False
    return bool(suspect.contradicted) or any(
        other.mistake.where == suspect.mistake.where
        or len(other.explained) > len(suspect.explained)
        for other in chosen
        if other is not suspect
    )


def _is_needless(suspect: _Suspect, chosen: Sequence[_Suspect], evidence: Evidence) -> bool:
    """Whether the others leave nothing to explain: where two of them meet, neither shows itself."""
    others = [other for other in chosen if other is not suspect]

    def is_accounted_for(check: str) -> bool:
        functions = {o.mistake.where for o in others if evidence.breaks(o.mistake, check)}
        return len(functions) > 1 or any(check in other.explained for other in others)

    return all(map(is_accounted_for, suspect.explained))


def _unexcused(suspect: _Suspect, chosen: Sequence[_Suspect], evidence: Evidence) -> list[str]:
    """The failing checks that contradict a suspect, and that no other function's suspect fails."""
    others = [s.mistake for s in chosen if s.mistake.where != suspect.mistake.where]
    return [
        check
        for check in suspect.contradicted
        if not any(evidence.breaks(other, check) for other in others)
    ]
