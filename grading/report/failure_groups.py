"""The failures of a stage, put together where they have the same reason."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import describe_verdict
from grading.report.report import StageReport

_NO_FAILURE = (Outcome.PASSED, Outcome.TODO, Outcome.BLOCKED)


@dataclass(frozen=True)
class FailureGroup:
    """checks: in the order of the suite. reason: what they have in common, in one sentence."""

    checks: tuple[Verdict, ...]
    reason: str


def failures_of(entry: StageReport) -> list[Verdict]:
    """The checks that went wrong, in the order of the suite: no stub and nothing that waits."""
    return [check for check in entry.checks if check.outcome not in _NO_FAILURE]


def group_failures(failures: Sequence[Verdict]) -> list[FailureGroup]:
    """`failures` by the mistake they are named after, or else by place and kind.

    The place of an error is its line, that of a wrong answer the function that mends it. The
    group of the first failure comes first.
    """
    groups: list[tuple[set[Hashable], str, list[Verdict]]] = []
    for check in failures:
        keys, reason = _reason(check)
        for known, _, checks in groups:
            if known & keys:
                known |= keys
                checks.append(check)
                break
        else:
            groups.append((keys, reason, [check]))
    return [FailureGroup(tuple(checks), reason) for _, reason, checks in groups]


def _reason(check: Verdict) -> tuple[set[Hashable], str]:
    """By what it belongs to the failures of a group, and the sentence on it."""
    keys: set[Hashable] = {mistake.id for mistake in check.mistakes[:1]}
    if check.line is not None:
        keys.add((check.outcome, check.kind, check.line))
        reason = describe_verdict(check).headline
    elif not keys:
        keys.add((check.outcome, check.kind, check.place))
        reason = _kind(check) + (f", in {check.place}" if check.place else "")
    return keys, check.mistakes[0].sentence if check.mistakes else reason


def _kind(check: Verdict) -> str:
    if check.outcome is Outcome.TIMEOUT:
        return "no answer in time"
    if check.outcome is Outcome.FAILED and not check.kind:
        return "a wrong answer"
    return describe_verdict(check).headline
