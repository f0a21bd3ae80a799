"""What somebody types becomes a plain tree or one sentence, and is never run."""

from __future__ import annotations

import pytest

from grading.companion.live.expressions import (
    MAX_LEAVES,
    MAX_OPERATIONS,
    MAX_TEXT,
    PRESETS,
    NotAnExpression,
    parse_expression,
    read_values,
)


def test_an_expression_becomes_a_tree_with_its_leaves_in_order() -> None:
    """Functions and methods are the same, and numbers among themselves are computed."""
    parsed = parse_expression("h = relu((w * x + b)); h.tanh() - -2 ** 2")
    assert parsed.leaves == ("w", "x", "b")
    affine = ["+", ["*", ["name", "w"], ["name", "x"]], ["name", "b"]]
    assert parsed.statements == (
        ("h", ["call", "relu", affine]),
        ("", ["-", ["call", "tanh", ["name", "h"]], ["number", -4.0]]),
    )


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.text)
def test_every_preset_is_an_expression_of_its_values(preset: object) -> None:
    """What can be chosen can be typed, and each of its leaves has a value."""
    assert preset in PRESETS
    parsed = parse_expression(preset.text)
    assert set(parsed.leaves) == set(preset.values)


@pytest.mark.parametrize(
    ("text", "part", "why"),
    [
        ("a.data", "`a.data`, at character 1", "allowed are"),
        ("a + __import__('os')", "`__import__('os')`, at character 5", "allowed are"),
        ("a + [b]", "`[b]`, at character 5", "allowed are"),
        ("(lambda: a)()", "`(lambda: a)()`", "allowed are"),
        ("a.tanh(b)", "`a.tanh(b)`", "allowed are"),
        ("True * a", "`True`", "allowed are"),
        ("a ** b", "`a ** b`", "the exponent of ** must be a plain number"),
        ("2 + 3", "`2 + 3`", "a plain number alone"),
        ("relu(2) + a", "`relu(2)`", "give the number a name"),
        ("a + relu", "`relu`, at character 5", "relu is a function"),
        ("9 ** 9 ** 9 * a", "`9 ** 9`", "numbers go from -1e6 to 1e6"),
        ("1 / 0 * a", "`1 / 0`", "this is no number"),
        ("(-8) ** 0.5 * a", "`(-8) ** 0.5`", "numbers go from"),
        ("a; b", "`a`, at character 1", "a part with a name"),
        ("a = b * 2", "`a = b * 2`", "the last part must be an expression"),
        ("h = h * 2; h", "`h = h * 2`", "h is used before it is given"),
        ("h = a * 2; h = a * 3; h", "`h = a * 3`", "h is given twice"),
        ("é + a", "`é`", "letters from a to z"),
        ("step * 2", "`step`", "kept for the address"),
        ("a +", "at character 4", "no expression"),
        ("", "", "nothing is written"),
        ("(" * 120, "", "no expression"),
        ("a" + " * a" * (MAX_TEXT // 4), "", "characters are too many"),
        ("-" * (MAX_OPERATIONS + 1) + "a", "", f"more than {MAX_OPERATIONS} operations"),
        ("+".join(f"a{i}" for i in range(MAX_LEAVES + 1)), "", "13 names are too many"),
    ],
)
def test_everything_else_is_refused_with_the_part_and_its_place(
    text: str, part: str, why: str
) -> None:
    """One sentence: what, where, and why."""
    with pytest.raises(NotAnExpression) as refused:
        parse_expression(text)
    assert part in str(refused.value) and why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_leaf_holds_what_was_given_and_a_first_value_otherwise() -> None:
    """No number is taken that is none."""
    parsed = parse_expression("a * b")
    assert read_values(parsed, {"a": "-0.5"}) == {"a": -0.5, "b": -3.0}
    for text in ("three", "nan", "1e7", "inf", ""):
        with pytest.raises(NotAnExpression, match="a = "):
            read_values(parsed, {"a": text})
