"""The engine you write, one file a stage. Begin with value.py."""

from importlib import import_module
from typing import Any

_EXPORTED = {"Value": "value", "Tensor": "tensor"}


def __getattr__(name: str) -> Any:
    """`from picograd import Value`, looked up when it is asked for.

    So a stage that is broken, or not begun, costs the others nothing.
    """
    if name == "draw":
        # The picture belongs to the course around your engine: an import would tie them together.
        return import_module("grading.companion.notebook").draw
    if name not in _EXPORTED:
        raise AttributeError(f"picograd has no {name}")
    return getattr(import_module(f"picograd.{_EXPORTED[name]}"), name)
