"""What is true of the modules of all commands: arguments in, one call down, exit status out."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import click
import pytest

from grading.commands.cli import picograd

MOST_LINES = 150
# What no module can be called.
IN_PYTHON = {"class": "classroom"}


def with_commands() -> list[ModuleType]:
    """The modules in which a command is defined."""
    found = {}
    waiting: list[click.Command] = [picograd]
    for command in waiting:
        if isinstance(command, click.Group):
            context = click.Context(command)
            names = command.list_commands(context)
            waiting += filter(None, (command.get_command(context, name) for name in names))
        assert command.callback is not None
        found[command.callback.__module__] = None
    return [importlib.import_module(name) for name in found]


@pytest.mark.parametrize("module", with_commands(), ids=lambda module: module.__name__)
def test_a_module_with_a_command_holds_nothing_else(module: ModuleType) -> None:
    """Under 150 lines, no class, and no function that somebody else could want."""
    assert module.__file__ is not None
    lines = Path(module.__file__).read_text(encoding="utf-8").splitlines()
    assert len(lines) < MOST_LINES
    own = {
        name: value
        for name, value in vars(module).items()
        if getattr(value, "__module__", None) == module.__name__
    }
    assert [name for name, value in own.items() if isinstance(value, type)] == []
    assert [name for name in own if not name.startswith("_")] == []
    assert any(isinstance(value, click.Command) for value in vars(module).values())


def test_every_command_has_a_module_of_its_own() -> None:
    """`picograd NAME` is grading/commands/<name>.py, or command.py in a folder of that name."""
    for name, command in picograd.commands.items():
        assert command.callback is not None
        module = command.callback.__module__
        name = IN_PYTHON.get(name, name)
        assert module in (f"grading.commands.{name}", f"grading.commands.{name}.command")
