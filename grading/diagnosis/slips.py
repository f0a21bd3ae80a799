"""The slips of every program, told in one sentence with file and line: a missing `return`, a
number where a node is expected, `(x)` for `(x,)`, a misspelt name.

Nothing is said that the text of the file and what happened do not prove together. A slip is
looked for in the functions that an exchange showed to be wrong; elsewhere only where what was
raised demands it and one function alone can have done it.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from grading.diagnosis.syntax import (
    Function,
    attributes_set,
    called,
    children_named,
    falls_off,
    function_around,
    functions_in,
    holds_tuple,
    is_arithmetic,
    is_child,
    is_generator,
    is_new_object,
    is_node,
    is_number,
    is_parameter,
    own_nodes,
    parameters_of,
    returned,
    slots_of,
)

_NODE_CLASSES = ("Value", "Tensor")
_NUMBERS = ("int", "float")
# What nodes of the course have that a learner reads; `backward` is what they write.
_OF_NODES = ("data", "grad", "children", "op", "ctx", "shape", "requires_grad", "item")
# What they only have as methods.
_METHODS = frozenset(
    {"backward", "exp", "item", "log", "log_softmax", "mean", "pick", "relu", "sum", "tanh"}
    | {"zero_grad"}
)
_NO_ATTRIBUTE = re.compile(r"'(\w+)' object has no attribute '(\w+)'")
_NO_NAME = re.compile(r"name '(\w+)' is not defined")
# "Value needs a number, got None" is one's own wording.
_NONE = re.compile(r"\bNone(Type)?\b")
_NOT_A_SEQUENCE = re.compile(
    r"'?(\w+)'? object is not (?:iterable|subscriptable)|object of type '(\w+)' has no len"
)
_NODE_FOR_NUMBER = re.compile(
    r"needs a number, got (Value|Tensor)\(|(?:must be real number, not|a real number, not) "
    r"'?(Value|Tensor)'?|not supported between instances of '(Value|Tensor)'"
)
_FRAME = re.compile(r'^  File "([^"\n]+)", line (\d+), in ', re.MULTILINE)
_IN_PLACE = frozenset({"append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"})
_ANSWER_NOTHING = _IN_PLACE - {"pop"} | {"shuffle"}
_LEFT_ALONE = re.compile(
    r"\b(left|leaves?|unchanged|stays?|changes? nothing|not change\w*|as it was|after the call)\b"
)


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


def find_slip(source: str, contract: str, file: str, path: str, happened: Happened) -> Slip | None:
    """The slip that explains what happened; None where none is proven.

    contract: the stage's stub, whose signatures are the right ones. file: the name of the
    learner's file, for the sentence; path: as it stands in tracebacks.
    """
    try:
        looked = _Looked(source, contract, file, path, happened)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return next(looked.slips(), None)


class _Looked:
    def __init__(
        self, source: str, contract: str, file: str, path: str, happened: Happened
    ) -> None:
        self._lines = source.splitlines()
        self._tree = ast.parse(source)
        self._functions = functions_in(source)
        self._contract = functions_in(contract)
        self._file, self._path, self._happened = file, path, happened

    def slips(self) -> Iterator[Slip]:
        yield from self._misspelt()
        yield from self._node_for_number()
        yield from self._by_form()
        yield from self._number_for_node_at_line()
        yield from self._number_from_one_function()

    # What was raised says it

    def _misspelt(self) -> Iterator[Slip]:
        happened = self._happened
        of_attributes = happened.kind == "AttributeError"
        missing = _NO_ATTRIBUTE.search(happened.message) if of_attributes else None
        if missing and happened.line is None:
            yield from self._missed(missing[1], missing[2])
        elif missing and happened.line is not None:
            yield from self._no_attribute(happened.line, missing[1], missing[2])
        elif happened.line is None or happened.kind != "NameError":
            return
        elif found := _NO_NAME.search(happened.message):
            name, around = found[1], self._around(happened.line)
            near = _nearest(name, self._names(around))
            attribute = near is None and name in self._attributes(around)
            meant = f"self.{name}" if attribute else near
            if meant:
                yield self._at(happened.line, f"`{name}` is no name: did you mean `{meant}`?")

    def _missed(self, owner: str, name: str) -> Iterator[Slip]:
        """What the check itself looks for and the class has under a name that is near."""
        cls = self._class(owner)
        if cls is None or name not in self._said_by_contract(owner) | self._methods(owner):
            return
        methods = {m.name: m.lineno for m in cls.body if isinstance(m, Function)}
        set_in = attributes_set(cls)
        of_contract = self._methods(owner)
        near = _nearest(name, {*set_in, *(m for m in methods if m not in of_contract)})
        if near in set_in:
            yield self._at(set_in[near], f"`self.{near}` is set: did you mean `self.{name}`?")
        elif near:
            yield self._at(methods[near], f"`{near}` is defined: did you mean `{name}`?")

    def _class(self, name: str) -> ast.ClassDef | None:
        classes = (n for n in self._tree.body if isinstance(n, ast.ClassDef))
        return next((n for n in classes if n.name == name), None)

    def _methods(self, owner: str) -> set[str]:
        """Those that the contract has."""
        own = (n.partition(".") for n in self._contract)
        return {name for cls, _, name in own if cls == owner and name}

    def _no_attribute(self, line: int, owner: str, name: str) -> Iterator[Slip]:
        cls = self._class(owner)
        if cls is None:
            if owner in _NODE_CLASSES and (near := _nearest(name, _OF_NODES)):
                yield self._misread(line, name, near)
            return
        slots, set_in = slots_of(cls), attributes_set(cls)
        known = {*slots, *set_in, *(m.name for m in cls.body if isinstance(m, Function))} - {name}
        near = _nearest(name, known)
        is_set = any(n.attr == name and isinstance(n.ctx, ast.Store) for n in self._at_line(line))
        if slots and is_set and name not in slots:
            hint = f" Did you mean `{near}`?" if near in slots else ""
            yield self._at(
                line,
                f"`{name}` is set, which the `__slots__` of {owner} do not have: a class with "
                f"`__slots__` keeps the attributes that are listed there and no others.{hint}",
            )
        elif near in set_in and name in self._said_by_contract(owner):
            yield self._at(set_in[near], f"`self.{near}` is set: did you mean `self.{name}`?")
        elif near:
            yield self._misread(line, name, near)

    def _misread(self, line: int, name: str, near: str) -> Slip:
        read = next((n for n in self._at_line(line) if n.attr == name), None)
        text = ast.unparse(read) if read else name
        meant = text.removesuffix(name) + near
        return self._at(line, f"`{text}` is no attribute: did you mean `{meant}`?")

    def _node_for_number(self) -> Iterator[Slip]:
        """A Value where a plain number is expected."""
        happened = self._happened
        found = _NODE_FOR_NUMBER.search(happened.message)
        if happened.kind != "TypeError" or not found:
            return
        lines = [
            int(line) for path, line in _FRAME.findall(happened.traceback) if path == self._path
        ]
        # A class that refuses a node is right; whoever handed it on is not.
        if len(lines) > 1 and self._around(lines[-1]).endswith(".__init__"):
            lines.pop()
        if lines:
            what = found[1] or found[2] or found[3]
            yield self._at(
                lines[-1], f"a {what} is given where a plain number is expected: use its `.data`."
            )

    def _number_for_node_at_line(self) -> Iterator[Slip]:
        """`.data` of a float, which nothing in the form of a function explains."""
        happened = self._happened
        found = _NO_ATTRIBUTE.search(happened.message)
        if happened.kind != "AttributeError" or not found or happened.line is None:
            return
        if found[1] in _NUMBERS and found[2] in (
            "data",
            "grad",
            "children",
            "op",
            "ctx",
            "backward",
        ):
            reads = [n for n in self._at_line(happened.line) if n.attr == found[2]]
            what = f"`{ast.unparse(reads[0].value)}`" if len(reads) == 1 else f"a {found[1]}"
            yield self._at(
                happened.line,
                f"{what} is a plain number here and no node: it has no `.{found[2]}`.",
            )

    def _number_from_one_function(self) -> Iterator[Slip]:
        """A number where the question itself wants a node, mended by exchanging one function."""
        happened = self._happened
        told = f"{happened.kind}: {happened.message}"
        if happened.line is None and _number_lacks(told) and len(happened.wrong) == 1:
            name = happened.wrong[0]
            if name in self._functions:
                where = self._where(name, self._functions[name].lineno)
                yield Slip(f"{where} makes a plain number where a node is expected.", name)

    # The form of a function says it

    def _by_form(self) -> Iterator[Slip]:
        happened = self._happened
        told = f"{happened.kind}: {happened.message}"
        sequence = _NOT_A_SEQUENCE.search(told)
        shown: list[tuple[bool, Callable[[str, Function], str]]] = [
            (happened.none or bool(_NONE.search(told)), self._returns_nothing),
            ("method" in told, self._does_not_call),
            ("weak reference" in told or _number_lacks(told), self._returns_number),
            (bool(sequence) and "NoneType" not in told, self._no_tuple),
            (happened.kind == "NotPlain", self._computes_with_nodes),
        ]
        forms: tuple[Callable[[str, Function], str], ...] = (
            self._does_not_call,
            self._returns_number,
            self._no_tuple,
            self._computes_with_nodes,
            self._returns_in_loop,
            self._other_order,
            self._one_object_many_times,
            self._changes_what_it_was_handed,
        )
        for name in happened.wrong:
            for shows, form in shown:
                if shows:
                    yield from self._told(name, form)
            for form in forms:
                yield from self._told(name, form)
        if happened.wrong:
            return
        names = [n for n in self._functions if happened.possible is None or n in happened.possible]
        for shows, form in shown:
            found = [slip for name in names for slip in self._told(name, form)] if shows else []
            if len(found) == 1:
                yield found[0]

    def _told(self, name: str, form: Callable[[str, Function], str]) -> Iterator[Slip]:
        function = self._functions.get(name)
        if function is not None and (sentence := form(name, function)):
            yield Slip(sentence, name)

    def _does_not_call(self, name: str, function: Function) -> str:
        """A method that is named where only what it answers, or does, makes sense."""
        classes = (node for node in self._tree.body if isinstance(node, ast.ClassDef))
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
                        f"{self._where(name, part.lineno)} names `{ast.unparse(part)}` and does "
                        "not call it: are the `()` missing?"
                    )
        return ""

    def _returns_nothing(self, name: str, function: Function) -> str:
        if not self._owes(name) or is_generator(function):
            return ""
        for answer in returned(function):
            method = answer.func if isinstance(answer, ast.Call) else None
            if isinstance(method, ast.Attribute) and method.attr in _ANSWER_NOTHING:
                return (
                    f"{self._where(name, answer.lineno)} answers with `{ast.unparse(answer)}`, "
                    "which is None: it changes the list itself."
                )
        if not falls_off(function.body):
            return ""
        where = self._where(name, function.lineno)
        if not any(isinstance(n, ast.Return) and n.value for n in own_nodes(function)):
            return f"{where} returns None: is a `return` missing?"
        return f"{where} returns None where it comes to its end: a way through it has no `return`."

    def _returns_in_loop(self, name: str, function: Function) -> str:
        for loop in own_nodes(function):
            if isinstance(loop, ast.For | ast.While) and isinstance(loop.body[-1], ast.Return):
                inner = [n for part in loop.body for n in ast.walk(part)]
                if not any(isinstance(n, ast.Continue) for n in inner):
                    return (
                        f"{self._where(name, loop.body[-1].lineno)} returns inside the loop, so "
                        "the loop ends in its first round."
                    )
        return ""

    def _returns_number(self, name: str, function: Function) -> str:
        owed = self._owes(name)
        if owed not in _NODE_CLASSES:
            return ""
        for answer in returned(function):
            if is_number(answer, function):
                return (
                    f"{self._where(name, answer.lineno)} answers with `{ast.unparse(answer)}`, "
                    f"which is plain data and not a {owed}."
                )
        return ""

    def _no_tuple(self, name: str, function: Function) -> str:
        if self._owes(name).startswith(("tuple", "Gradients")):
            written = {*self._functions, *self._contract}
            for answer in returned(function):
                plain = is_arithmetic(answer, function) or (
                    isinstance(answer, ast.BinOp | ast.Name | ast.Call)
                    and self._in_parentheses(answer)
                )
                bound = isinstance(answer, ast.Name) and not is_parameter(answer, function)
                if is_number(answer, function) or (
                    plain and not bound and not holds_tuple(answer, written)
                ):
                    text = ast.unparse(answer)
                    return (
                        f"{self._where(name, answer.lineno)} answers with `{text}`, which is no "
                        f"tuple; a tuple of one is `({text},)`, with a comma."
                    )
        for call in own_nodes(function):
            if isinstance(call, ast.Call) and called(call) in _NODE_CLASSES:
                for given in [
                    *call.args[1:2],
                    *(k.value for k in call.keywords if k.arg == "children"),
                ]:
                    if isinstance(given, ast.Name) and is_node(given, function):
                        return (
                            f"{self._where(name, given.lineno)} gives `({given.id})` as children, "
                            f"which is {given.id} itself; a tuple of one is `({given.id},)`, with "
                            "a comma."
                        )
        return ""

    def _computes_with_nodes(self, name: str, function: Function) -> str:
        """A rule that answers with nodes: a child stands in it without `.data`."""
        if not self._owes(name).startswith(("tuple", "Gradients", "float")):
            return ""
        children = children_named(function)
        for answer in returned(function):
            for part in ast.walk(answer):
                for side in (part.left, part.right) if isinstance(part, ast.BinOp) else ():
                    if (isinstance(side, ast.Name) and side.id in children) or is_child(side):
                        text = ast.unparse(side)
                        return (
                            f"{self._where(name, side.lineno)} computes with the node `{text}`; "
                            f"its number is `{text}.data`."
                        )
        return ""

    def _other_order(self, name: str, function: Function) -> str:
        right = self._contract.get(name)
        if right is not None:
            theirs, ours = parameters_of(function), parameters_of(right)
            if theirs != ours and sorted(theirs) == sorted(ours):
                return (
                    f"{self._where(name, function.lineno)} takes ({', '.join(theirs)}); the order "
                    f"is ({', '.join(ours)})."
                )
        for call in own_nodes(function):
            if isinstance(call, ast.Call) and called(call) in _NODE_CLASSES and len(call.args) > 1:
                second = call.args[1]
                if isinstance(second, ast.Constant) and isinstance(second.value, str | bool):
                    return (
                        f"{self._where(name, call.lineno)} gives {second.value!r} where the "
                        f"children stand: the order is {called(call)}(data, children, op, ctx)."
                    )
        return ""

    def _one_object_many_times(self, name: str, function: Function) -> str:
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
                    f"{self._where(name, node.lineno)} makes `{text}`: one and the same object, "
                    "many times. A comprehension makes a new one each time."
                )
        return ""

    def _changes_what_it_was_handed(self, name: str, function: Function) -> str:
        if not _LEFT_ALONE.search(self._happened.claim):
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
                    f"{self._where(name, changed.lineno)} changes the `{changed.id}` that it was "
                    "handed; a new list leaves the caller's as it was."
                )
        return ""

    # Where, and which names there are

    def _where(self, name: str, line: int) -> str:
        return f"`{name}` ({self._file}, line {line})"

    def _at(self, line: int, sentence: str) -> Slip:
        return Slip(f"{self._file}, line {line}: {sentence}", self._around(line))

    def _around(self, line: int) -> str:
        return function_around(self._functions, line)

    def _at_line(self, line: int) -> list[ast.Attribute]:
        return [
            n for n in ast.walk(self._tree) if isinstance(n, ast.Attribute) and n.lineno == line
        ]

    def _names(self, around: str) -> set[str]:
        """The names that can be used in a function: its own, the module's, Python's."""
        names = set(dir(builtins))
        inside: list[ast.AST] = [*self._tree.body]
        if around:
            function = self._functions[around]
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

    def _attributes(self, around: str) -> set[str]:
        """What `self` has in the class of a method."""
        owner = around.rpartition(".")[0]
        for node in self._tree.body:
            if isinstance(node, ast.ClassDef) and node.name == owner:
                return {*slots_of(node), *attributes_set(node)}
        return set()

    def _said_by_contract(self, owner: str) -> set[str]:
        """What the docstrings of a class name: in backticks, or with a colon behind it."""
        words: set[str] = set()
        for name, function in self._contract.items():
            if name.startswith(f"{owner}."):
                text = ast.get_docstring(function) or ""
                words |= set(re.findall(r"`(\w+)`", text))
                words |= set(re.findall(r"^ *(\w+):", text, re.MULTILINE))
                words |= {n.attr for n in ast.walk(function) if isinstance(n, ast.Attribute)}
        return words

    def _owes(self, name: str) -> str:
        """What the contract says that a function returns; empty for None and iterators."""
        right = self._contract.get(name)
        owed = ast.unparse(right.returns) if right is not None and right.returns else "None"
        return "" if owed == "None" or "None" in owed.split(" | ") or "Iterator" in owed else owed

    def _in_parentheses(self, node: ast.expr) -> bool:
        line = self._lines[node.lineno - 1].encode()
        return line[: node.col_offset].rstrip().endswith(b"(")


def _nearest(name: str, names: Collection[str]) -> str | None:
    """The name that a misspelt one is nearest to, if it is near."""
    near = difflib.get_close_matches(name, sorted(set(names) - {name}), n=1, cutoff=0.7)
    return near[0] if near else None


def _number_lacks(told: str) -> bool:
    found = _NO_ATTRIBUTE.search(told)
    return found is not None and found[1] in _NUMBERS
