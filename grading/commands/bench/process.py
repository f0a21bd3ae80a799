"""The process of one engine: `python -m grading.commands.bench.process`.

The first line of standard input says which engine to be, every other one which task to do
and for how long. Each is answered with one line: `{"ready": true}`, `{"values": {...}}`, or
`{"note": "..."}` where there is nothing to measure.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from grading.commands.bench import letters, matrices, scalar
from grading.commands.bench.records import Kind
from grading.course.datasets import mnist, names
from grading.worker.overlay import Overlay, Source

NOT_WRITTEN, NOT_INSTALLED = "not written", "not installed"

Tasks = dict[str, Callable[[float], dict[str, float]]]


def main() -> None:
    # What the engine prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with ExitStack() as stack:
        tasks = tasks_of(json.loads(sys.stdin.readline()), stack)
        # The engine pays for collecting its own garbage, not for looking through our modules.
        gc.collect()
        gc.freeze()
        print(json.dumps({"ready": True}), file=answers)
        for line in sys.stdin:
            task, seconds = json.loads(line)
            print(json.dumps(done(tasks, task, seconds)), file=answers)


def done(tasks: Tasks, task: str, seconds: float) -> dict[str, Any]:
    """The values of a task, or a note why there are none."""
    try:
        return {"values": tasks[task](seconds)}
    except NotImplementedError:
        return {"note": NOT_WRITTEN}
    except ModuleNotFoundError as error:
        mine = (error.name or "").startswith("picograd")
        return {"note": NOT_WRITTEN if mine else NOT_INSTALLED}
    except RecursionError:
        return {"note": "recursion limit"}
    except Exception as error:
        return {"note": f"{type(error).__name__}: {error}"[:200]}


def tasks_of(engine: dict[str, Any], stack: ExitStack) -> Tasks:
    """What this engine can be asked for. What is missing shows when it is asked."""
    images = functools.cache(functools.partial(mnist, "test"))
    some = functools.cache(lambda: letters.training_names(names()))
    match Kind(engine["kind"]):
        case Kind.PICOGRAD:
            sources = {
                name: Source(path, content.encode("latin-1"))
                for name, (path, content) in engine["sources"].items()
            }
            picograd = stack.enter_context(Overlay(sources).installed())
            return {
                "moons": lambda seconds: scalar.moons_step(scalar.of_picograd(picograd), seconds),
                "memory": lambda _: scalar.memory(scalar.of_picograd(picograd)),
                "chain": lambda _: scalar.chains(picograd.value.Value),
                "matmul": lambda s: matrices.picograd_matmul(picograd, images(), s),
                "step": lambda s: matrices.picograd_step(picograd, images(), s),
                "wall": lambda _: scalar.wall(picograd, images()),
                "letters": lambda s: letters.picograd_letters(picograd, some(), s),
                "scalar letters": lambda _: letters.scalar_letters(picograd),
            }
        case Kind.MICROGRAD:
            return {
                "moons": lambda seconds: scalar.moons_step(scalar.of_micrograd(), seconds),
                "memory": lambda _: scalar.memory(scalar.of_micrograd()),
                "chain": lambda _: scalar.chains(scalar.micrograd_leaf),
            }
        case Kind.TORCH:
            return {
                "matmul": lambda seconds: matrices.torch_matmul(images(), seconds),
                "step": lambda seconds: matrices.torch_step(images(), seconds),
                "letters": lambda seconds: letters.torch_letters(some(), seconds),
            }
        case Kind.NAIVE:
            return {"matmul": lambda seconds: matrices.loop_matmul(images(), seconds)}


if __name__ == "__main__":
    main()
