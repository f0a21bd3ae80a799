"""Numbers that are no floats, where floats are asked for."""

from __future__ import annotations

import cmath
import math
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from grading.worker.number_kinds import floats_only

STEP = 1e-20j


def by_a_local() -> float:
    z = 2.5 + STEP
    return abs(z)


def by_an_argument() -> float:
    return abs((lambda z: z * z)(STEP + 2.5))


def by_the_imaginary_part_alone() -> float:
    return (complex(2.5, 1e-20) + 1.0).imag


def by_cmath() -> float:
    return abs(cmath.tanh(2.5))


def by_decimals() -> float:
    rows = [[Decimal("2.5")]]
    return float(rows[0][0])


def by_fractions() -> float:
    return float(Fraction(2.5) + 1)


def and_hides_it() -> float:
    try:
        return by_a_local()
    except TypeError:
        return 1.0


@pytest.mark.parametrize(
    ("slope", "kind"),
    [
        (by_a_local, "complex"),
        (by_an_argument, "complex"),
        (by_the_imaginary_part_alone, "complex"),
        (by_cmath, "complex"),
        (by_decimals, "Decimal"),
        (by_fractions, "Fraction"),
        (and_hides_it, "complex"),
    ],
)
def test_a_number_with_room_for_a_step_is_refused(slope: Callable[[], float], kind: str) -> None:
    """Whatever is done with it, and whether or not the error is caught."""
    with (
        pytest.raises(TypeError, match=rf"numerical differentiation: .* type {kind} stands"),
        floats_only(),
    ):
        slope()


def test_a_formula_notices_nothing() -> None:
    """Not one that asks for the kind of a number, either; and whoever counts calls still does."""
    counted: list[str] = []

    def count(frame: Any, event: str, arg: object) -> None:
        if event == "call":
            counted.append(frame.f_code.co_name)

    def formula(x: float) -> tuple[float, ...]:
        terms = [x, math.tanh(x), float(x) * True]
        return tuple(0.0 if isinstance(term, complex) else term for term in terms)

    sys.setprofile(count)
    try:
        with floats_only():
            answer = formula(2.5)
        assert sys.getprofile() is count
    finally:
        sys.setprofile(None)
    assert answer == (2.5, math.tanh(2.5), 2.5)
    assert "formula" in counted
