"""The milestones `engine`, `moons`, `digits` and `mnist`: whom they let pass, and whom not."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grading.course import datasets
from grading.course.datasets import digits, mnist
from grading.course.manifest import load_course
from grading.learner.choose import choose_isolation
from grading.learner.package import Package, sources_in
from grading.learner.runner import LearnerError, TimedOut
from grading.learner.sandboxed import Sandboxed
from grading.milestones import digits as digits_milestone
from grading.milestones import engine as engine_milestone
from grading.milestones import mnist as mnist_milestone
from grading.milestones import moons as moons_milestone
from grading.milestones import run_of
from grading.milestones.arithmetic import judge_name
from grading.milestones.base import MilestoneResult, Progress, Setting
from grading.milestones.disguise import reveal_image
from grading.milestones.expressions import DEEPEST, OPS, depth, evaluated, random_program, text
from grading.milestones.images import to_rows
from grading.milestones.point_training import (
    draw_neurons,
    draw_turn,
    reveal_points,
    score_points,
    turn_points,
)
from grading.milestones.received import numbers, readings
from grading.paths import PACKAGE, SOLUTIONS
from grading.report.screen.praise import tell_figures
from grading.worker.overlay import Source
from grading.worker.wire import Malformed
from tests.grading.conftest import ReferenceRun

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Ran:
    """A milestone's result, and what it told on the way."""

    result: MilestoneResult
    told: list[Progress] = field(default_factory=list)


def package(**files: str) -> Package:
    """The reference, with these modules exchanged."""
    names = load_course().stage_ids
    sources = sources_in(SOLUTIONS / PACKAGE, names)
    sources |= {name: Source(f"{name}.py", text.encode()) for name, text in files.items()}
    return Package(own=names, sources=sources)


def ran(
    milestone: str, pictures: Path, minutes: float | None = None, secret: str = "0", **files: str
) -> Ran:
    """Run a milestone on the reference with these files in it."""
    told: list[Progress] = []
    with Sandboxed(package(**files), None, 60, isolation=choose_isolation()) as learner:
        setting = Setting(
            seed=0, pictures=pictures, tell=told.append, minutes=minutes, secret=secret
        )
        return Ran(run_of(milestone)(learner, setting), told)


def reference(stage: str, old: str, new: str) -> str:
    """The text of a stage's reference, changed in one place."""
    source = (SOLUTIONS / PACKAGE / f"{stage}.py").read_text(encoding="utf-8")
    assert source.count(old) == 1, f"{old!r} stands {source.count(old)} times in {stage}.py"
    return source.replace(old, new)


class Recorder:
    """Stands in for a learner who never answers, and keeps what would have been sent."""

    def __init__(self) -> None:
        self.given: list[Sequence[Any]] = []

    def begin_check(self, seconds: float | None = None) -> None:
        pass

    def processor_seconds(self) -> float:
        return 0.0

    def converse(self, probe: object, given: Sequence[Any], respond: object) -> Any:
        self.given.append(given)
        raise TimedOut("never")

    watch = converse


def sent(milestone: str, pictures: Path, secret: str = "0") -> Sequence[Any]:
    """What a milestone would send to the worker first."""
    recorder = Recorder()
    setting = Setting(seed=0, pictures=pictures, tell=lambda progress: None, secret=secret)
    result = run_of(milestone)(recorder, setting)  # type: ignore[arg-type]  # quacks like one
    assert not result.passed
    return recorder.given[0]


def told_in_order(told: Sequence[Progress]) -> bool:
    """Whether the progress only ever grew, and came to its end."""
    done = [progress.done for progress in told]
    return done == sorted(done) and math.isclose(done[-1], told[-1].total)


def is_picture(path: str) -> bool:
    return Path(path).read_bytes().startswith(PNG)


# The reference, once each.


def of(run: ReferenceRun, milestone: str) -> Ran:
    return Ran(run.result(milestone), run.told[milestone])


@pytest.fixture
def engine(reference_run: ReferenceRun) -> Ran:
    return of(reference_run, "engine")


@pytest.fixture
def moons(reference_run: ReferenceRun) -> Ran:
    return of(reference_run, "moons")


