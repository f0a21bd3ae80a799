"""The right answers, from PyTorch in float64. Nothing else imports torch.

torch takes seconds to import and an unwritten stub needs no answer, so it is imported when
the first answer is asked for.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable
from typing import Any

from grading.errors import CouldNotGrade
from grading.worker.trace import Traced, in_order


def is_live() -> bool:
    """Whether PyTorch is installed, and can be asked what nobody asked before."""
    return importlib.util.find_spec("torch") is not None


@functools.cache
def _torch() -> Any:
    try:
        import torch
    except Exception as error:  # a broken installation may raise anything
        raise CouldNotGrade(
            f"torch cannot be imported ({type(error).__name__}: {error}); "
            "install it with: pip install -e ."
        ) from error
    # The questions are tiny; a pool of threads would only fight over the cores.
    torch.set_num_threads(1)
    return torch


def answer(question: Callable[[Any], Any]) -> Any:
    """`question(torch)` in float64, as plain data: tensors become (nested lists of) numbers."""
    torch = _torch()
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        return _plain(question(torch))
    finally:
        torch.set_default_dtype(before)


def torch_value_and_gradients(expression: Callable[..., Any], inputs: list[Any]) -> list[Any]:
    """[value of `expression`, [gradient of each input]], as `probes.value_and_gradients`."""

    def evaluated(torch: Any) -> list[Any]:
        leaves = [torch.tensor(number, requires_grad=True) for number in inputs]
        result = expression(*[_like_picograd(torch, leaf) for leaf in leaves])
        result = result.tensor if hasattr(result, "tensor") else result
        # The gradients that a seed of ones gives; torch takes a second to get ready for seeds.
        result.sum().backward()
        gradients = [torch.zeros_like(x) if x.grad is None else x.grad for x in leaves]
        return [result.detach(), gradients]

    return answer(evaluated)  # type: ignore[no-any-return]  # plain data


def torch_steps(expression: Callable[..., Any], names: list[str], inputs: list[Any]) -> Any:
    """(the traced result, [value, gradient] of every step), as `trace.steps` lists them."""
    traced: list[Traced] = []

    def evaluated(torch: Any) -> list[Any]:
        leaves = [
            Traced(_like_picograd(torch, torch.tensor(number, requires_grad=True)), name)
            for name, number in zip(names, inputs, strict=True)
        ]
        traced.append(expression(*leaves))
        order = in_order(traced[0])
        tensors = [_unwrapped(step.node) for step in order]
        for tensor in tensors:
            tensor.retain_grad()
        tensors[-1].sum().backward()
        return [
            [tensor, torch.zeros_like(tensor) if tensor.grad is None else tensor.grad]
            for tensor in tensors
        ]

    right = answer(evaluated)
    return traced[0], right


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.detach().tolist() if hasattr(value, "detach") else value


def _like_picograd(torch: Any, tensor: Any) -> Any:
    """A matrix of torch under picograd's method names; a scalar as it is."""
    return _Matrix(torch, tensor) if tensor.dim() else tensor


class _Matrix:
    """A torch matrix that answers to the methods of picograd's Tensor."""

    def __init__(self, torch: Any, tensor: Any) -> None:
        self.torch = torch
        self.tensor = tensor

    def _new(self, tensor: Any) -> _Matrix:
        return _Matrix(self.torch, tensor)

    def __add__(self, other: Any) -> _Matrix:
        return self._new(self.tensor + _unwrapped(other))

    def __radd__(self, other: Any) -> _Matrix:
        return self._new(_unwrapped(other) + self.tensor)

    def __sub__(self, other: Any) -> _Matrix:
        return self._new(self.tensor - _unwrapped(other))

    def __rsub__(self, other: Any) -> _Matrix:
        return self._new(_unwrapped(other) - self.tensor)

    def __mul__(self, other: Any) -> _Matrix:
        return self._new(self.tensor * _unwrapped(other))

    def __rmul__(self, other: Any) -> _Matrix:
        return self._new(_unwrapped(other) * self.tensor)

    def __neg__(self) -> _Matrix:
        return self._new(-self.tensor)

    def __matmul__(self, other: Any) -> _Matrix:
        return self._new(self.tensor @ _unwrapped(other))

    @property
    def T(self) -> _Matrix:
        return self._new(self.tensor.T)

    def relu(self) -> _Matrix:
        return self._new(self.tensor.relu())

    def tanh(self) -> _Matrix:
        return self._new(self.tensor.tanh())

    def exp(self) -> _Matrix:
        return self._new(self.tensor.exp())

    def log(self) -> _Matrix:
        return self._new(self.tensor.log())

    def sum(self) -> _Matrix:
        return self._new(self.tensor.sum().reshape(1, 1))

    def mean(self) -> _Matrix:
        return self._new(self.tensor.mean().reshape(1, 1))

    def log_softmax(self) -> _Matrix:
        return self._new(self.torch.log_softmax(self.tensor, dim=1))

    def pick(self, columns: list[int]) -> _Matrix:
        return self._new(self.tensor.gather(1, self.torch.tensor(columns).reshape(-1, 1)))


def _unwrapped(other: Any) -> Any:
    return other.tensor if isinstance(other, _Matrix) else other
