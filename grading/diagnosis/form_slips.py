"""Slips that the form of a function shows: no `return`, no tuple, no node, no call."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from grading.diagnosis.looked_at import NODE_CLASSES, LookedAt, Slip, number_lacks
from grading.diagnosis.syntax import (
    Function,
    attributes_set,
    called,
    children_named,
    falls_off,
    holds_tuple,
    is_arithmetic,
    is_child,
    is_generator,
    is_list,
    is_new_object,
    is_node,
    is_number,
    is_parameter,
    own_nodes,
    parameters_of,
    returned,
)

# What nodes of the course only have as methods.
_METHODS = frozenset(
    {"backward", "exp", "item", "log", "log_softmax", "mean", "pick", "relu", "sum", "tanh"}
    | {"zero_grad"}
)
# "Value needs a number, got None" is one's own wording.
_NONE = re.compile(r"\bNone(Type)?\b")
_NOT_A_SEQUENCE = re.compile(
    r"'?(\w+)'? object is not (?:iterable|subscriptable)|object of type '(\w+)' has no len"
)
_IN_PLACE = frozenset({"append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"})
_ANSWER_NOTHING = _IN_PLACE - {"pop"} | {"shuffle"}
_LEFT_ALONE = re.compile(
    r"\b(left|leaves?|unchanged|stays?|changes? nothing|not change\w*|as it was|after the call)\b"
)

_Form = Callable[[LookedAt, str, Function], str]


def slips_of_form(looked: LookedAt) -> Iterator[Slip]:
    """Those of the functions that are wrong, first the forms that what happened shows.

    Where none is known to be wrong, only such a form, and only if one function alone has it.
    """
    happened = looked.happened
    told = f"{happened.kind}: {happened.message}"
    sequence = _NOT_A_SEQUENCE.search(told)
    shown: list[tuple[bool, _Form]] = [
        (happened.none or bool(_NONE.search(told)), _returns_nothing),
        ("method" in told, _does_not_call),
        ("weak reference" in told or number_lacks(told), _returns_number),
        (bool(sequence) and "NoneType" not in told, _no_tuple),
        (happened.kind == "NotPlain", _computes_with_nodes),
    ]
    forms: tuple[_Form, ...] = (
        _does_not_call,
        _returns_number,
        _no_tuple,
        _computes_with_nodes,
        _returns_in_loop,
        _other_order,
        _one_object_many_times,
        _changes_what_it_was_handed,
    )
    for name in happened.wrong:
        for shows, form in shown:
            if shows:
                yield from _told(looked, name, form)
        for form in forms:
            yield from _told(looked, name, form)
    if happened.wrong:
        return
    names = [n for n in looked.functions if happened.possible is None or n in happened.possible]
    for shows, form in shown:
        found = [slip for name in names for slip in _told(looked, name, form)] if shows else []
        if len(found) == 1:
            yield found[0]


def _told(looked: LookedAt, name: str, form: _Form) -> Iterator[Slip]:
    function = looked.functions.get(name)
    if function is not None and (sentence := form(looked, name, function)):
        yield Slip(sentence, name)


def _does_not_call(looked: LookedAt, name: str, function: Function) -> str:
    """A method that is named where only what it answers, or does, makes sense."""
    classes = (node for node in looked.tree.body if isinstance(node, ast.ClassDef))
    data = frozenset[str]().union(*map(attributes_set, classes))
    for node in own_nodes(function):
        named: list[ast.expr | None] = []
        if isinstance(node, ast.Expr | ast.Return):
            named = [node.value]
        elif isinstance(node, ast.BinOp):
            named = [node.left, node.right]
        for part in named:
            if isinstance(part, ast.Attribute) and part.attr in _METHODS - data:
                return (
                    f"{looked.where(name, part.lineno)} names `{ast.unparse(part)}` and does "
                    "not call it: are the `()` missing?"
                )
    return ""


def _returns_nothing(looked: LookedAt, name: str, function: Function) -> str:
    if not looked.owes(name) or is_generator(function):
        return ""
    for answer in returned(function):
        method = answer.func if isinstance(answer, ast.Call) else None
        if isinstance(method, ast.Attribute) and method.attr in _ANSWER_NOTHING:
            return (
                f"{looked.where(name, answer.lineno)} answers with `{ast.unparse(answer)}`, "
                "which is None: it changes the list itself."
            )
    if not falls_off(function.body):
        return ""
    where = looked.where(name, function.lineno)
    if not any(isinstance(n, ast.Return) and n.value for n in own_nodes(function)):
        return f"{where} returns None: is a `return` missing?"
    return f"{where} returns None where it comes to its end: a way through it has no `return`."


def _returns_in_loop(looked: LookedAt, name: str, function: Function) -> str:
    for loop in own_nodes(function):
        if isinstance(loop, ast.For | ast.While) and isinstance(loop.body[-1], ast.Return):
            inner = [n for part in loop.body for n in ast.walk(part)]
            if not any(isinstance(n, ast.Continue) for n in inner):
                return (
                    f"{looked.where(name, loop.body[-1].lineno)} returns inside the loop, so "
                    "the loop ends in its first round."
                )
    return ""


def _returns_number(looked: LookedAt, name: str, function: Function) -> str:
    owed = looked.owes(name)
    if owed not in NODE_CLASSES:
        return ""
    for answer in returned(function):
        if is_number(answer, function) or is_list(answer, function):
            return (
                f"{looked.where(name, answer.lineno)} answers with `{ast.unparse(answer)}`, "
                f"which is plain data and not a {owed}."
            )
    return ""


def _no_tuple(looked: LookedAt, name: str, function: Function) -> str:
    if looked.owes(name).startswith(("tuple", "Gradients")):
        written = {*looked.functions, *looked.contract}
        for answer in returned(function):
            plain = is_arithmetic(answer, function) or (
                isinstance(answer, ast.BinOp | ast.Name | ast.Call)
                and looked.in_parentheses(answer)
            )
            bound = isinstance(answer, ast.Name) and not is_parameter(answer, function)
            if is_number(answer, function) or (
                plain and not bound and not holds_tuple(answer, written)
            ):
                text = ast.unparse(answer)
                return (
                    f"{looked.where(name, answer.lineno)} answers with `{text}`, which is no "
                    f"tuple; a tuple of one is `({text},)`, with a comma."
                )
    for call in own_nodes(function):
        if isinstance(call, ast.Call) and called(call) in NODE_CLASSES:
            for given in [
                *call.args[1:2],
                *(k.value for k in call.keywords if k.arg == "children"),
            ]:
                if isinstance(given, ast.Name) and (
                    is_node(given, function) or given.id in looked.nodes_in(name, function)
                ):
                    return (
                        f"{looked.where(name, given.lineno)} gives `({given.id})` as children, "
                        f"which is {given.id} itself; a tuple of one is `({given.id},)`, with "
                        "a comma."
                    )
    return ""


def _computes_with_nodes(looked: LookedAt, name: str, function: Function) -> str:
    """A rule that answers with nodes: a child stands in it without `.data`."""
    if not looked.owes(name).startswith(("tuple", "Gradients", "float")):
        return ""
    children = children_named(function)
    for answer in returned(function):
        for part in ast.walk(answer):
            for side in (part.left, part.right) if isinstance(part, ast.BinOp) else ():
                if (isinstance(side, ast.Name) and side.id in children) or is_child(side):
                    text = ast.unparse(side)
                    return (
                        f"{looked.where(name, side.lineno)} computes with the node `{text}`; "
                        f"its number is `{text}.data`."
                    )
    return ""


def _other_order(looked: LookedAt, name: str, function: Function) -> str:
    right = looked.contract.get(name)
    if right is not None:
        theirs, ours = parameters_of(function), parameters_of(right)
        if theirs != ours and sorted(theirs) == sorted(ours):
            return (
                f"{looked.where(name, function.lineno)} takes ({', '.join(theirs)}); the order "
                f"is ({', '.join(ours)})."
            )
    for call in own_nodes(function):
        if isinstance(call, ast.Call) and called(call) in NODE_CLASSES and len(call.args) > 1:
            second = call.args[1]
            if isinstance(second, ast.Constant) and isinstance(second.value, str | bool):
                return (
                    f"{looked.where(name, call.lineno)} gives {second.value!r} where the "
                    f"children stand: the order is {called(call)}(data, children, op, ctx)."
                )
    return ""


def _one_object_many_times(looked: LookedAt, name: str, function: Function) -> str:
    for node in own_nodes(function):
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Mult)
            and isinstance(node.left, ast.List)
            and len(node.left.elts) == 1
            and is_new_object(node.left.elts[0])
        ):
            text = ast.unparse(node)
            return (
                f"{looked.where(name, node.lineno)} makes `{text}`: one and the same object, "
                "many times. A comprehension makes a new one each time."
            )
    return ""


def _changes_what_it_was_handed(looked: LookedAt, name: str, function: Function) -> str:
    if not _LEFT_ALONE.search(looked.happened.claim):
        return ""
    parameters = set(parameters_of(function)) - {"self"}
    parameters -= {
        n.id
        for n in own_nodes(function)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    for node in own_nodes(function):
        changed: ast.expr | None = None
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            changed = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in _IN_PLACE:
                changed = node.func.value
            elif node.func.attr == "shuffle" and node.args:
                changed = node.args[0]
        if isinstance(changed, ast.Name) and changed.id in parameters:
            return (
                f"{looked.where(name, changed.lineno)} changes the `{changed.id}` that it was "
                "handed; a new list leaves the caller's as it was."
            )
    return ""
