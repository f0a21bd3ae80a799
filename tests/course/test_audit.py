"""The suites are strong: proven with every mistake of the catalogue and with constants."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from grading.commands.audit import audit as auditing
from grading.commands.audit import dummy_answers, survey
from grading.commands.audit.deriving import derive_known_replies
from grading.commands.audit.dummy_answers import HANDED_ON, handing_on
from grading.commands.audit.table import findings
from grading.course.manifest import load_course
from grading.diagnosis import known_replies
from grading.learner.in_process import InProcess
from grading.learner.package import Package, package_from_folder
from grading.mistakes import losses, training
from grading.mistakes.catalogue import Mistake, laid_over, mistakes_of
from grading.paths import PACKAGE, ROOT, SOLUTIONS
from grading.worker.overlay import Source

# Of mistakes, over all stages together; more with `picograd audit --pairs N`.
PAIRS = 500


def audited(folder: Path, *arguments: str, without_torch: bool = False) -> list[dict[str, Any]]:
    """What `picograd audit ARGUMENTS` says, and what it says by recorded answers alone."""
    file = folder / "audit.json"
    command = [sys.executable, "-m", "grading", "audit", *arguments, "--json", str(file)]
    variables = dict(os.environ)
    if without_torch:
        hiding = folder / "without torch"
        hiding.mkdir()
        (hiding / "sitecustomize.py").write_text(
            "import sys\n\nsys.modules['torch'] = None\n", encoding="utf-8"
        )
        variables["PYTHONPATH"] = str(hiding)
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=variables,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert ended.returncode in (0, 1), ended.stderr
    data: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return data


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What `picograd audit` says of all stages, and of a sample of pairs of mistakes.

    Without PyTorch: a check that asks about what a wrong answer holds would find nothing recorded.
    """
    folder = tmp_path_factory.mktemp("audit")
    return audited(folder, "--pairs", str(PAIRS), without_torch=True)


def test_the_audit_finds_no_fault(audits: list[dict[str, Any]]) -> None:
    """Every mistake is caught and named, every check catches one, no dummy passes."""
    assert [audit["stage"] for audit in audits] == list(load_course().stage_ids)
    assert [finding for audit in audits for finding in audit["findings"]] == []


def test_the_audit_has_looked_at_every_check(audits: list[dict[str, Any]]) -> None:
    """An audit that ran nothing would find no fault either."""
    for audit in audits:
        assert len(audit["checks"]) >= 10
        assert len(audit["mistakes"]) >= 10
        assert all(audit["mistakes"].values())


def test_of_two_mistakes_no_third_is_told(audits: list[dict[str, Any]]) -> None:
    """And in most pairs both are; a pair of different functions is told by neither but seldom."""
    told = [pair for audit in audits for pair in audit["named of two"]]
    assert len(told) == PAIRS
    assert not [f for audit in audits for f in audit["findings"] if "makes only" in f]
    both = [pair for pair in told if set(pair["made"]) <= set(pair["named"])]
    assert len(both) > PAIRS / 2


def test_a_third_name_is_a_finding() -> None:
    """What is told beyond the two mistakes and their twins stands in a sentence."""
    seen = auditing.Audit(
        stage="value",
        checks=(),
        caught={"a": ("test",), "b": ("test",)},
        named={"a": ("a",), "b": ("c",)},
        named_of_two={("a", "b"): ("a", "c"), ("b", "d"): ("b", "e", "d")},
        twins={"a": (), "b": ("c",), "d": ()},
        passed_by={},
        refused={},
        broken=(),
        belied=(),
    )
    assert [f for f in findings(seen) if "makes only" in f] == [
        "a learner who makes only b and d is told e"
    ]


def test_a_pair_is_run_where_both_functions_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """All other checks see what they saw of one of the two: the same as if they were run."""
    reference = (SOLUTIONS / PACKAGE / "losses.py").read_text(encoding="utf-8")
    catalogue = mistakes_of("losses")
    one = next(mistake for mistake in catalogue if mistake.where == "mse")
    other = next(mistake for mistake in catalogue if mistake.where == "rmse")
    source = laid_over(laid_over(reference, one), other)
    variants = {
        survey.REFERENCE: survey.Variant(reference),
        **{m.id: survey.Variant(laid_over(reference, m), {m.where: m.id}) for m in (one, other)},
        "spared": survey.Variant(source, {one.where: one.id, other.where: other.id}),
        "run": survey.Variant(source),
    }
    ran: list[int] = []
    run = survey._run

    def run_counted(items: Sequence[pytest.Item]) -> None:
        ran.append(len(items))
        run(items)

    monkeypatch.setattr(survey, "_run", run_counted)
    found = survey.survey("losses", None, variants)
    assert list(found.seen["spared"].items()) == list(found.seen["run"].items())
    assert set(found.not_passed("run")) == {*found.not_passed(one.id), *found.not_passed(other.id)}
    both = [c for c, functions in found.touched.items() if {"mse", "rmse"} <= functions]
    assert ran[-2:] == [len(both), len(found.touched)]
    assert len(both) < len(found.touched) / 2


