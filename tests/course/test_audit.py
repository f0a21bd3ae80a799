"""The suites are strong: proven with every mistake of the catalogue and with constants."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grading.commands.audit import audit as auditing
from grading.course.manifest import load_course
from grading.mistakes import training
from grading.mistakes.catalogue import Mistake, mistakes_of
from grading.paths import ROOT


def audited(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """What `picograd audit ARGUMENTS` says."""
    file = folder / "audit.json"
    command = [sys.executable, "-m", "grading", "audit", *arguments, "--json", str(file)]
    ended = subprocess.run(
        command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert ended.returncode in (0, 1), ended.stderr
    data: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return data


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What `picograd audit` says of all stages."""
    return audited(tmp_path_factory.mktemp("audit"))


@pytest.mark.timeout(900)
def test_the_audit_finds_no_fault(audits: list[dict[str, Any]]) -> None:
    """Every mistake is caught and named, every check catches one, no constant passes."""
    assert [audit["stage"] for audit in audits] == list(load_course().stage_ids)
    assert [finding for audit in audits for finding in audit["findings"]] == []


@pytest.mark.timeout(900)
def test_the_audit_has_looked_at_every_check(audits: list[dict[str, Any]]) -> None:
    """An audit that ran nothing would find no fault either."""
    for audit in audits:
        assert len(audit["checks"]) >= 10
        assert len(audit["mistakes"]) >= 10
        assert all(audit["mistakes"].values())


def test_fresh_numbers_catch_what_the_published_ones_catch(
    audits: list[dict[str, Any]], tmp_path: Path
) -> None:
    """One stage stands for all, to save time: `picograd audit --seed N` asks every one."""
    (fresh,) = audited(tmp_path, "value", "--seed", "1")
    (published,) = (audit for audit in audits if audit["stage"] == "value")
    assert fresh["findings"] == []
    for mistake, caught in published["mistakes"].items():
        assert set(caught) <= set(fresh["mistakes"][mistake]), mistake
    # Rounding shows where the numbers are not round: they are indeed others.
    rounded = "numbers-rounded-for-show"
    assert len(fresh["mistakes"][rounded]) > len(published["mistakes"][rounded])


def test_a_mistake_that_never_ends_is_caught_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit has a clock: what loops for ever fails its checks, and the audit goes on."""
    loop = "def train_epoch(*arguments):\n    while True:\n        pass\n"
    endless = Mistake("endless", "train_epoch", "It never ends.", "a test", loop)
    calm = mistakes_of("training")[0]
    monkeypatch.setattr(training, "MISTAKES", (calm, endless))
    monkeypatch.setattr(auditing, "SECONDS_PER_QUESTION", 0.2)
    seen = auditing.audit_stage("training")
    assert "test_an_epoch_without_examples_is_refused" in seen.caught["endless"]
    assert seen.named["endless"] == ("endless",)
    assert seen.caught[calm.id]
    assert seen.named[calm.id] == (calm.id,)
