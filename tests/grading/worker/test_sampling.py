"""Samples of a stack."""

from __future__ import annotations

from typing import Any

from grading.worker.sampling import Sampler, Sighting


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
    with Sampler([__file__], 0.01) as sampler:
        seen = seen_of_a_loop(sampler)
    assert seen.file == __file__
    assert not seen.recursive
    assert seen.still["kept"] == "[1, 'two', None]"
    assert (seen.still["long"], seen.still["holding"]) == ("a list of 100", "a list of 1")
    assert "shy" not in {*seen.still, *seen.changing}


def test_what_ends_sooner_is_not_looked_at() -> None:
    """Neither then nor later, and nothing is told of it."""
    told: list[Sighting] = []
    with Sampler([__file__], 60.0, 0.0, told.append) as sampler:
        assert sampler.sighting() is None
    assert told == []
