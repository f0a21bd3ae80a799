"""What is measured, of what, and what came out."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from grading.worker.overlay import Source

YOURS, REFERENCE, MICROGRAD, TORCH, NAIVE = "yours", "reference", "micrograd", "torch", "naive loop"


# The unit of a number of seconds that a person would give in minutes or hours.
DURATION = "duration"


class Kind(enum.Enum):
    """What kind of engine a process is to be."""

    PICOGRAD = "picograd"
    MICROGRAD = "micrograd"
    TORCH = "torch"
    NAIVE = "naive"


@dataclass(frozen=True)
class Engine:
    """One engine: its name in the tables, and for a picograd the files it is made of."""

    name: str
    kind: Kind
    sources: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Quantity:
    """One row of a table. `more` is better, or less; unit is what the numbers count."""

    id: str
    title: str
    unit: str
    more: bool


@dataclass(frozen=True)
class Task:
    """What a process is asked for in one go: the quantities of one measurement.

    once: too slow to be repeated in every round. kinds: the engines that can do it.
    """

    id: str
    title: str
    kinds: tuple[Kind, ...]
    quantities: tuple[Quantity, ...]
    once: bool = False


@dataclass(frozen=True)
class Reading:
    """The number of one quantity for one engine, or in `note` why there is none."""

    engine: str
    quantity: str
    value: float | None
    note: str = ""


@dataclass(frozen=True)
class Bench:
    """All readings, and the names of the engines in the order of the columns."""

    engines: tuple[str, ...]
    readings: tuple[Reading, ...]

    def reading(self, engine: str, quantity: str) -> Reading | None:
        """None where this engine has no part in this quantity."""
        return next(
            (r for r in self.readings if r.engine == engine and r.quantity == quantity), None
        )


SCALAR = (Kind.PICOGRAD, Kind.MICROGRAD)
MATRICES = (Kind.PICOGRAD, Kind.TORCH)

TASKS = (
    Task(
        "moons",
        "a training step on moons",
        SCALAR,
        (
            Quantity("forward", "forward", "µs/node", more=False),
            Quantity("backward", "backward", "µs/node", more=False),
            Quantity("steps", "moons 2-16-16-1", "steps/s", more=True),
        ),
    ),
    Task(
        "memory",
        "memory of a graph",
        SCALAR,
        (Quantity("bytes", "memory of a graph", "bytes/node", more=False),),
        once=True,
    ),
    Task(
        "chain",
        "long chains",
        SCALAR,
        (
            Quantity("chain", "chain of 10^5, both ways", "s", more=False),
            Quantity("long chain", "chain of 10^6, both ways", "s", more=False),
        ),
        once=True,
    ),
    Task(
        "matmul",
        "matrix products",
        (*MATRICES, Kind.NAIVE),
        (
            Quantity("dense", "@, dense", "M/s", more=True),
            Quantity("images", "@, MNIST images", "M/s", more=True),
        ),
    ),
    Task(
        "step",
        "a training step on MNIST",
        MATRICES,
        (
            Quantity("rate", "training", "images/s", more=True),
            Quantity("step", "one step, 32 images", "ms", more=False),
            Quantity("full step", "with image gradients", "ms", more=False),
        ),
    ),
    Task(
        "wall",
        "ten images through the scalar engine",
        (Kind.PICOGRAD,),
        (Quantity("scalar epoch", "one node per number*", DURATION, more=False),),
        once=True,
    ),
    Task(
        "letters",
        "a GPT that learns names",
        MATRICES,
        (Quantity("letters", "a matrix in each node", "letters/s", more=True),),
    ),
    Task(
        "scalar letters",
        "one name through a GPT of single numbers",
        (Kind.PICOGRAD,),
        (Quantity("scalar letters", "one node per number*", "letters/s", more=True),),
        once=True,
    ),
)
