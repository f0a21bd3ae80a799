"""The audit as a table, mistakes down and checks across, and as what is wrong in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from grading.commands.audit.audit import Audit


def table(audit: Audit) -> str:
    """One row a mistake, one column a check: `x` where the check catches the mistake."""
    width = max((len(mistake) for mistake in audit.caught), default=0)
    lines = [f"{audit.stage}: {len(audit.caught)} mistakes, {len(audit.checks)} checks"]
    for mistake, caught in audit.caught.items():
        marks = "".join("x" if check in caught else "." for check in audit.checks)
        lines.append(f"  {mistake:<{width}}  {marks}  {len(caught):3}")
    return "\n".join([*lines, *(f"  ! {finding}" for finding in findings(audit))])


def findings(audit: Audit) -> Iterator[str]:
    """What is wrong with a suite or its catalogue; nothing if all is well."""
    for check in audit.broken:
        yield f"the reference does not pass {check}"
    for check in audit.belied:
        yield f"the table of known replies says other than was seen in {check}"
    for mistake in audit.survivors:
        yield f"{mistake} passes every check: a check is missing"
    for check in audit.idle:
        yield f"{check} fails for no mistake: it guards nothing, or a mistake is missing"
    for answer, checks in audit.passed_by.items():
        for check in checks:
            yield f"{check} is passed by functions that all answer {answer}"
    for refusal, checks in audit.refused.items():
        for check in checks:
            yield f"{check} passes although {refusal}, whatever it is given"
    for mistake in audit.unnamed:
        names = ", ".join(audit.named[mistake]) or "nothing"
        yield f"a learner who makes {mistake} is told {names}"
    for made, false in audit.accused_falsely.items():
        yield f"a learner who makes only {' and '.join(made)} is told {', '.join(false)}"
    for mistake in audit.needless_twins:
        yield f"{mistake} lists twins, and is named all the same"


def as_data(audits: Sequence[Audit]) -> list[dict[str, Any]]:
    """The audits as plain data, for a file."""
    return [
        {
            "stage": audit.stage,
            "checks": list(audit.checks),
            "mistakes": {mistake: list(caught) for mistake, caught in audit.caught.items()},
            "named": {mistake: list(names) for mistake, names in audit.named.items()},
            "named of two": [
                {"made": list(made), "named": list(names)}
                for made, names in audit.named_of_two.items()
            ],
            "findings": list(findings(audit)),
        }
        for audit in audits
    ]
