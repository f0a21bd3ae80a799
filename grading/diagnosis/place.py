"""Which function is wrong, by exchange.

The reference's version of a function is put into the learner's file. Where a failing check passes
with it, and the checks that passed still do, that function is the place. Nothing is guessed from
names, and no clock decides: what is tried is limited by count.
"""

from __future__ import annotations

import ast
import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grading.diagnosis.syntax import functions_in

# How many failing and passing checks are looked at, and how often a check is run again for it.
MOST_FAILING, MOST_PASSING, MOST_RUNS = 5, 10, 150
MOST_NAMED = 3


class Undecided(Exception):
    """A check that was run again got no answer, or was run too often."""


@dataclass(frozen=True)
class Repeatable:
    """A check that can be run again.

    passes: whether it does with another text of the stage's file. functions: those of the
    learner's file that it runs, by their qualified names. raised_in: the one in which their code
    raised; empty where it did not. Both calls raise Undecided.
    """

    check: str
    passes: Callable[[str], bool]
    functions: Callable[[], Collection[str]]
    raised_in: str = ""


def find_places(
    source: str, reference: str, failing: Sequence[Repeatable], passing: Sequence[Repeatable]
) -> dict[str, str]:
    """For each failing check, where to look: a function, several, a class, "one of a, b".

    source: the learner's file. failing: the one that is shown first comes first. A check that
    nothing is known of is left out.
    """
    try:
        search = _Search(source, reference, passing[:MOST_PASSING])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return search.places(failing)


class _Search:
    """What was tried, and the runs that are left. SyntaxError where the file does not parse."""

    def __init__(self, source: str, reference: str, passing: Sequence[Repeatable]) -> None:
        self._source, self._reference, self._passing = source, reference, passing
        theirs, right = functions_in(source), functions_in(reference)
        # A function that is the reference's to the letter is right.
        self._suspects = [
            n for n in theirs if n not in right or _code(theirs[n]) != _code(right[n])
        ]
        self._exchangeable = {name for name in self._suspects if name in right}
        self._left = MOST_RUNS
        self._tried: dict[tuple[frozenset[str], str], bool] = {}

    def places(self, failing: Sequence[Repeatable]) -> dict[str, str]:
        sample, others = failing[:MOST_FAILING], failing[MOST_FAILING:]
        entered: dict[str, list[str]] = {}
        mended: dict[str, list[str]] = {}
        votes: Counter[str] = Counter()
        places: dict[str, str] = {}
        try:
            for check in sample:
                functions = check.functions()
                entered[check.check] = [n for n in self._suspects if n in functions]
                mended[check.check] = self._mending(check, entered[check.check], votes)
                votes.update(mended[check.check])
        except Undecided:
            self._left = 0
        for check in sample:
            names = mended.get(check.check, [])
            most = max((votes[name] for name in names), default=0)
            best = [name for name in names if votes[name] == most]
            raised_in = check.raised_in if check.raised_in in self._suspects else ""
            place = self._one_place(raised_in, best, all_of_them=most == len(sample))
            if place is None:
                place = self._several(check, entered.get(check.check, []))
            places[check.check] = place
        found = [name for name, _ in votes.most_common(MOST_NAMED)]
        for check in others:
            places[check.check] = next(self._known(check, found), "")
        return {check: place for check, place in places.items() if place}

    def _mending(
        self, check: Repeatable, entered: Sequence[str], known: Mapping[str, int]
    ) -> list[str]:
        """The functions each of which alone mends the check; of `known` ones where these do."""
        candidates = [name for name in entered if name in self._exchangeable]
        before = [name for name in candidates if known.get(name)]
        tried = [name for name in before if self._mends([name], check)]
        if tried:
            return tried
        return [n for n in candidates if n not in before and self._mends([n], check)]

    def _one_place(self, raised_in: str, best: Sequence[str], *, all_of_them: bool) -> str | None:
        """The one of `best`; empty where the line that raised says more, None if there is none.

        raised_in: empty where a function raised that is right, too: it was handed something wrong.
        """
        if raised_in in best:
            return raised_in
        if raised_in and not all_of_them:
            return ""
        if not best:
            return None
        return best[0] if len(best) == 1 else _one_of(best)

    def _several(self, check: Repeatable, entered: Sequence[str]) -> str:
        """The smallest set of functions that mends the check together; else one of those run."""
        names = [name for name in entered if name in self._exchangeable]
        try:
            if len(names) > 1 and self._mends(names, check):
                for name in list(names):
                    fewer = [other for other in names if other != name]
                    if self._mends(fewer, check):
                        names = fewer
                owners = {name.rpartition(".")[0] for name in names}
                if len(names) > MOST_NAMED:
                    return owners.pop() if len(owners) == 1 else ""
                return " and ".join(names)
        except Undecided:
            pass
        return _one_of(entered)

    def _known(self, check: Repeatable, found: Iterable[str]) -> Iterator[str]:
        """Those of the functions `found` elsewhere that mend this check, too."""
        try:
            for name in found:
                if check.raised_in in ("", name) and self._mends([name], check):
                    yield name
        except Undecided:
            return

    def _mends(self, names: Collection[str], check: Repeatable) -> bool:
        """Whether the check passes with these functions exchanged, and all that passed still do."""
        if not names or not self._passes(names, check):
            return False
        return all(self._passes(names, other) for other in self._passing)

    def _passes(self, names: Collection[str], check: Repeatable) -> bool:
        key = (frozenset(names), check.check)
        if key not in self._tried:
            if self._left == 0:
                raise Undecided
            self._left -= 1
            text = exchange_functions(self._source, self._reference, names)
            try:
                self._tried[key] = check.passes(text)
            except Undecided:
                # One that hangs costs its whole time, and others may hang as well.
                self._left = 0
                raise
        return self._tried[key]


