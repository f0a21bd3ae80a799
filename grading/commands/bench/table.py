"""The benchmarks as tables. Nothing is measured here."""

from __future__ import annotations

from dataclasses import replace

from rich.table import Table

from grading.commands.bench.records import (
    DURATION,
    MICROGRAD,
    NAIVE,
    REFERENCE,
    TASKS,
    TORCH,
    YOURS,
    Bench,
    Quantity,
    Reading,
)

SCALAR_COLUMNS = (YOURS, REFERENCE, MICROGRAD)
MATRIX_COLUMNS = (YOURS, REFERENCE, NAIVE, TORCH)
WALL_COLUMNS = (YOURS, REFERENCE, TORCH)

EPOCH = Quantity("epoch", "a matrix in each node", DURATION, more=False)
LENGTH = Quantity("length", "10 times as long takes", "times", more=False)

MULTIPLY_ADDS = "M/s: million multiply-adds a second; training: 784-32-10, 32 images a step"
EXTRAPOLATED = "* extrapolated from ten images: nobody has waited for 60,000"
ONE_NAME = "* extrapolated from one name of three letters"
TIMES = "(2x): twice as good as the reference"


def tables(bench: Bench) -> list[Table]:
    """The scalar engine, the matrices, the wall between them, and a GPT."""
    rows = {quantity.id: quantity for task in TASKS for quantity in task.quantities}
    whole = replace(bench, readings=(*bench.readings, *_derived(bench)))
    scalar = ("forward", "backward", "bytes", "steps", "chain", "long chain")
    matrices = ("dense", "images", "rate", "step", "full step")
    found = [
        _table("One node per number", whole, SCALAR_COLUMNS, [*(rows[i] for i in scalar), LENGTH]),
        _table(
            "A matrix in each node",
            whole,
            MATRIX_COLUMNS,
            [rows[i] for i in matrices],
            MULTIPLY_ADDS,
        ),
        _table(
            "The wall: one epoch of MNIST, 60,000 images",
            whole,
            WALL_COLUMNS,
            [rows["scalar epoch"], EPOCH],
            EXTRAPOLATED,
        ),
        _table(
            "A GPT that learns names: 4,192 parameters, four names a step",
            whole,
            WALL_COLUMNS,
            [rows["letters"], rows["scalar letters"]],
            ONE_NAME,
        ),
    ]
    return [table for table in found if table.row_count]


def _derived(bench: Bench) -> list[Reading]:
    """What follows from other readings: how a chain grows, and a whole epoch."""
    found = []
    for engine in bench.engines:
        short, long = (bench.reading(engine, name) for name in ("chain", "long chain"))
        if short and long and short.value and long.value:
            found.append(Reading(engine, LENGTH.id, long.value / short.value))
        rate = bench.reading(engine, "rate")
        if rate is not None:
            seconds = 60_000 / rate.value if rate.value else None
            found.append(Reading(engine, EPOCH.id, seconds, rate.note))
    return found


def _table(
    title: str, bench: Bench, columns: tuple[str, ...], rows: list[Quantity], caption: str = ""
) -> Table:
    shown = [name for name in columns if name in bench.engines]
    notes = [caption, TIMES if REFERENCE in shown else ""]
    # Without lines around it, four engines fit into 80 columns.
    table = Table(
        title=title,
        caption="\n".join(filter(None, notes)),
        title_justify="left",
        caption_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
        pad_edge=False,
    )
    table.add_column("")
    for name in shown:
        table.add_column(name, justify="right")
    for quantity in rows:
        cells = [_cell(bench, name, quantity) for name in shown]
        if any(cells):
            unit = "" if quantity.unit == DURATION else f", {quantity.unit}"
            table.add_row(f"{quantity.title}{unit}", *cells)
    return table


def _cell(bench: Bench, engine: str, quantity: Quantity) -> str:
    """The number, and how many times as good as the reference's it is."""
    reading = bench.reading(engine, quantity.id)
    if reading is None:
        return ""
    if not reading.value:
        return reading.note or "0"
    text = _duration(reading.value) if quantity.unit == DURATION else _number(reading.value)
    reference = bench.reading(REFERENCE, quantity.id)
    if engine == REFERENCE or reference is None or not reference.value or quantity is LENGTH:
        return text
    times = reading.value / reference.value
    return f"{text} ({_ratio(times if quantity.more else 1 / times)}x)"


def _duration(seconds: float) -> str:
    """A length of time as a person would say it."""
    for size, name in ((3600, "hours"), (60, "minutes")):
        if seconds >= size:
            return f"{_number(seconds / size)} {name}"
    return f"{_number(seconds)} seconds"


def _ratio(times: float) -> str:
    return f"{times:,.0f}" if times >= 10 else f"{times:.2g}"


def _number(value: float) -> str:
    """Two or three significant digits, without an exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    digits = next((d for d in (1, 2, 3) if value >= 10 ** (2 - d)), 4)
    return f"{value:.{digits}f}"
