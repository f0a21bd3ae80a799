"""From the failing checks of a stage to the slips that explain them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from grading.checks.verdict import Outcome, Verdict
from grading.diagnosis.looked_at import Happened
from grading.diagnosis.slips import find_slip
from grading.paths import STUBS
from grading.worker.overlay import Source

_WRONG = (Outcome.FAILED, Outcome.ERROR)
_NONE = re.compile(r"\bNone\b")


def tell_slips(stage: str, own: Source, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts on a stage's checks, with the slips that explain the failing ones.

    own: the learner's file. A slip that explains a failure leaves no room for a mistake of the
    catalogue in another function.
    """
    stub = STUBS / f"{stage}.py"
    contract = stub.read_text(encoding="utf-8") if stub.is_file() else ""
    text = own.content.decode("utf-8", errors="replace")

    def with_slip(verdict: Verdict) -> Verdict:
        if verdict.outcome not in _WRONG:
            return verdict
        slip = find_slip(text, contract, f"{stage}.py", own.path, _happened(verdict))
        if slip is None:
            return verdict
        kept = tuple(m for m in verdict.mistakes if m.where == slip.function)
        return replace(verdict, slip=slip.sentence, mistakes=kept)

    return list(map(with_slip, verdicts))


def _happened(verdict: Verdict) -> Happened:
    several = verdict.place.startswith("one of ")
    names = tuple(re.split(", | and ", verdict.place.removeprefix("one of ")))
    named = names if verdict.place else ()
    return Happened(
        kind=verdict.kind,
        message=verdict.problem,
        line=verdict.line,
        traceback=verdict.traceback,
        none=bool(_NONE.search(verdict.got or "") and not _NONE.search(verdict.expected or "")),
        claim=verdict.claim,
        wrong=() if several else named,
        possible=named if several else None,
    )