@pytest.fixture
def eight(reference_run: ReferenceRun) -> Ran:
    return of(reference_run, "digits")


@pytest.fixture
def large(reference_run: ReferenceRun) -> Ran:
    return of(reference_run, "mnist")


def test_the_reference_has_all_points(reference_run: ReferenceRun) -> None:
    """Every check, every milestone: exactly 100."""
    report = reference_run.report
    messages = [m.result.message for m in report.milestones if m.result and not m.result.passed]
    assert messages == []
    assert (report.score, report.max_score, report.complete) == (100.0, 100, True)


def test_the_end_of_the_course_can_tell_every_goal(reference_run: ReferenceRun) -> None:
    """The figures of each milestone hold what is told beside its goal."""
    told = {m.id: tell_figures(reference_run.result(m.id)) for m in load_course().milestones}
    expected = {
        "engine": r"100 of 100 random expressions agree, value and every gradient",
        "moons": r"[\d.]+ %, [\d.]+ %, [\d.]+ % of the points it had never seen",
        "digits": r"[\d.]+ % of \d+ that it had never seen",
        "mnist": r"[\d.]+ % of 2,000 test images(, \d stars?)?",
        "dreams": r"\d+ of 10 composites are read as their digit",
        "adversarial": r"\d+ of 20, with pixels that change by [\d.]+ % of the gray scale",
        "names": r"2\.\d\d nats a letter, a table of letter pairs 2\.4\d(, \d stars?)?",
    }
    for milestone, pattern in expected.items():
        assert re.fullmatch(pattern, told[milestone]), told[milestone]


def test_the_reference_reaches_engine(engine: Ran) -> None:
    """All expressions agree in nearly all digits; the long chain and the ladder are done."""
    assert engine.result.passed, engine.result.message
    figures = engine.result.figures
    assert figures["expressions right"] == figures["expressions checked"] == 100
    assert 0 < figures["largest relative error"] < 1e-9
    assert figures["chain seconds"] > 0
    assert figures["ladder seconds"] > 0
    assert told_in_order(engine.told)


def test_the_reference_reaches_moons(moons: Ran) -> None:
    """Each of the three networks tells at least 95 % of its unseen points."""
    assert moons.result.passed, moons.result.message
    assert all(moons.result.figures[f"accuracy, seed {seed}"] >= 0.95 for seed in (0, 1, 2))
    assert all(is_picture(path) for path in moons.result.pictures)
    assert len(moons.result.pictures) == 1
    assert told_in_order(moons.told)


def test_the_reference_reaches_digits(eight: Ran) -> None:
    """At least 93 % of the unseen digits, and a picture."""
    assert eight.result.passed, eight.result.message
    assert eight.result.figures["accuracy"] >= 0.93
    assert eight.result.figures["unseen digits"] == 359
    assert all(is_picture(path) for path in eight.result.pictures)
    assert told_in_order(eight.told)


def test_the_reference_reaches_mnist_in_a_quarter_of_a_minute(large: Ran) -> None:
    """80 % of 2,000 test images within 15 seconds of training, and the figures add up."""
    assert large.result.passed, large.result.message
    figures = large.result.figures
    assert figures["accuracy"] >= 0.8
    assert figures["test images"] == 2_000
    assert figures["stars"] == sum(figures["accuracy"] >= star for star in (0.9, 0.95, 0.97))
    assert 15 <= figures["seconds of training"] < 20
    rate = figures["images seen"] / figures["seconds of training"]
    assert figures["images a second"] == pytest.approx(rate, rel=0.05)
    assert "what takes long" not in figures
    assert all(is_picture(path) for path in large.result.pictures)
    assert told_in_order(large.told)


def test_the_reference_reaches_names_in_a_quarter_of_a_minute(reference_run: ReferenceRun) -> None:
    """Below the table of letter pairs, with names that nobody has, and the figures add up."""
    reached = of(reference_run, "names")
    assert reached.result.passed, reached.result.message
    figures = reached.result.figures
    assert 2.2 < figures["nats a letter"] < figures["table of letter pairs"] < 2.5
    assert figures["perplexity"] == pytest.approx(math.exp(figures["nats a letter"]), rel=1e-3)
    assert figures["stars"] == sum(figures["nats a letter"] <= star for star in (2.3, 2.2))
    assert re.fullmatch(r"1\d\d of 200 that it wrote", figures["new names"])
    assert len(figures["some of them"].split(", ")) >= 15
    assert 6 <= figures["letters a second"] / (figures["names seen"] / 15) <= 9
    assert all(is_picture(path) for path in reached.result.pictures)
    assert told_in_order(reached.told)


