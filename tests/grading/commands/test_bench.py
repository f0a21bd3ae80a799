"""The benchmarks: what they measure, what they say where there is nothing to measure."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from rich.console import Console

from grading.checks import oracle
from grading.commands.bench.letters import scalar_loss
from grading.commands.bench.records import (
    MICROGRAD,
    NAIVE,
    REFERENCE,
    TASKS,
    TORCH,
    YOURS,
    Bench,
    Engine,
    Kind,
    Reading,
    Task,
)
from grading.commands.bench.running import _readings, engines_of, measure
from grading.commands.bench.scalar import count_nodes
from grading.commands.bench.table import tables
from grading.course.manifest import load_course
from grading.learner.package import sources_in
from grading.milestones.letters import numbers_of
from grading.milestones.names import PLAN
from grading.milestones.speed import multiply_adds, naive_product, seconds_each
from grading.milestones.tape import Tape
from grading.milestones.transformer import asked, draw_parameters, mean_loss
from grading.paths import PACKAGE, SOLUTIONS
from grading.worker.overlay import Source

SOURCES: Mapping[str, Source] = sources_in(SOLUTIONS / PACKAGE, load_course().stage_ids)


def tasks(*names: str) -> list[Task]:
    return [task for task in TASKS if task.id in names]


def changed(**files: str) -> dict[str, Source]:
    """The reference with these modules exchanged."""
    return {**SOURCES, **{name: Source(f"{name}.py", s.encode()) for name, s in files.items()}}


def value(bench: Bench, engine: str, quantity: str) -> float:
    reading = bench.reading(engine, quantity)
    assert reading is not None
    assert reading.value is not None, reading.note
    return reading.value


def note(bench: Bench, engine: str, quantity: str) -> str:
    reading = bench.reading(engine, quantity)
    assert reading is not None
    assert reading.value is None
    return reading.note


def drawn(bench: Bench, width: int = 120) -> str:
    console = Console(width=width, record=True, file=None, quiet=True)
    with console.capture() as capture:
        console.quiet = False
        for table in tables(bench):
            console.print(table)
    return capture.get()


STUB = """
def rule(grad, node):
    raise NotImplementedError("rules: add")

RULES = dict.fromkeys(("add", "mul", "pow", "exp", "log", "tanh", "relu"), rule)
"""


@pytest.fixture(scope="module")
def bench() -> Bench:
    """A short run of everything that is quick, with a learner who has no rules yet."""
    engines = engines_of(changed(rules=STUB), SOURCES)
    engines = [engine for engine in engines if engine.name != TORCH]
    names = ("moons", "memory", "matmul", "step", "letters", "scalar letters")
    return measure(engines, tasks(*names), rounds=1, seconds=0.3)


def test_the_reference_is_measured_in_everything(bench: Bench) -> None:
    """Every number is there and above zero."""
    quantities = ("forward", "backward", "bytes", "steps", "dense", "images", "rate", "full step")
    for quantity in (*quantities, "letters", "scalar letters"):
        assert value(bench, REFERENCE, quantity) > 0
    # The naive loop stands beside it, measured in a process of its own.
    assert value(bench, NAIVE, "images") > 0


def test_the_reference_beats_micrograd(bench: Bench) -> None:
    """At most half the memory a node, which is exact. How much faster it is, the bench says."""
    pytest.importorskip("micrograd")
    assert value(bench, REFERENCE, "bytes") <= value(bench, MICROGRAD, "bytes") / 2
    assert value(bench, MICROGRAD, "steps") > 0


def test_the_numbers_of_a_step_agree_with_each_other(bench: Bench) -> None:
    """Images a second are 32 images in the milliseconds of one step."""
    step = value(bench, REFERENCE, "step")
    assert value(bench, REFERENCE, "rate") == pytest.approx(32 / (step / 1000))


def test_letters_are_learned_slower_with_one_node_per_number(bench: Bench) -> None:
    """By far, and by the same network: the loss of a name is that of the milestone's."""
    assert value(bench, REFERENCE, "letters") > 3 * value(bench, REFERENCE, "scalar letters")
    parameters, tape = draw_parameters(PLAN, Random(0)), Tape()
    given, wanted = asked(numbers_of("ada"), PLAN.context)
    loss = scalar_loss(
        [[list(map(tape.write, row)) for row in rows] for rows in parameters], given, wanted
    )
    assert loss.data == pytest.approx(mean_loss(parameters, PLAN, [numbers_of("ada")]), rel=1e-9)


def test_what_is_not_written_is_called_so_and_the_rest_is_measured(bench: Bench) -> None:
    """A learner without rules can go forward, multiply matrices, and no more."""
    assert note(bench, YOURS, "backward") == "not written"
    assert note(bench, YOURS, "steps") == "not written"
    assert note(bench, YOURS, "scalar letters") == "not written"
    assert value(bench, YOURS, "bytes") > 0
    assert value(bench, YOURS, "dense") > 0


def test_engines_that_misbehave_cost_only_their_own_numbers() -> None:
    """One that ends its process, one that does not parse, one that prints what it likes."""
    engines = [
        Engine("leaves", Kind.PICOGRAD, changed(value="import sys; sys.exit()")),
        Engine("broken", Kind.PICOGRAD, changed(value="def")),
        Engine("prints", Kind.PICOGRAD, changed(tensor=_noisy())),
        Engine("missing", Kind.PICOGRAD, {}),
    ]
    found = measure(engines, tasks("memory", "matmul"), rounds=1, seconds=0.01)
    assert note(found, "leaves", "bytes") == "its process ended"
    assert note(found, "broken", "bytes").startswith("SyntaxError")
    assert note(found, "missing", "bytes") == "not written"
    assert value(found, "prints", "dense") > 0


