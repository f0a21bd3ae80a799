"""From gradings to marks, by rules that stand in one TOML file and change no grading.

attempt = "last"                  # or "best"
out_of = 100                      # what a gradebook has for everything right
round_to = 0.5

[count]                           # what counts, and for how much; left out: the course's points
value = 10
moons = 5

[deadline]
at = 2026-12-01T23:59:00+01:00
lost_per_day = 0.1                # of the mark, for each day that is begun
most_days = 3                     # later it is worth nothing

[extensions]                      # days, by id, login, mail or name
jdoe = 2
"""

from __future__ import annotations

import datetime
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from grading.classroom.ledger import Choice, Grading, Line
from grading.classroom.roster import Roster, Student
from grading.course.manifest import Course
from grading.errors import Unacceptable
from grading.submission.safe_text import name_path

_DAY = 86_400


@dataclass(frozen=True)
class Rules:
    """How a mark is made. count: what each stage and milestone counts; empty for its points.

    extensions: days, by what a student is called in the file.
    """

    attempt: Choice = "last"
    out_of: float = 100.0
    round_to: float = 0.01
    count: Mapping[str, float] = field(default_factory=dict, hash=False)
    deadline: datetime.datetime | None = None
    lost_per_day: float = 0.0
    most_days: float = math.inf
    extensions: Mapping[str, float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Mark:
    """value: None where there is no mark: nothing was handed in, or it is not graded.

    days_late: begun days after the student's own deadline. why: how it came about, in words.
    """

    student: Student
    value: float | None
    days_late: int = 0
    why: str = ""


def read_rules(path: Path | None, course: Course) -> Rules:
    """The rules in a TOML file; without one, the course's points, scaled to 100.

    Unacceptable where it says what these rules do not know, with the words that they do.
    """
    if path is None:
        return Rules()
    here = name_path(path)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unacceptable(f"{here} is no TOML ({error})") from error
    parts = {*course.stage_ids, *(milestone.id for milestone in course.milestones)}
    deadline = _table(found, "deadline", here)
    rules = Rules(
        attempt=_one_of(found.pop("attempt", "last"), ("last", "best"), "attempt", here),
        out_of=_number(found.pop("out_of", 100.0), "out_of", here, above=0.0),
        round_to=_number(found.pop("round_to", 0.01), "round_to", here, above=0.0),
        count=_numbers(found, "count", here),
        deadline=_moment(deadline.pop("at", None), here),
        lost_per_day=_number(deadline.pop("lost_per_day", 0.0), "lost_per_day", here),
        most_days=_number(deadline.pop("most_days", math.inf), "most_days", here),
        extensions=_numbers(found, "extensions", here),
    )
    unknown = [*found, *(f"deadline.{name}" for name in deadline)]
    if unknown:
        raise Unacceptable(
            f"{here} says {unknown[0]}, which means nothing; it knows attempt, out_of, round_to, "
            "[count], [deadline] at, lost_per_day, most_days, and [extensions]"
        )
    if strange := sorted(rules.count.keys() - parts):
        raise Unacceptable(
            f"{here} counts {strange[0]}, which is no stage or milestone; there are "
            f"{', '.join(sorted(parts))}"
        )
    if rules.count and not any(rules.count.values()):
        raise Unacceptable(f"{here} counts nothing; give at least one part more than 0")
    return rules


def check_extensions(rules: Rules, roster: Roster) -> None:
    """Unacceptable where an extension is for nobody in the class, or for more than one."""
    for name in rules.extensions:
        meant = _meant(name, roster)
        if len(meant) != 1:
            who = "nobody in the class" if not meant else f"{len(meant)} students"
            raise Unacceptable(f"the extension for {name} means {who}; write an id or a login")


def mark_line(line: Line, rules: Rules, course: Course) -> Mark:
    """The mark of one student."""
    attempt = line.counts
    if attempt is None:
        return Mark(line.student, None, why="nothing was handed in")
    if attempt.problem:
        return Mark(line.student, 0.0, why=f"it cannot be graded: {attempt.problem}")
    if attempt.grading is None:
        return Mark(line.student, None, why=attempt.failure or "not graded yet")
    share = _share(attempt.grading, rules, course)
    days = _days_late(attempt.moment, _deadline_of(line.student, rules))
    kept = max(0.0, 1.0 - rules.lost_per_day * days) if days <= rules.most_days else 0.0
    value = _round(share * kept * rules.out_of, rules.round_to)
    why = f"{100 * share:.1f} % of what counts"
    if days:
        why += f"; {days} day{'s' if days > 1 else ''} late: {100 * kept:.0f} % of it"
    return Mark(line.student, value, days, why)


def _share(verdict: Grading, rules: Rules, course: Course) -> float:
    """The part of what counts that was reached, 0 to 1."""
    # Not the points: they are rounded to the hundredth.
    reached = {r.part: r.passed / r.total for r in verdict.results if r.total}
    weights = rules.count or {r.part: r.possible for r in verdict.results if r.status != "not_run"}
    total = math.fsum(weights.values())
    return math.fsum(w * reached.get(part, 0.0) for part, w in weights.items()) / (total or 1.0)


def _deadline_of(student: Student, rules: Rules) -> datetime.datetime | None:
    if rules.deadline is None:
        return None
    mine = Roster((student,))
    days = max((d for name, d in rules.extensions.items() if _meant(name, mine)), default=0.0)
    return rules.deadline + datetime.timedelta(days=days)


def _meant(name: str, roster: Roster) -> set[Student]:
    found: set[Student] = set()
    for kind in ("id", "sis", "login", "mail", "name"):
        found.update(roster.find({kind: name}))
    return found


def _days_late(moment: datetime.datetime | None, deadline: datetime.datetime | None) -> int:
    if moment is None or deadline is None or moment <= deadline:
        return 0
    return math.ceil((moment - deadline).total_seconds() / _DAY)


def _round(value: float, step: float) -> float:
    """To the nearest step, and from the middle up, as people do; not binary halves."""
    steps = (Decimal(f"{value:.9f}") / Decimal(f"{step}")).quantize(Decimal(1), ROUND_HALF_UP)
    return float(steps * Decimal(f"{step}"))


def _table(found: dict[str, Any], name: str, here: str) -> dict[str, Any]:
    table = found.pop(name, {})
    if not isinstance(table, dict):
        raise Unacceptable(f"{here}: {name} is a table; write [{name}] on a line of its own")
    return table


def _numbers(found: dict[str, Any], name: str, here: str) -> dict[str, float]:
    return {key: _number(v, f"{name}.{key}", here) for key, v in _table(found, name, here).items()}


def _number(value: Any, name: str, here: str, above: float | None = None) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise Unacceptable(f"{here}: {name} is {value!r}; it must be a number from 0 on")
    if above is not None and not value > above:
        raise Unacceptable(f"{here}: {name} is {value!r}; it must be more than {above:g}")
    return float(value)


def _one_of(value: Any, allowed: tuple[Any, ...], name: str, here: str) -> Any:
    if value not in allowed:
        raise Unacceptable(f"{here}: {name} is {value!r}; it must be {' or '.join(allowed)}")
    return value


def _moment(value: Any, here: str) -> datetime.datetime | None:
    if value is None:
        return None
    if not isinstance(value, datetime.datetime):
        raise Unacceptable(
            f"{here}: the deadline is {value!r}; write a day and a time, 2026-12-01T23:59:00+01:00"
        )
    if value.tzinfo is None:
        raise Unacceptable(
            f"{here}: the deadline has no time zone; write {value.isoformat()}+01:00"
        )
    return value