# engine


@pytest.mark.parametrize(
    ("stage", "old", "new"),
    [
        # The sort of the story: a node is put down when it is first met.
        (
            "graph",
            "stack: list[Any] = [root]",
            "stack: list[Any] = [root]\n"
            "    order = []\n"
            "    while stack:\n"
            "        node = stack.pop()\n"
            "        if node not in seen:\n"
            "            seen.add(node)\n"
            "            order.append(node)\n"
            "            stack.extend(node.children)\n"
            "    return order",
        ),
        ("value", "self.grad += grad", "self.grad = grad"),
        ("rules", "1.0 - node.data**2", "1.0 - node.data"),
        ("rules", "grad * node.data,", "grad * node.children[0].data,"),
    ],
    ids=["story's sort", "overwrites", "tanh", "exp"],
)
def test_a_wrong_gradient_does_not_reach_engine(
    stage: str, old: str, new: str, tmp_path: Path
) -> None:
    """One wrong rule, order or sum is seen, and the message names an expression."""
    result = ran("engine", tmp_path, **{stage: reference(stage, old, new)}).result
    assert not result.passed
    assert result.figures["expressions right"] < 100
    assert f"of 100 random expressions agree with {judge_name()}" in result.message
    assert "t1 = " in result.message


def test_an_engine_of_constants_does_not_reach_engine(tmp_path: Path) -> None:
    """Nothing agrees where every gradient is zero."""
    constant = reference("value", "self.grad += grad", "self.grad = 0.0")
    result = ran("engine", tmp_path, value=constant).result
    assert not result.passed
    assert result.figures["expressions right"] == 0


def test_a_slow_ladder_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sort that follows every path ends at the clock, with a sentence."""
    monkeypatch.setattr(engine_milestone, "SECONDS", 1.0)
    forgetful = reference("graph", "            seen.add(node)\n", "")
    with Sandboxed(package(graph=forgetful), None, 60, isolation=choose_isolation()) as learner:
        expression = engine_milestone.ladder
        seconds, message = engine_milestone._agrees(learner, "ladder", expression, [0.7, 0.03])
    assert seconds == 1
    assert message.startswith("a ladder of 60 diamonds took more than 1 seconds")


def test_what_the_learners_code_raises_leaves_the_milestone_as_it_is(tmp_path: Path) -> None:
    """grade.py makes a result of it, with the traceback."""
    with pytest.raises(LearnerError, match="NotImplementedError"):
        ran("engine", tmp_path, rules=reference("rules", "return grad, grad", _STUB))


_STUB = 'raise NotImplementedError("rules: add")'


def test_expressions_are_those_of_their_seed() -> None:
    """The same seed, the same expressions; another seed, others."""
    assert random_program(Random("a")) == random_program(Random("a"))
    assert random_program(Random("a")) != random_program(Random("b"))


def test_expressions_use_every_op_and_every_leaf_and_are_not_too_deep() -> None:
    """Over a hundred of them; each has all of its leaves below its root."""
    cases = [random_program(Random(f"{i}")) for i in range(100)]
    assert {op for _, program in cases for op, *_ in program} == set(OPS)
    depths = [depth(len(leaves), program) for leaves, program in cases]
    assert max(depths) <= DEEPEST
    assert max(depths) >= DEEPEST - 1
    for leaves, program in cases:
        below = {len(leaves) + len(program) - 1}
        for index in range(len(leaves) + len(program) - 1, len(leaves) - 1, -1):
            assert index in below
            below |= {x for x in program[index - len(leaves)][1:] if type(x) is int}
        assert below >= set(range(len(leaves)))


def test_an_expression_is_written_as_a_person_would() -> None:
    """And evaluated as it is written: numbers on either side, earlier results by name."""
    program = [["sub", 2.0, 0], ["pow", 2, 3.0], ["mul", 3, 1], ["neg", 4]]
    assert text(2, program) == "t1 = 2 - a; t2 = t1 ** 3; t3 = t2 * b; t4 = -t3"
    assert evaluated([0.5, 4.0], program) == [0.5, 4.0, 1.5, 3.375, 13.5, -13.5]


# moons

CONSTANT_MLP = """

