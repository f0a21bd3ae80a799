"""The learner's file beside its contract, as slips are looked for in it."""

from __future__ import annotations

import ast
import builtins
import re
from dataclasses import dataclass

from grading.diagnosis.syntax import (
    Function,
    attributes_set,
    bindings,
    children_named,
    function_around,
    functions_in,
    own_nodes,
    parameters_of,
    slots_of,
)

NODE_CLASSES = ("Value", "Tensor")
NUMBERS = ("int", "float")
NO_ATTRIBUTE = re.compile(r"'(\w+)' object has no attribute '(\w+)'")


@dataclass(frozen=True)
class Happened:
    """What a failing check showed.

    kind, message, line, traceback: of what was raised, as in `RaisedError`. none: the answer, or
    a part of it, is None where something is expected. claim: what the check claims. wrong: the
    functions that an exchange showed to be wrong. possible: those that may be, None for any.
    """

    kind: str = ""
    message: str = ""
    line: int | None = None
    traceback: str = ""
    none: bool = False
    claim: str = ""
    wrong: tuple[str, ...] = ()
    possible: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Slip:
    """sentence: what is said. function: the one it is in, by its qualified name."""

    sentence: str
    function: str = ""


class LookedAt:
    """contract, file, path: as `find_slip` has them. SyntaxError where the source has one."""

    def __init__(
        self, source: str, contract: str, file: str, path: str, happened: Happened
    ) -> None:
        self.lines = source.splitlines()
        self.tree = ast.parse(source)
        self.functions = functions_in(source)
        self.contract = functions_in(contract)
        self.file, self.path, self.happened = file, path, happened

    def class_named(self, name: str) -> ast.ClassDef | None:
        classes = (n for n in self.tree.body if isinstance(n, ast.ClassDef))
        return next((n for n in classes if n.name == name), None)

    def methods_of(self, owner: str) -> set[str]:
        """Those that the contract has."""
        own = (n.partition(".") for n in self.contract)
        return {name for cls, _, name in own if cls == owner and name}

    def where(self, name: str, line: int) -> str:
        return f"`{name}` ({self.file}, line {line})"

    def at(self, line: int, sentence: str) -> Slip:
        return Slip(f"{self.file}, line {line}: {sentence}", self.around(line))

    def around(self, line: int) -> str:
        return function_around(self.functions, line)

    def at_line(self, line: int) -> list[ast.Attribute]:
        return [n for n in ast.walk(self.tree) if isinstance(n, ast.Attribute) and n.lineno == line]

    def names_in(self, around: str) -> set[str]:
        """The names that can be used in a function: its own, the module's, Python's."""
        names = set(dir(builtins))
        inside: list[ast.AST] = [*self.tree.body]
        if around:
            function = self.functions[around]
            names |= set(parameters_of(function))
            inside += own_nodes(function)
        for node in inside:
            if isinstance(node, ast.Import | ast.ImportFrom):
                names |= {(a.asname or a.name).partition(".")[0] for a in node.names}
            elif isinstance(node, Function | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Assign):
                names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
        return names

    def attributes_of(self, around: str) -> set[str]:
        """What `self` has in the class of a method."""
        owner = around.rpartition(".")[0]
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef) and node.name == owner:
                return {*slots_of(node), *attributes_set(node)}
        return set()

    def nodes_in(self, name: str, function: Function) -> set[str]:
        """The names that are nodes for certain: children, and what the contract says of
        parameters, by their places.
        """
        right = self.contract.get(name)
        owed = [*right.args.posonlyargs, *right.args.args] if right is not None else []
        annotated = {
            mine
            for mine, theirs in zip(parameters_of(function), owed, strict=False)
            if theirs.annotation and ast.unparse(theirs.annotation) in NODE_CLASSES
            if not bindings(mine, function)
        }
        return annotated | children_named(function)

    def said_by_contract(self, owner: str) -> set[str]:
        """What the docstrings of a class name: in backticks, or with a colon behind it."""
        words: set[str] = set()
        for name, function in self.contract.items():
            if name.startswith(f"{owner}."):
                text = ast.get_docstring(function) or ""
                words |= set(re.findall(r"`(\w+)`", text))
                words |= set(re.findall(r"^ *(\w+):", text, re.MULTILINE))
                words |= {n.attr for n in ast.walk(function) if isinstance(n, ast.Attribute)}
        return words

    def owes(self, name: str) -> str:
        """What the contract says that a function returns; empty for None and iterators."""
        right = self.contract.get(name)
        owed = ast.unparse(right.returns) if right is not None and right.returns else "None"
        return "" if owed == "None" or "None" in owed.split(" | ") or "Iterator" in owed else owed

    def in_parentheses(self, node: ast.expr) -> bool:
        line = self.lines[node.lineno - 1].encode()
        return line[: node.col_offset].rstrip().endswith(b"(")


def number_lacks(told: str) -> bool:
    """Whether a number was asked for an attribute that numbers do not have."""
    found = NO_ATTRIBUTE.search(told)
    return found is not None and found[1] in NUMBERS
