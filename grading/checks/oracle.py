"""The right answers, from PyTorch in float64. Nothing else in the judging imports torch.

What was asked before is not asked again: to the published questions the answers are recorded
beside the suites. Everything else, the numbers of a grading seed before all, needs PyTorch itself.
It takes seconds to import, so it is imported when the first such question is asked.
"""

from __future__ import annotations

import copy
import functools
import importlib.metadata
import importlib.util
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from grading.checks.fingerprint import fingerprint_of, stage_of
from grading.checks.recordings import Recording, recording_of
from grading.errors import CouldNotGrade
from grading.paths import SUITES, display_path
from grading.worker.trace import Traced, as_symbols, in_order

INSTALL = 'pip install -e ".[torch]"'

# With PICOGRAD_ORACLE=torch nothing is looked up: PyTorch is asked everything.
VARIABLE, ALWAYS = "PICOGRAD_ORACLE", "torch"

Question = Callable[[Any], Any]

_listener: ContextVar[Callable[[Question, Any], None] | None] = ContextVar("listener", default=None)


@dataclass(frozen=True)
class Oracle:
    """Who gave the right answers: "recorded" ones of PyTorch, or "torch" itself; its version."""

    kind: str
    version: str


@dataclass(frozen=True)
class Evaluated:
    """An expression of `inputs` as PyTorch evaluates it: its value, the gradient of each input.

    steps: [value, gradient] of every step, as `trace.steps` lists them; None where the expression
    does more than compute. root: what those are the steps of.
    """

    value: Any
    gradients: list[Any]
    steps: list[Any] | None
    root: Traced | None


def is_live() -> bool:
    """Whether PyTorch is installed, and can be asked what nobody asked before."""
    return importlib.util.find_spec("torch") is not None


def require_live() -> None:
    """CouldNotGrade, with what to install, where PyTorch is not."""
    if not is_live():
        raise CouldNotGrade(
            f"fresh numbers need PyTorch, which is not installed; install it with {INSTALL}, or "
            "ask the published numbers, whose answers are recorded: picograd grade --published"
        )


def oracle_of(seed: int | None) -> Oracle:
    """Who answers the questions of a grading with this seed, None for the published numbers."""
    if seed is None and os.environ.get(VARIABLE) != ALWAYS and (kept := _recorded("value")):
        return Oracle("recorded", kept.version)
    return Oracle("torch", importlib.metadata.version("torch") if is_live() else "")


@contextmanager
def listening(note: Callable[[Question, Any], None]) -> Iterator[None]:
    """Within it nothing is looked up, and `note` is told every question with PyTorch's answer."""
    token = _listener.set(note)
    try:
        yield
    finally:
        _listener.reset(token)


def answer(question: Question) -> Any:
    """`question(torch)` in float64, as plain data: tensors become (nested lists of) numbers.

    CouldNotGrade where the answer is not recorded and PyTorch is not installed.
    """
    note = _listener.get()
    if note is not None:
        right = ask(question)
        note(question, right)
        return right
    stage = stage_of(question) if os.environ.get(VARIABLE) != ALWAYS else None
    kept = _recorded(stage) if stage else None
    if kept is not None:
        with suppress(TypeError, KeyError):  # a question that nobody has recorded
            # Whoever asks may change what comes; it is asked again in the same process.
            return copy.deepcopy(kept.by_fingerprint[fingerprint_of(question)])
    if stage and not kept and not is_live():
        suite = display_path(SUITES / f"test_{stage}.py")
        raise CouldNotGrade(
            f"the recorded answers are not those of {suite} as it is now; "
            f"install PyTorch ({INSTALL}) and record them anew: picograd dev update"
        )
    require_live()
    return ask(question)


def ask(question: Question) -> Any:
    """`question(torch)` as `answer` has it, from PyTorch itself."""
    torch = _torch()
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        return _plain(question(torch))
    finally:
        torch.set_default_dtype(before)


@functools.cache
def _recorded(stage: str) -> Recording | None:
    return recording_of(stage)


@functools.cache
def _torch() -> Any:
    try:
        import torch
    except Exception as error:  # a broken installation may raise anything
        raise CouldNotGrade(
            f"torch cannot be imported ({type(error).__name__}: {error}); "
            f"install it with: {INSTALL}"
        ) from error
    # The questions are tiny; a pool of threads would only fight over the cores.
    torch.set_num_threads(1)
    return torch


def torch_value_and_gradients(expression: Callable[..., Any], inputs: list[Any]) -> list[Any]:
    """[value of `expression`, [gradient of each input]], as `probes.value_and_gradients`."""
    return answer(  # type: ignore[no-any-return]  # plain data
        lambda torch: _value_and_gradients(torch, expression, inputs)
    )


def evaluate(expression: Callable[..., Any], names: list[str], inputs: list[Any]) -> Evaluated:
    """The expression of the inputs, which it calls by these names, and all its steps."""

    def evaluated(torch: Any) -> list[Any]:
        value, gradients = _value_and_gradients(torch, expression, inputs)
        return [value, gradients, _steps(torch, expression, names, inputs)]

    value, gradients, steps = answer(evaluated)
    root = None if steps is None else as_symbols(expression, names)
    return Evaluated(value, gradients, steps, root)


def _value_and_gradients(torch: Any, expression: Callable[..., Any], inputs: list[Any]) -> Any:
    leaves = [torch.tensor(number, requires_grad=True) for number in inputs]
    result = _unwrapped(expression(*[_like_picograd(torch, leaf) for leaf in leaves]))
    # The gradients that a seed of ones gives; torch takes a second to get ready for seeds.
    result.sum().backward()
    gradients = [torch.zeros_like(x) if x.grad is None else x.grad for x in leaves]
    return [result.detach(), gradients]


def _steps(
    torch: Any, expression: Callable[..., Any], names: list[str], inputs: list[Any]
) -> list[Any] | None:
    leaves = [
        Traced(_like_picograd(torch, torch.tensor(number, requires_grad=True)), name)
        for name, number in zip(names, inputs, strict=True)
    ]
    try:
        order = in_order(expression(*leaves))
    except Exception:  # an expression that does more than compute: it has no steps
        return None
    tensors = [_unwrapped(step.node) for step in order]
    for tensor in tensors:
        tensor.retain_grad()
    tensors[-1].sum().backward()
    return [
        [tensor, torch.zeros_like(tensor) if tensor.grad is None else tensor.grad]
        for tensor in tensors
    ]


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