class MLP(MLP):
    def __call__(self, point):
        return [Value(0.3), Value({one})]
"""


@pytest.mark.parametrize("one", ["0.5", "float('nan')"])
def test_a_network_that_knows_nothing_does_not_reach_moons(
    one: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it answers: its steps are not its own, or it exploded; the picture is drawn."""
    monkeypatch.setattr(moons_milestone, "MOST_EPOCHS", 1)
    source = (SOLUTIONS / PACKAGE / "nn.py").read_text(encoding="utf-8")
    result = ran("moons", tmp_path, nn=source + CONSTANT_MLP.format(one=one)).result
    assert not result.passed
    assert "accuracy, seed 1" not in result.figures
    if "nan" in one:
        assert "the training exploded: the loss is nan in epoch 1 of seed 0" in result.message
    else:
        assert "its steps are not those of its own gradients" in result.message
        assert result.figures["accuracy, seed 0"] < 0.95
    assert is_picture(result.pictures[0])


def test_points_have_to_be_scored_by_the_parameters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network that learns as it should and answers otherwise is told so."""
    monkeypatch.setattr(moons_milestone, "MOST_EPOCHS", 1)
    forgetful = """
import sys

class MLP(MLP):
    def __call__(self, point):
        logits = super().__call__(point)
        return logits if sys._getframe(1).f_code.co_name != "score" else logits[::-1]
"""
    source = (SOLUTIONS / PACKAGE / "nn.py").read_text(encoding="utf-8")
    result = ran("moons", tmp_path, nn=source + forgetful).result
    assert "20 of 20 points are scored otherwise by nn.MLP" in result.message


def test_a_network_of_another_size_is_refused(tmp_path: Path) -> None:
    """With the number of parameters that it should have, and has."""
    fewer = reference(
        "nn", "return [p for layer in self.layers", "return [p for layer in self.layers[1:]"
    )
    with pytest.raises(Malformed, match="2-16-16-2 network has 354 parameters, and 306 came back"):
        ran("moons", tmp_path, nn=fewer)


def test_a_network_that_never_ends_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From this side: the worker's clock is never looked at."""
    monkeypatch.setattr(moons_milestone, "SECONDS", 1.0)
    endless = reference("nn", "        *hidden, last = self.layers\n", "        while True: pass\n")
    result = ran("moons", tmp_path, nn=endless).result
    assert not result.passed
    assert "seed 0 was not done within 1 seconds" in result.message


def test_no_unseen_point_leaves_this_side(tmp_path: Path) -> None:
    """Two hundred points go with their labels, turned and under names that the secret decides."""
    points, labels, *rest = sent("moons", tmp_path)
    assert len(points) == len(labels) == 200
    assert not [x for x in rest if isinstance(x, list) and len(x) > 4]
    known, truths = datasets.moons(
        200, 0.1, Setting(0, tmp_path, print, secret="0").draws("moons/0")
    )
    assert not [p for p in points if p in known]
    assert list(map(math.hypot, *zip(*points, strict=True))) == pytest.approx(
        list(map(math.hypot, *zip(*known, strict=True)))
    )
    assert len(set(zip(labels, truths, strict=True))) == 2
    assert sent("moons", tmp_path, secret="8")[0] != points


def test_points_are_turned_and_their_network_is_turned_back() -> None:
    """Scores of points as they are, from parameters that were learned on turned ones."""
    rng = Random(3)
    points = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(20)]
    parameters = draw_neurons((2, 16, 16, 2), rng)
    for secret in map(draw_turn, map(Random, range(4))):
        sign = 1 if secret.classes == (0, 1) else -1
        seen = score_points(parameters, turn_points(points, secret.turn))
        told = score_points(reveal_points(parameters, secret), points)
        assert told == pytest.approx([sign * score for score in seen])
    kinds = {draw_turn(Random(i)).classes for i in range(9)}
    assert kinds == {(0, 1), (1, 0)}


