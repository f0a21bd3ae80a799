"""Slips that what was raised demands: a misspelt name, a node for a number, a number for a node."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Collection, Iterator

from grading.diagnosis.looked_at import (
    NO_ATTRIBUTE,
    NODE_CLASSES,
    NUMBERS,
    LookedAt,
    Slip,
    number_lacks,
)
from grading.diagnosis.syntax import Function, attributes_set, gone_through, is_node, slots_of

# What nodes of the course have that a learner reads; `backward` is what they write.
_OF_NODES = ("data", "grad", "children", "op", "ctx", "shape", "requires_grad", "item")
_NO_NAME = re.compile(r"name '(\w+)' is not defined")
_NODE_FOR_NUMBER = re.compile(
    r"needs a number, got (Value|Tensor)\(|(?:must be real number, not|a real number, not) "
    r"'?(Value|Tensor)'?|not supported between instances of '(Value|Tensor)'"
)
_TENSOR_FOR_ROWS = re.compile(
    r"'Tensor' object is not (?:iterable|subscriptable)|object of type 'Tensor' has no len"
)
# Python's own that go through what they are given.
_GO_THROUGH = frozenset(
    {"all", "any", "enumerate", "len", "list", "map", "max", "min", "reversed", "sorted", "sum"}
    | {"tuple", "zip"}
)
_NOT_CALLABLE = re.compile(r"'\w+' object is not callable")
_FRAME = re.compile(r'^  File "([^"\n]+)", line (\d+), in ', re.MULTILINE)


def misspelt(looked: LookedAt) -> Iterator[Slip]:
    """A name or an attribute that is not there, beside one that is and is nearly the same."""
    happened = looked.happened
    of_attributes = happened.kind == "AttributeError"
    missing = NO_ATTRIBUTE.search(happened.message) if of_attributes else None
    if missing and happened.line is None:
        yield from _missed(looked, missing[1], missing[2])
    elif missing and happened.line is not None:
        yield from _no_attribute(looked, happened.line, missing[1], missing[2])
    elif happened.line is None or happened.kind != "NameError":
        return
    elif found := _NO_NAME.search(happened.message):
        name, around = found[1], looked.around(happened.line)
        near = _nearest(name, looked.names_in(around))
        attribute = near is None and name in looked.attributes_of(around)
        meant = f"self.{name}" if attribute else near
        if meant:
            yield looked.at(happened.line, f"`{name}` is no name: did you mean `{meant}`?")


def _missed(looked: LookedAt, owner: str, name: str) -> Iterator[Slip]:
    """What the check itself looks for and the class has under a name that is near."""
    cls = looked.class_named(owner)
    if cls is None or name not in looked.said_by_contract(owner) | looked.methods_of(owner):
        return
    methods = {m.name: m.lineno for m in cls.body if isinstance(m, Function)}
    set_in = attributes_set(cls)
    of_contract = looked.methods_of(owner)
    near = _nearest(name, {*set_in, *(m for m in methods if m not in of_contract)})
    if near in set_in:
        yield looked.at(set_in[near], f"`self.{near}` is set: did you mean `self.{name}`?")
    elif near:
        yield looked.at(methods[near], f"`{near}` is defined: did you mean `{name}`?")


def _no_attribute(looked: LookedAt, line: int, owner: str, name: str) -> Iterator[Slip]:
    cls = looked.class_named(owner)
    if cls is None:
        if owner in NODE_CLASSES and (near := _nearest(name, _OF_NODES)):
            yield _misread(looked, line, name, near)
        return
    slots, set_in = slots_of(cls), attributes_set(cls)
    known = {*slots, *set_in, *(m.name for m in cls.body if isinstance(m, Function))} - {name}
    near = _nearest(name, known)
    is_set = any(n.attr == name and isinstance(n.ctx, ast.Store) for n in looked.at_line(line))
    if slots and is_set and name not in slots:
        hint = f" Did you mean `{near}`?" if near in slots else ""
        yield looked.at(
            line,
            f"`{name}` is set, which the `__slots__` of {owner} do not have: a class with "
            f"`__slots__` keeps the attributes that are listed there and no others.{hint}",
        )
    elif near in set_in and name in looked.said_by_contract(owner):
        yield looked.at(set_in[near], f"`self.{near}` is set: did you mean `self.{name}`?")
    elif near:
        yield _misread(looked, line, name, near)


def _misread(looked: LookedAt, line: int, name: str, near: str) -> Slip:
    read = next((n for n in looked.at_line(line) if n.attr == name), None)
    text = ast.unparse(read) if read else name
    meant = text.removesuffix(name) + near
    return looked.at(line, f"`{text}` is no attribute: did you mean `{meant}`?")


def method_hidden(looked: LookedAt) -> Iterator[Slip]:
    """An attribute of the name of a method: whoever calls the method calls what was set."""
    happened = looked.happened
    if happened.kind != "TypeError" or not _NOT_CALLABLE.search(happened.message):
        return
    # Called from outside, or at this line.
    line = happened.line
    called_there = {n.attr for n in looked.at_line(line)} if line is not None else None
    hidden = [
        (cls.name, name, set_at)
        for cls in looked.tree.body
        if isinstance(cls, ast.ClassDef)
        for name, set_at in attributes_set(cls).items()
        if name in looked.methods_of(cls.name) and (called_there is None or name in called_there)
    ]
    if len(hidden) == 1:
        [(owner, name, set_at)] = hidden
        yield looked.at(
            set_at,
            f"`self.{name}` is set, which hides the method `{name}` of {owner}: what is kept "
            "there needs another name.",
        )


def node_for_number(looked: LookedAt) -> Iterator[Slip]:
    """A Value where a plain number is expected."""
    happened = looked.happened
    found = _NODE_FOR_NUMBER.search(happened.message)
    if happened.kind != "TypeError" or not found:
        return
    lines = [int(line) for path, line in _FRAME.findall(happened.traceback) if path == looked.path]
    # A class that refuses a node is right; whoever handed it on is not.
    if len(lines) > 1 and looked.around(lines[-1]).endswith(".__init__"):
        lines.pop()
    if lines:
        what = found[1] or found[2] or found[3]
        yield looked.at(
            lines[-1], f"a {what} is given where a plain number is expected: use its `.data`."
        )


def tensor_for_rows(looked: LookedAt) -> Iterator[Slip]:
    """A Tensor that is gone through, or asked for one of its rows, as its data can be."""
    happened = looked.happened
    if (
        happened.kind != "TypeError"
        or happened.line is None
        or not _TENSOR_FOR_ROWS.search(happened.message)
    ):
        return
    around = looked.around(happened.line)
    if not around:
        return
    function = looked.functions[around]
    names = {
        n.id
        for n in gone_through(function, happened.line, _GO_THROUGH)
        if is_node(n, function) or n.id in looked.nodes_in(around, function)
    }
    if len(names) == 1:
        (name,) = names
        yield looked.at(
            happened.line, f"`{name}` is a Tensor and no list: its rows are `{name}.data`."
        )


def number_for_node_at_line(looked: LookedAt) -> Iterator[Slip]:
    """`.data` of a float, which nothing in the form of a function explains."""
    happened = looked.happened
    found = NO_ATTRIBUTE.search(happened.message)
    if happened.kind != "AttributeError" or not found or happened.line is None:
        return
    if found[1] in NUMBERS and found[2] in (
        "data",
        "grad",
        "children",
        "op",
        "ctx",
        "backward",
    ):
        reads = [n for n in looked.at_line(happened.line) if n.attr == found[2]]
        what = f"`{ast.unparse(reads[0].value)}`" if len(reads) == 1 else f"a {found[1]}"
        yield looked.at(
            happened.line,
            f"{what} is a plain number here and no node: it has no `.{found[2]}`.",
        )


def number_from_one_function(looked: LookedAt) -> Iterator[Slip]:
    """A number where the question itself wants a node, mended by exchanging one function."""
    happened = looked.happened
    told = f"{happened.kind}: {happened.message}"
    if happened.line is None and number_lacks(told) and len(happened.wrong) == 1:
        name = happened.wrong[0]
        if name in looked.functions:
            where = looked.where(name, looked.functions[name].lineno)
            yield Slip(f"{where} makes a plain number where a node is expected.", name)


def _nearest(name: str, names: Collection[str]) -> str | None:
    """The name that a misspelt one is nearest to, if it is near."""
    near = difflib.get_close_matches(name, sorted(set(names) - {name}), n=1, cutoff=0.7)
    return near[0] if near else None