def exchange_functions(source: str, reference: str, names: Collection[str]) -> str:
    """`source` with the reference's version of the functions `names`, by qualified name.

    What the reference has at its top level and `source` has not is taken along, since the
    functions may need it. KeyError where one of the two has no such function.
    """
    theirs, right = functions_in(source), functions_in(reference)
    lines, right_lines = source.splitlines(), reference.splitlines()
    for name in sorted(names, key=lambda name: -theirs[name].lineno):
        new = right_lines[_span(right[name])]
        shift = theirs[name].col_offset - right[name].col_offset
        lines[_span(theirs[name])] = [_shifted(line, shift) for line in new]
    top, known = _top(source), _names_at_top(_parsed(source).body)
    missing = [
        right_lines[_span(node)]
        for node in _parsed(reference).body
        if (own := _names_at_top([node])) and not own <= known
    ]
    return "\n".join([*lines[:top], *(line for part in missing for line in part), *lines[top:], ""])


def _one_of(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"one of {', '.join(names)}" if 1 < len(names) <= MOST_NAMED else ""


@functools.lru_cache(maxsize=4)
def _parsed(source: str) -> ast.Module:
    """The tree of a file, which nobody changes: for every exchange the same two are read."""
    return ast.parse(source)


def _code(function: ast.FunctionDef) -> str:
    """A function without its docstring and places, to be compared."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) else function.body
    return "\n".join(map(ast.dump, [function.args, *function.decorator_list, *body]))


def _span(node: ast.stmt) -> slice:
    """The lines of a statement with its decorators."""
    decorators = getattr(node, "decorator_list", [])
    return slice(min([node.lineno, *(d.lineno for d in decorators)]) - 1, node.end_lineno)


def _shifted(line: str, shift: int) -> str:
    if shift < 0:
        return line[-shift:] if not line[:-shift].strip() else line
    return " " * shift + line if line else line


def _top(source: str) -> int:
    """The line behind the docstring and the imports from `__future__`."""
    top = 0
    for number, node in enumerate(_parsed(source).body):
        docstring = number == 0 and isinstance(node, ast.Expr)
        if docstring or (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            top = node.end_lineno or top
    return top


def _names_at_top(body: Iterable[ast.stmt]) -> set[str]:
    """The names that these statements bind; nothing for `from __future__`."""
    names: set[str] = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            if not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
                names |= {(a.asname or a.name).partition(".")[0] for a in node.names}
        elif isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names