# digits and mnist

UNTAUGHT = """

def train_epoch(batch_loss, optimizer, indices, size, rng):
    for batch in minibatches(indices, size, rng):
        batch_loss(batch)
    return 0.5
"""


def predicting(answer: str) -> str:
    """The reference's layers, with a `predict` that gives this answer to everything."""
    text = (SOLUTIONS / PACKAGE / "layers.py").read_text(encoding="utf-8")
    return f"{text}\n\ndef predict(model, rows):\n    return [{answer} for _ in rows]\n"


@pytest.mark.parametrize("milestone", ["digits", "mnist"])
@pytest.mark.parametrize("answer", ["7", "float('nan')"])
def test_a_network_that_knows_nothing_reads_no_digits(
    milestone: str, answer: str, tmp_path: Path
) -> None:
    """It is read with its weights, whatever it answers; the picture is drawn."""
    training = (SOLUTIONS / PACKAGE / "training.py").read_text(encoding="utf-8") + UNTAUGHT
    files = {"layers": predicting(answer), "training": training}
    result = ran(milestone, tmp_path, minutes=0.002, **files).result
    assert not result.passed
    assert result.figures["accuracy"] < 0.5
    assert "its steps are not those of its own gradients" in result.message
    assert is_picture(result.pictures[0])


@pytest.mark.parametrize("answer", ["True", "'7'", "None"])
def test_an_answer_that_is_no_number_is_refused(answer: str, tmp_path: Path) -> None:
    """Nothing is compared with what the weights read before it is a number."""
    with pytest.raises(Malformed, match="number"):
        ran("mnist", tmp_path, minutes=0.002, layers=predicting(answer))


def test_answers_have_to_be_those_of_the_weights(tmp_path: Path) -> None:
    """A `predict` that reads otherwise than its network is told so."""
    result = ran("mnist", tmp_path, minutes=0.002, layers=predicting("7")).result
    assert not result.passed
    assert "are read otherwise by layers.predict" in result.message


def test_no_test_image_of_mnist_leaves_this_side(tmp_path: Path) -> None:
    """What is sent are the training images with their labels: all of them, none as it is known."""
    images, labels, *rest = sent("mnist", tmp_path)
    training = mnist("train")
    assert (len(images), len(labels)) == (60_000 * 784, 60_000)
    assert not [x for x in rest if isinstance(x, bytes)]
    known = {training.stored(i) for i in range(len(training))}
    assert not known.intersection(images[i : i + 784] for i in range(0, len(images), 784))
    ink = Counter(sum(training.stored(i)) for i in range(len(training)))
    assert Counter(sum(images[i : i + 784]) for i in range(0, len(images), 784)) == ink
    assert sent("mnist", tmp_path)[0] == images
    assert sent("mnist", tmp_path, secret="1")[0] != images


def test_no_unseen_digit_leaves_this_side(tmp_path: Path) -> None:
    """1,438 digits with labels, in an order, a layout and under names that the secret decides."""
    images, labels, *rest = sent("digits", tmp_path)
    assert (len(images), len(labels)) == (1438 * 64, 1438)
    assert not [x for x in rest if isinstance(x, bytes)]
    data = digits()
    exam = digits_milestone.draw_exam(data, Setting(0, tmp_path, print, secret="0").draws("digits"))
    unseen = {data.stored(i) for i in exam.unseen}
    disguise = exam.material.disguise
    shown = [images[i : i + 64] for i in range(0, len(images), 64)]
    revealed = [bytes(map(int, reveal_image(image, disguise))) for image in shown]
    assert not unseen.intersection(revealed)
    assert sorted([*revealed, *(data.stored(i) for i in exam.unseen)]) == sorted(
        data.stored(i) for i in range(1797)
    )
    names = dict(zip(revealed, labels, strict=True))
    assert all(
        names[data.stored(i)] == disguise.classes[data.labels[i]]
        for i in range(1797)
        if data.stored(i) in names
    )
    assert sent("digits", tmp_path, secret="5")[0] != images


