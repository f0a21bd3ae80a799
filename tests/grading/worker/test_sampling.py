"""Samples of a stack."""

from __future__ import annotations

import itertools
import sys
from types import CodeType, SimpleNamespace
from typing import Any

from grading.worker.sampling import Sampler, Sighting, sighting_of


class Shy(list[Any]):
    """Has a text of its own, which nobody may ask for."""

    def __repr__(self) -> str:
        raise AssertionError("asked")

    __len__ = __repr__  # type: ignore[assignment]  # nor for its length


def seen_of_a_loop(sampler: Sampler) -> Sighting:
    """Until the samples tell that `n` changes."""
    n, kept, long, shy = 0, [1, "two", None], [0.5] * 100, Shy()
    holding = [shy]
    while True:
        n += 1
        seen = sampler.sighting()
        if seen is not None and "n" in seen.changing:
            return seen
        del seen
        assert kept and long and holding is not None


def test_small_variables_are_told_apart_by_whether_they_change() -> None:
    """With the value of those that do not; no code of theirs is run for it."""
    sampler = Sampler([__file__])
    with sampler.watching(0.01):
        seen = seen_of_a_loop(sampler)
    assert seen.file == __file__
    assert not seen.recursive
    assert seen.still["kept"] == "[1, 'two', None]"
    assert (seen.still["long"], seen.still["holding"]) == ("a list of 100", "a list of 1")
    assert "shy" not in {*seen.still, *seen.changing}


def test_what_was_seen_is_told_while_it_goes_on() -> None:
    """When the seconds are over, whatever the code does."""
    told: list[Sighting] = []
    with Sampler([__file__]).watching(0.001, 0.05, told.append):
        while not told:
            pass
    assert told[0].file == __file__


def test_of_calls_that_lead_to_themselves_the_outermost_is_told() -> None:
    """Which one is innermost is chance."""
    samples: list[list[Any]] = []

    def down(depth: int) -> None:
        if depth == 0:
            frame: Any = sys._getframe()
            found = []
            while frame.f_code in (down.__code__, again.__code__):
                found.append((frame, frame.f_code.co_firstlineno, {}))
                frame = frame.f_back
            samples.append(found[::-1])
        else:
            again(depth - 1)

    def again(depth: int) -> None:
        down(depth)
        down(depth)

    down(3)
    first = down.__code__.co_firstlineno
    for some in (samples[:2], samples[:4], samples[2:6]):
        seen = sighting_of(some)
        assert seen is not None
        assert (seen.recursive, seen.lines) == (True, [first])


def seen_at(*codes: Any) -> list[Any]:
    """A sample: calls of these functions, the outermost first; each frame is another one."""
    found = []
    for code in codes:
        frame = SimpleNamespace(f_code=code)
        found.append((frame, code.co_firstlineno, {}))
    return found


def three_functions() -> tuple[CodeType, CodeType, CodeType]:
    """Their code."""
    return (
        seen_of_a_loop.__code__,
        test_what_was_seen_is_told_while_it_goes_on.__code__,
        test_of_calls_that_lead_to_themselves_the_outermost_is_told.__code__,
    )


def test_a_generator_is_seen_at_the_line_of_the_function_that_it_stands_in() -> None:
    """It comes and goes, as lambdas do; the function stays."""

    def search() -> bool:
        return any(not other for other in itertools.count(1))

    (nameless,) = (c for c in search.__code__.co_consts if isinstance(c, CodeType))
    [staying] = seen_at(search.__code__)
    for samples in (
        [[staying, *seen_at(nameless)], [staying, *seen_at(nameless)]],
        [[staying], [staying, *seen_at(nameless)]],
        [[staying, *seen_at(nameless)]] * 2,
    ):
        seen = sighting_of(samples)
        assert seen is not None
        assert (seen.lines, seen.calls) == ([search.__code__.co_firstlineno], False)


def test_of_short_calls_what_all_samples_are_in_is_told() -> None:
    """The innermost such function, or nothing: where the last sample fell is chance."""
    one, two, three = three_functions()
    seen = sighting_of([seen_at(one, two), seen_at(one, two, three), seen_at(one, two)])
    assert seen is not None
    assert (seen.lines, seen.calls, seen.recursive) == ([two.co_firstlineno], True, False)
    assert sighting_of([seen_at(one), seen_at(two)]) is None


def test_of_one_sample_the_outermost_call_is_told() -> None:
    """That one goes on, surely; and so do calls that lead to themselves."""
    one, two, three = three_functions()
    seen, again = sighting_of([seen_at(one, two)]), sighting_of([seen_at(one, two, three, two)])
    assert seen is not None
    assert again is not None
    assert (seen.lines, seen.recursive) == ([one.co_firstlineno], False)
    assert (again.lines, again.recursive) == ([two.co_firstlineno], True)


def test_a_variable_that_is_sometimes_another_is_left_out() -> None:
    """Only what always or never stays is the same in each run; of two samples neither is known."""
    [(frame, line, _)] = seen_at(seen_at.__code__)
    records = [{"n": str(n), "odd": str(n % 2), "kept": "7"} for n in range(4)]
    samples = [[(frame, line, record)] for record in records]
    seen = sighting_of(samples)
    assert seen is not None
    assert (seen.still, seen.changing) == ({"kept": "7"}, ["n"])
    seen = sighting_of(samples[:2])
    assert seen is not None
    assert (seen.still, seen.changing) == ({}, [])
