"""The package as the judge puts it together."""

from __future__ import annotations

import pytest

from grading.worker.overlay import Overlay, Source

VALUE = Source("value.py", b"class Value:\n    pass\n")


def test_value_can_be_had_from_the_package_itself() -> None:
    """`from picograd import Value` in a learner's file works under the judge as it does at home."""
    nn = Source("nn.py", b"from picograd import Value\nfrom picograd import value\n")
    with Overlay({"value": VALUE, "nn": nn}).installed() as picograd:
        assert picograd.nn.Value is picograd.value.Value is picograd.Value
        assert picograd.nn.value is picograd.value


def test_a_broken_module_is_met_only_by_who_asks_for_it() -> None:
    """A tensor.py that does not parse costs nothing until Tensor is wanted."""
    broken = Source("tensor.py", b"class Tensor(:\n")
    with Overlay({"value": VALUE, "tensor": broken}).installed() as picograd:
        assert picograd.Value is picograd.value.Value
        with pytest.raises(SyntaxError):
            picograd.Tensor  # noqa: B018  # looking is the point


def test_a_name_that_the_module_lacks_is_said_to_be_missing() -> None:
    """An attribute of the module that does not exist is an AttributeError that names it."""
    empty = Source("value.py", b"")
    with (
        Overlay({"value": empty}).installed() as picograd,
        pytest.raises(AttributeError, match="Value"),
    ):
        picograd.Value  # noqa: B018  # looking is the point