def test_a_seed_for_the_weights_tells_nothing_of_the_secret(tmp_path: Path) -> None:
    """No argument holds the secret, nor would the seed of the weights draw the same again."""
    secret = "2f0a"
    for milestone in ("digits", "mnist"):
        assert not [x for x in sent(milestone, tmp_path, secret=secret) if secret in f"{x!r}"[:99]]
    setting = Setting(0, tmp_path, print, secret=secret)
    seed = setting.seed_of_weights("digits")
    assert Random(seed).random() != setting.draws("digits").random()
    assert seed != Setting(0, tmp_path, print).seed_of_weights("digits")


def test_rows_are_scaled_and_in_the_order_asked_for() -> None:
    """Each image a row of floats from 0 to 1."""
    assert to_rows(bytes([0, 16, 8, 4]), [1, 0], 2, 16) == [[0.5, 0.25], [0.0, 1.0]]


@pytest.mark.parametrize(
    ("milestone", "module", "words"),
    [
        ("digits", digits_milestone, "0 of 12 epochs"),
        ("mnist", mnist_milestone, "0 images seen"),
        ("moons", moons_milestone, "not done"),
    ],
)
def test_silence_is_told_in_a_sentence(
    milestone: str, module: Any, words: str, tmp_path: Path
) -> None:
    """What was reached, what is needed, where to look."""
    setting = Setting(seed=0, pictures=tmp_path, tell=lambda progress: None)
    result = module.run(Recorder(), setting)
    assert words in result.message
    assert f"{module.NEEDED:.0%}" in result.message
    assert "picograd bench" in result.message
    assert not result.pictures
    assert milestone == result.id


def test_a_naive_matrix_product_is_named_as_the_reason() -> None:
    """With both numbers, in the figures where it passes, in the message where it does not."""
    slow = mnist_milestone.TrainedOnMnist(900, 60.0, 1.2, speed=11e6, naive=12e6, curve=[])
    fast = mnist_milestone.TrainedOnMnist(900, 60.0, 1.2, speed=50e6, naive=12e6, curve=[])
    said = mnist_milestone._shortfall(0.5, slow)
    assert "11.0 million multiply-adds a second" in said
    assert "--minutes 5" in said
    assert "multiply-adds" not in mnist_milestone._shortfall(0.5, fast)
    assert "what takes long" in mnist_milestone._figures(0.9, 2000, slow)
    assert "what takes long" not in mnist_milestone._figures(0.9, 2000, fast)


@pytest.mark.parametrize("answer", [None, [1.0], [1.0, True], [1.0, "2"], {"a": 1}, "12"])
def test_numbers_are_numbers_or_refused(answer: Any) -> None:
    """Neither a bool nor a string is one, and neither more nor fewer will do."""
    with pytest.raises(Malformed):
        numbers(answer, 2, "two numbers")
    assert numbers([1, math.inf], 2, "two numbers") == [1, math.inf]


@pytest.mark.parametrize("message", [None, [1.0], [1.0, math.nan], [1.0, "2"], {"a": 1}])
def test_a_forged_progress_message_ends_nothing(message: Any) -> None:
    """It shows as zeros."""
    assert readings(message, 2) == [0.0, 0.0]


def test_a_loss_may_be_shown_as_what_it_is() -> None:
    """NaN and infinities where something was measured; how far it is stays a number."""
    shown = readings([2, math.nan, math.inf], 3, measured=(1, 2))
    assert (shown[0], math.isnan(shown[1]), shown[2]) == (2, True, math.inf)
    assert readings([math.nan, 0.5, 0.5], 3, measured=(1, 2)) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("milestone", "when"),
    [("digits", "in epoch 1;"), ("mnist", f"after {mnist_milestone.PORTION} images;")],
)
def test_a_training_that_explodes_is_said_as_such(
    milestone: str, when: str, tmp_path: Path
) -> None:
    """With the real loss, after the first epoch or portion in which it is no finite number."""
    # So steep that it does so within the first portion: the rate of the later ones hangs on time.
    uphill = reference("optim", "[x - lr * v for", "[x + lr * 1e200 * v for")
    result = ran(milestone, tmp_path, minutes=0.5, optim=uphill).result
    assert not result.passed
    assert f"the training exploded: the loss is nan {when}" in result.message