def _noisy() -> str:
    return SOURCES["tensor"].content.decode() + '\nprint(\'{"values": {"dense": 1}}\')\n'


def test_an_endless_loop_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is killed, and is not asked again."""
    monkeypatch.setattr("grading.commands.bench.running.SECONDS_PER_TASK", 3.0)
    engines = [Engine("endless", Kind.PICOGRAD, changed(value="while True: pass"))]
    found = measure(engines, tasks("memory", "matmul"), rounds=1, seconds=0.01)
    assert note(found, "endless", "bytes") == "not done within 3 seconds"
    assert note(found, "endless", "dense") == "not done within 3 seconds"


def test_micrograd_cannot_walk_a_long_chain() -> None:
    """It is recursive; the table says so instead of a number."""
    pytest.importorskip("micrograd")
    found = measure([Engine(MICROGRAD, Kind.MICROGRAD)], tasks("chain"), rounds=1)
    assert note(found, MICROGRAD, "chain") == "recursion limit"


def test_the_median_of_the_rounds_is_taken_and_a_note_wins() -> None:
    """One busy moment of the machine changes nothing; one failure does."""
    (task,) = tasks("memory")
    found = _readings(YOURS, task, [{"bytes": 3.0}, {"bytes": 90.0}, {"bytes": 2.0}])
    assert found == [Reading(YOURS, "bytes", 3.0)]
    assert _readings(YOURS, task, [{"bytes": 3.0}, "not written"])[0].note == "not written"


def test_the_tables_show_numbers_ratios_and_notes() -> None:
    """Twice as many microseconds are half as good; hours and seconds are said as such."""
    made = Bench(
        (YOURS, REFERENCE, MICROGRAD, TORCH),
        (
            Reading(YOURS, "forward", 2.0),
            Reading(REFERENCE, "forward", 1.0),
            Reading(MICROGRAD, "forward", None, "not installed"),
            Reading(YOURS, "steps", 50.0),
            Reading(REFERENCE, "steps", 25.0),
            Reading(REFERENCE, "chain", 0.3),
            Reading(REFERENCE, "long chain", 3.3),
            Reading(YOURS, "rate", None, "not written"),
            Reading(REFERENCE, "rate", 500.0),
            Reading(TORCH, "rate", 60_000.0),
            Reading(REFERENCE, "scalar epoch", 7200.0),
        ),
    )
    lines = drawn(made).splitlines()

    def line(title: str) -> str:
        return next(text for text in lines if title in text)

    assert "2.00 (0.5x)" in line("forward")
    assert "not installed" in line("forward")
    assert "50.0 (2x)" in line("moons")
    assert "11.0" in line("10 times as long takes")
    assert "not written" in line("a matrix in each node")
    assert "2.00 minutes" in line("a matrix in each node")
    assert "1.00 seconds (120x)" in line("a matrix in each node")
    assert "2.00 hours" in line("one node per number*")
    assert "extrapolated from ten images" in drawn(made)


def test_everything_fits_into_80_columns() -> None:
    """Each quantity of all engines is one line, with torch a hundred times as good."""
    names = (YOURS, REFERENCE, MICROGRAD, NAIVE, TORCH)
    known = {YOURS: 1_234.0, REFERENCE: 1_355.0, MICROGRAD: 1_300.0, NAIVE: 1_200.0}
    made = Bench(
        names,
        tuple(
            Reading(name, quantity.id, known.get(name, 123_456.0 if quantity.more else 13.5))
            for task in TASKS
            for quantity in task.quantities
            for name in names
        ),
    )
    narrow, wide = (
        [line.rstrip() for line in drawn(made, width).splitlines()] for width in (80, 200)
    )
    assert narrow == wide
    assert len(narrow) > len([quantity for task in TASKS for quantity in task.quantities])


@pytest.mark.parametrize("installed", [True, False])
def test_torch_has_a_column_where_it_is_installed(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere it is left out, not told to be missing in every row."""
    monkeypatch.setattr(oracle, "is_live", lambda: installed)
    names = tuple(engine.name for engine in engines_of(SOURCES, SOURCES))
    assert names[:4] == (YOURS, REFERENCE, MICROGRAD, NAIVE)
    readings = tuple(Reading(name, "rate", 2.0) for name in names)
    assert (TORCH in names) is (TORCH in drawn(Bench(names, readings))) is installed


def test_without_a_reference_there_is_no_column_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handout without solutions still has a table."""
    monkeypatch.setattr(oracle, "is_live", lambda: True)
    names = [engine.name for engine in engines_of(SOURCES, {})]
    assert names == [YOURS, MICROGRAD, NAIVE, TORCH]
    made = Bench(tuple(names), (Reading(YOURS, "forward", 2.0),))
    assert "2.00" in drawn(made)
    assert REFERENCE not in drawn(made)
    assert len(tables(made)) == 1


def test_the_naive_product_is_a_product() -> None:
    """(1 x 2) @ (2 x 3), and the number of its multiply-adds."""
    a, b = [[2.0, -1.0]], [[3.0, 4.0, 5.0], [5.0, 7.0, 1.0]]
    assert naive_product(a, b) == [[1.0, 1.0, 9.0]]
    assert multiply_adds(a, b) == 6


def test_nodes_are_counted_once() -> None:
    """However many ways lead to them."""
    graph = {"root": ("left", "right"), "left": ("leaf",), "right": ("leaf", "left"), "leaf": ()}
    assert count_nodes("root", graph.__getitem__) == 4


def test_an_action_is_repeated_until_the_time_is_filled() -> None:
    """Once to warm up, and then often enough."""
    calls = []
    each = seconds_each(lambda: calls.append(sum(range(2_000))), 0.02)
    assert 0 < each < 0.02
    assert len(calls) > 2
