"""Working out beforehand what each mistake of a stage replies to the published questions."""

from __future__ import annotations

from pathlib import Path

from grading.commands.audit.survey import REFERENCE, Variant, survey
from grading.diagnosis.known_replies import table_of, table_path
from grading.mistakes.catalogue import laid_over, mistakes_of
from grading.paths import PACKAGE, SOLUTIONS


def derive_known_replies(stage: str) -> tuple[Path, bytes]:
    """The file of `grading/diagnosis/known/` for `stage`, and what it has to hold."""
    reference = (SOLUTIONS / PACKAGE / f"{stage}.py").read_text(encoding="utf-8")
    catalogue = mistakes_of(stage)
    wrong = {m.id: Variant(laid_over(reference, m), {m.where: m.id}) for m in catalogue}
    found = survey(stage, None, {REFERENCE: Variant(reference), **wrong})
    return table_path(stage), table_of(stage, found.known(list(wrong)))
