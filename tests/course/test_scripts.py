"""The scripts that exercises/README.md shows run, word for word, on the reference."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grading.paths import EXERCISES, PACKAGE, ROOT, SOLUTIONS

README = EXERCISES / "README.md"
# Runs each cell in the names of those before it, and shows the value that its last line has.
NOTEBOOK = """
import ast
names = {"__name__": "__main__"}
for number, cell in enumerate(cells, 1):
    *body, last = ast.parse(cell).body
    shown = isinstance(last, ast.Expr)
    before = ast.Module(body if shown else [*body, last], [])
    exec(compile(before, f"<cell {number}>", "exec"), names)
    if shown:
        value = eval(compile(ast.Expression(last.value), f"<cell {number}>", "eval"), names)
        print("" if value is None else f"Out[{number}]: {value!r}")
"""


def script_with(*words: str) -> str:
    """The blocks of Python in the README that hold one of `words`, as one script."""
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    found = [block for word in words for block in blocks if word in block]
    assert len(found) == len(words)
    return "\n".join(found)


def run(script: str, engine: Path, cwd: Path) -> str:
    """What `script` prints with `engine` as the folder of `picograd`, or why it failed."""
    path = os.pathsep.join([str(engine), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path, "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(cwd)}
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=cwd,
        env=environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    return ended.stdout if ended.returncode == 0 else ended.stderr


def test_the_engine_can_be_used_in_a_notebook(tmp_path: Path) -> None:
    """The first example prints d tanh(ab + a) / da and / db at (2, -3): 1 - tanh(-4)^2, times
    b + 1 = -2 and a = 2."""
    a, b = map(float, run(script_with("(a * b + a).tanh()"), SOLUTIONS, tmp_path).split())
    assert a == pytest.approx(-2 * 0.00134095068303, rel=1e-9)
    assert b == pytest.approx(2 * 0.00134095068303, rel=1e-9)


def test_what_is_shown_for_notebooks_runs_as_cells_do(tmp_path: Path) -> None:
    """One after another in a process of their own, with the value of the last line shown."""
    section = README.read_text(encoding="utf-8").partition("## Your engine in a notebook")[2]
    cells = re.findall(r"```python\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
    told = run(f"cells = {cells!r}\n{NOTEBOOK}", SOLUTIONS, tmp_path).splitlines()
    assert [round(float(number), 9) for number in told[0].split()] == [-0.002681901, 0.002681901]
    assert [line.partition("  value")[0] for line in told[2:8]] == [
        "Out[2]: y",
        "`-- +",
        "    |-- *",
        "    |   |-- a",
        "    |   `-- b",
        "    `-- a",
    ]
    assert told[-1] == "Out[3]: ['emma', 'liam', 'olivia']"


def test_the_data_can_be_played_with(tmp_path: Path) -> None:
    """The names that the README imports exist, and what its comments say of them is so."""
    told = "print(len(points), len(points[0]), set(labels), len(images.pixels(7)))"
    script = script_with("images.pixels(7)") + told + "\nprint(len(train.scaled(7)))"
    assert run(script, SOLUTIONS, tmp_path) == "200 2 {0, 1} 64\n784\n"


def test_the_moons_script_learns_and_draws(tmp_path: Path) -> None:
    """It is right about nearly all points that it has not seen, and draws both pictures."""
    told = run(script_with("train_epoch(batch_loss", "plt.savefig"), SOLUTIONS, tmp_path)
    right = re.search(r"^right: (.*)$", told, re.MULTILINE)
    assert right, told
    assert float(right.group(1)) >= 0.9
    picture = [line for line in told.splitlines() if re.fullmatch(r"[.#]{41}", line)]
    assert len(picture) == 14
    # The upper moon is class 0; the lower one, class 1, lies to the right.
    assert picture[0].count("#") < 41 / 2 < picture[-1].count("#")
    assert (tmp_path / "moons.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("folder", [EXERCISES, SOLUTIONS])
def test_value_can_be_had_from_the_package_itself(folder: Path, tmp_path: Path) -> None:
    """`from picograd import Value` and `Tensor`, in the exercise and in the reference."""
    script = "from picograd import Tensor, Value, graph\nprint(Value.__module__, graph.__name__)"
    assert run(script, folder, tmp_path) == "picograd.value picograd.graph\n"


def test_a_broken_stage_costs_the_package_nothing(tmp_path: Path) -> None:
    """Where tensor.py does not parse, Value can still be had, and Tensor says why it cannot."""
    home = tmp_path / PACKAGE
    home.mkdir()
    for file in (SOLUTIONS / PACKAGE).glob("*.py"):
        (home / file.name).write_bytes(file.read_bytes())
    (home / "tensor.py").write_text("class Tensor(:\n", encoding="utf-8")
    assert run("from picograd import Value\nprint(Value(2).data)", tmp_path, tmp_path) == "2.0\n"
    assert "SyntaxError" in run("from picograd import Tensor", tmp_path, tmp_path)
    assert "cannot import name 'Vlaue'" in run("from picograd import Vlaue", tmp_path, tmp_path)