def test_a_table_of_known_replies_that_says_otherwise_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its fingerprint may be right: the audit has seen the replies."""
    calm = mistakes_of("losses")[0]
    monkeypatch.setattr(losses, "MISTAKES", (calm,))
    monkeypatch.setattr(known_replies, "FOLDER", tmp_path)
    path, content = derive_known_replies("losses")
    path.write_bytes(content)
    assert auditing.audit_stage("losses").belied == ()
    true = known_replies.known_replies("losses")
    assert true is not None
    check = next(iter(true.wrong))
    wrong = {**true.wrong, check: {calm.id: true.right[check]}}
    false = known_replies.KnownReplies(true.right, wrong)
    path.write_bytes(known_replies.table_of("losses", false))
    seen = auditing.audit_stage("losses")
    assert seen.belied == (check,)
    assert f"the table of known replies says other than was seen in {check}" in findings(seen)


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
    monkeypatch.setattr(survey, "SECONDS_PER_QUESTION", 0.2)
    seen = auditing.audit_stage("training")
    assert "test_an_epoch_without_examples_is_refused" in seen.caught["endless"]
    assert seen.named["endless"] == ("endless",)
    assert seen.caught[calm.id]
    assert seen.named[calm.id] == (calm.id,)


# --- Functions that hand on what they were given ----------------------------------------

GRAD, NODE = [[1.5, -2.5]], object()
# What each of HANDED_ON answers to (GRAD, NODE).
ANSWERS = {
    "the first argument": GRAD,
    "(the first argument,)": (GRAD,),
    "(the first argument, the first argument)": (GRAD, GRAD),
    "([the first argument],)": ([GRAD],),
    "([the first argument], [the first argument])": ([GRAD], [GRAD]),
    "((the first argument,),)": ((GRAD,),),
    "[the first argument]": [GRAD],
    "[[the first argument]]": [[GRAD]],
    "(a copy of the first argument,)": ([[1.5, -2.5]],),
    "the second argument": NODE,
    "(the second argument,)": (NODE,),
}


def rules_that_hand_on(answer: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(handing_on("rules", answer)[0], "rules.py", "exec"), names)
    return names


def test_every_rule_hands_on_what_it_was_given() -> None:
    """Each rule answers with its arguments and nothing else, in the form that its name shows."""
    for answer, expected in ANSWERS.items():
        rules = rules_that_hand_on(answer)
        for op, rule in rules["RULES"].items():
            assert rule(GRAD, NODE) == expected, (op, answer)
    (copy,) = rules_that_hand_on("(a copy of the first argument,)")["relu"](GRAD, NODE)
    assert copy is not GRAD
    copy = rules_that_hand_on("a copy of the second argument")["relu"](0.0, GRAD)
    assert copy == GRAD
    assert copy is not GRAD
    assert {*ANSWERS, "a copy of the second argument"} == set(HANDED_ON)


def test_what_is_right_is_not_counted_as_handed_on() -> None:
    """The one rule for which (grad, grad) is right may pass its checks with it, and no other."""
    rules = set(rules_that_hand_on("(the first argument,)")["RULES"])
    assert handing_on("rules", "(the first argument,)")[1] == rules
    twice = "(the first argument, the first argument)"
    assert handing_on("rules", twice)[1] == rules - {"add"}


def test_objects_are_made_although_their_methods_hand_on() -> None:
    """A method that only hands on is reached: the constructor is the reference's."""
    course = load_course()
    (stage,) = (stage for stage in course.stages if stage.id == "layers")
    package = package_from_folder(stage, SOLUTIONS / PACKAGE, course)
    source, changed = handing_on("layers", "the second argument")
    own = Source(package.sources["layers"].path, source.encode())
    learner = InProcess(Package(("layers",), {**package.sources, "layers": own}), "layers")
    assert learner.run(lambda picograd: picograd.layers.Dropout(0.5, None)(-1.7), []) == -1.7
    assert "Dropout.__call__" in changed
    assert "Dropout.__init__" not in changed


def test_a_check_that_an_identity_passes_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """What all functions of a stage answer is reported where it passes, unless it is the rule."""
    # The rule of exp, spelled as in the reference and otherwise.
    right = {"exp": "({0} * {1}.data,)", "exp otherwise": "({1}.data * {0},)"}
    monkeypatch.setattr(dummy_answers, "HANDED_ON", right)
    monkeypatch.setattr(auditing, "HANDED_ON", right)
    monkeypatch.setattr(auditing, "mistakes_of", lambda stage: ())
    seen = auditing.audit_stage("rules")
    assert seen.broken == ()
    assert seen.passed_by["exp"] == ()
    exp = ("test_exp_of_a_positive_number", "test_exp_of_a_negative_number", "test_exp_of_zero")
    assert seen.passed_by["exp otherwise"] == exp
    for check in exp:
        assert f"{check} is passed by functions that all answer exp otherwise" in findings(seen)
