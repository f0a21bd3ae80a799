"""What the text of a file shows: its functions, and what stands in them for certain."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Mapping

Function = ast.FunctionDef


def functions_in(source: str) -> dict[str, Function]:
    """The functions and methods of a file by their qualified names; of two of a name the last.

    SyntaxError, ValueError, RecursionError or MemoryError where it does not parse.
    """
    found: dict[str, Function] = {}
    for node in ast.parse(source).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        found |= {f"{prefix}{m.name}": m for m in members if isinstance(m, Function)}
    return found


def function_around(functions: Mapping[str, Function], line: int) -> str:
    """The name of the function that a line stands in; empty if in none."""
    for name, function in functions.items():
        if function.lineno <= line <= (function.end_lineno or 0):
            return name
    return ""


def slots_of(cls: ast.ClassDef) -> tuple[str, ...]:
    for node in cls.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "__slots__" for t in node.targets
        ):
            texts = (n.value for n in ast.walk(node.value) if isinstance(n, ast.Constant))
            return tuple(text for text in texts if isinstance(text, str))
    return ()


def attributes_set(cls: ast.ClassDef) -> dict[str, int]:
    """The attributes that the methods of a class set on `self`, and the first line of each."""
    found: dict[str, int] = {}
    for node in ast.walk(cls):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
        ):
            found[node.attr] = min(node.lineno, found.get(node.attr, node.lineno))
    return found


def own_nodes(function: Function) -> list[ast.AST]:
    """What stands in a function, without what stands in the functions within it."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop(0)
        found.append(node)
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)
    return found


def returned(function: Function) -> list[ast.expr]:
    return [n.value for n in own_nodes(function) if isinstance(n, ast.Return) and n.value]


def is_generator(function: Function) -> bool:
    return any(isinstance(n, ast.Yield | ast.YieldFrom) for n in own_nodes(function))


def falls_off(body: list[ast.stmt]) -> bool:
    """Whether the end of the body can be reached, as far as its form tells: then it is None."""
    last = body[-1]
    if isinstance(last, ast.Return):
        return last.value is None
    if isinstance(last, ast.Raise):
        return False
    if isinstance(last, ast.If):
        return falls_off(last.body) or not last.orelse or falls_off(last.orelse)
    if isinstance(last, ast.With):
        return falls_off(last.body)
    if isinstance(last, ast.While):
        return not isinstance(last.test, ast.Constant)
    # What can be left in ways that the form does not tell.
    return not isinstance(last, ast.Try | ast.Match)


def parameters_of(function: Function) -> list[str]:
    given = function.args
    return [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def is_parameter(name: ast.Name, function: Function) -> bool:
    return name.id in parameters_of(function) and not bindings(name.id, function)


def bindings(name: str, function: Function) -> list[ast.AST]:
    return [
        n
        for n in own_nodes(function)
        if isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load)
    ]


def assigned(name: str, function: Function) -> ast.expr | None:
    """The value of a name that is bound once, by a plain assignment."""
    values = [
        n.value
        for n in own_nodes(function)
        if isinstance(n, ast.Assign)
        and [t.id for t in n.targets if isinstance(t, ast.Name)] == [name]
    ]
    once = len(bindings(name, function)) == 1 and name not in parameters_of(function)
    return values[0] if once and len(values) == 1 else None


def is_number(node: ast.expr, function: Function, depth: int = 5) -> bool:
    """Whether it is plain data for certain: `.data`, a literal, what `math` answers."""
    if depth == 0:
        return False
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float)
    if isinstance(node, ast.Attribute):
        return node.attr == "data"
    if isinstance(node, ast.BinOp):
        return all(is_number(side, function, depth - 1) for side in (node.left, node.right))
    if isinstance(node, ast.UnaryOp):
        return is_number(node.operand, function, depth - 1)
    if isinstance(node, ast.Call):
        of_math = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "math"
        return of_math or called(node) == "float"
    if isinstance(node, ast.Name):
        value = assigned(node.id, function)
        return value is not None and is_number(value, function, depth - 1)
    return False


def is_list(node: ast.expr, function: Function) -> bool:
    """Whether it is a list for certain: a literal, a comprehension, a name bound once to one."""
    value = assigned(node.id, function) if isinstance(node, ast.Name) else node
    return isinstance(value, ast.List | ast.ListComp)


def gone_through(function: Function, line: int, builtin: Collection[str]) -> list[ast.Name]:
    """The names that a line goes through or takes an item of. builtin: functions that do so."""
    parts: list[tuple[ast.AST, ast.AST]] = []
    for node in ast.walk(function):
        if isinstance(node, ast.For | ast.comprehension):
            parts.append((node.iter, node.iter))
        elif isinstance(node, ast.Subscript):
            parts.append((node, node.value))
        elif isinstance(node, ast.Call) and called(node) in builtin:
            parts += [(node, argument) for argument in node.args]
    return [part for whole, part in parts if isinstance(part, ast.Name) and _stands_at(whole, line)]


def _stands_at(node: ast.AST, line: int) -> bool:
    return isinstance(node, ast.expr) and node.lineno <= line <= (node.end_lineno or 0)


def is_arithmetic(node: ast.expr, function: Function) -> bool:
    """Whether it is an operation that no tuple takes part in: a tuple times a float is none."""
    if not isinstance(node, ast.BinOp):
        return False
    if isinstance(node.op, ast.Mult):
        return any(is_attribute(side, "data") for side in (node.left, node.right))
    return isinstance(node.op, ast.Div | ast.Sub | ast.Pow)


def holds_tuple(node: ast.expr, functions: Collection[str]) -> bool:
    """Whether there may be a tuple in it. functions: those of the file, which may answer one."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        # What a file of the course can import answers with numbers, nodes or lists.
        return node.func.id in functions or hasattr(builtins, node.func.id)
    return any(isinstance(n, ast.Tuple | ast.Call | ast.Subscript) for n in ast.walk(node))


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def is_node(name: ast.Name, function: Function) -> bool:
    """Whether a name is a node for certain: `self`, never bound to anything else."""
    return name.id == "self" and is_parameter(name, function)


def children_named(function: Function) -> set[str]:
    """The names that are bound once, to the children of a node: `a, b = node.children`."""
    found: set[str] = set()
    for node in own_nodes(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Tuple) and is_attribute(node.value, "children"):
                found |= {t.id for t in target.elts if isinstance(t, ast.Name)}
            elif isinstance(target, ast.Name) and is_child(node.value):
                found.add(target.id)
    return {name for name in found if len(bindings(name, function)) == 1}


def is_child(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and is_attribute(node.value, "children")


def is_attribute(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name


def is_new_object(node: ast.expr) -> bool:
    """A list, or a new object of a class: not a number, which nobody can change."""
    if isinstance(node, ast.List | ast.ListComp | ast.Dict):
        return True
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mult) and isinstance(node.left, ast.List)
    return isinstance(node, ast.Call) and called(node)[:1].isupper()
