"""Where the learner's code is while a question takes long: samples of its stack.

All of it is information for the learner and for nobody's decision: whether a question took too
long is for whoever asked it.
"""

from __future__ import annotations

import _thread
import sys
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic, sleep  # by name: the learner's code may replace them in `time`
from types import CodeType, FrameType, TracebackType

SECONDS_BETWEEN = 0.1
SAMPLES_KEPT = 40
# So often in a row no question runs before the thread that looks ends.
LOOKS_AT_NOTHING = 20
# The innermost frames that are looked at, and those whose variables are.
MOST_FRAMES, MOST_WITH_VARIABLES = 1_000, 8
MOST_VARIABLES = 50
MOST_ITEMS, MOST_CHARACTERS = 6, 30
_TOO_LARGE = 10**15
# Fewer samples do not tell what goes on from what stays.
FEW_SAMPLES = 3
_NAMELESS = ("<lambda>", "<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>")

_Variables = dict[str, str]
# A frame of the learner's own file, its line, and its small variables if they were looked at.
_Seen = tuple[FrameType, int, _Variables]


@dataclass(frozen=True)
class Sighting:
    """What the samples have in common: the innermost call that never returned meanwhile.

    Where that is none, the innermost function that they were all in. lines: those of `file` at
    which it was. recursive: the call leads to itself again. calls: it is a function that was called
    several times, not one call. still: small variables that kept their value, with it. changing:
    those that had another one in each sample.
    """

    file: str
    lines: list[int]
    recursive: bool = False
    calls: bool = False
    still: dict[str, str] = field(default_factory=dict)
    changing: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _Asked:
    """One question: the thread that it runs in, since when, and what to do about it."""

    thread: int
    start: float
    after: float
    seconds: float
    tell: Callable[[Sighting], None] | None


class Sampler:
    """Samples the stack of a question that takes long, from another thread.

    own: the files that count. most: so many samples are taken of one question.

    A thread of its own for each question would cost more than most questions do: one looks every
    SECONDS_BETWEEN at how long the present one has been running, and ends where there is none.
    """

    def __init__(self, own: Collection[str], most: int | None = None) -> None:
        self._own = frozenset(own)
        self._most = most
        self._samples: deque[list[_Seen]] = deque(maxlen=SAMPLES_KEPT)
        self._asked: _Asked | None = None
        self._looking = False
        # Held while the thread tells or ends, and while a question begins or ends.
        self._lock = _thread.allocate_lock()

    @contextmanager
    def watching(
        self, after: float, seconds: float = 0.0, tell: Callable[[Sighting], None] | None = None
    ) -> Iterator[None]:
        """While a question runs in this thread.

        after: the seconds before the first sample; what ends sooner is left alone. tell: called
        once, after `seconds`, with what was seen.
        """
        asked = _Asked(_thread.get_ident(), monotonic(), after, seconds, tell)
        with self._lock:
            self._samples.clear()
            self._asked = asked
            if not self._looking:
                # Where there may be no more threads, nothing is seen.
                with suppress(RuntimeError):
                    # Not `threading`: it waits for the thread to begin.
                    _thread.start_new_thread(self._look, ())
                    self._looking = True
        try:
            yield
        finally:
            # Nothing is told once the question has ended: whoever asked would take it for the next.
            with self._lock:
                self._asked = None

    def sighting(self, last: TracebackType | None = None) -> Sighting | None:
        """What was seen so far; None if that is nothing. last: of what ended the question."""
        samples = [*self._samples, _stack_of(last, self._own)]
        return sighting_of([sample for sample in samples if sample])

    def forget(self) -> None:
        """Let go of the frames that were seen."""
        self._samples.clear()

    def _look(self) -> None:
        idle = 0
        while idle < LOOKS_AT_NOTHING:
            asked = self._asked
            late = monotonic() - asked.start if asked else 0.0
            if asked is None or late < asked.after:
                idle = 0 if asked else idle + 1
                sleep(min(SECONDS_BETWEEN, asked.after - late) if asked else SECONDS_BETWEEN)
            elif not self._sampled(asked):
                break
        with self._lock:
            self._looking = False

    def _sampled(self, asked: _Asked) -> bool:
        """Sample the question until it ends; False when enough is known of it before."""
        wait = min(SECONDS_BETWEEN, max(asked.after, 0.01) / 20)
        taken = 0
        while taken != self._most:
            try:
                sample = _sample(sys._current_frames()[asked.thread], self._own)
                with self._lock:
                    if self._asked is not asked:
                        return True
                    self._samples.append(sample)
                    taken += 1
                    if asked.tell is not None and monotonic() - asked.start >= asked.seconds:
                        seen = self.sighting()
                        if seen is not None:
                            asked.tell(seen)
                        return False
            except Exception:  # the learner's code may have changed anything; then nothing is said
                return False
            del sample
            sleep(wait)
        return False


def sighting_of(samples: Sequence[Sequence[_Seen]]) -> Sighting | None:
    """What the samples, none of them empty, have in common; None if that is nothing."""
    samples = [_named(sample) for sample in samples]
    if not samples:
        return None
    last = samples[-1]
    everywhere = set.intersection(*({id(frame) for frame, *_ in sample} for sample in samples))
    staying = [frame for frame, *_ in last if id(frame) in everywhere]
    if not staying:
        return _of_calls(samples)
    if len(samples) < FEW_SAMPLES:
        # Of inner calls it is not known which ones stay.
        codes = [frame.f_code for frame in staying]
        inner, again = staying[0], {code for code in codes if codes.count(code) > 1}
    else:
        inner = staying[-1]
        again = _codes_below(inner, samples)
    # The outermost of the calls that lead to themselves: which one is innermost is chance.
    calls = [call for call in staying if call.f_code in again]
    frame = (calls or [inner])[0]
    there = [seen for sample in samples for seen in sample if seen[0] is frame]
    still, changing = _compared([variables for *_, variables in there])
    return Sighting(
        frame.f_code.co_filename,
        sorted({line for _, line, _ in there}),
        recursive=bool(calls),
        still=still,
        changing=changing,
    )


def _named(sample: Sequence[_Seen]) -> Sequence[_Seen]:
    """The sample without the frames of lambdas, generators and the like, if others are left.

    They come and go while the function that they stand in goes on.
    """
    return [seen for seen in sample if seen[0].f_code.co_name not in _NAMELESS] or sample


def _of_calls(samples: Sequence[Sequence[_Seen]]) -> Sighting | None:
    """The innermost function that each sample is in, by one call or another."""
    everywhere = set.intersection(*({seen[0].f_code for seen in sample} for sample in samples))
    codes = [frame.f_code for frame, *_ in samples[-1] if frame.f_code in everywhere]
    if not codes:
        return None
    code = codes[-1]
    lines = {line for sample in samples for frame, line, _ in sample if frame.f_code is code}
    return Sighting(code.co_filename, sorted(lines), calls=True)


def _compared(records: Sequence[_Variables]) -> tuple[_Variables, list[str]]:
    """Of the variables of one call: those that kept their value, and those that never had it twice.

    What lies between is chance, and is left out; of a single sample nothing is known.
    """
    records = [variables for variables in records if variables]
    if len(records) < FEW_SAMPLES:
        return {}, []
    newest = records[-1]
    values = {name: [record.get(name) for record in records] for name in newest}
    still = {name: newest[name] for name, seen in values.items() if len(set(seen)) == 1}
    return still, [name for name, seen in values.items() if len(set(seen)) == len(seen)]


def _codes_below(frame: FrameType, samples: Sequence[Sequence[_Seen]]) -> set[CodeType]:
    """The functions that were called from `frame`, directly or not."""
    found = set()
    for sample in samples:
        below = False
        for seen, *_ in sample:
            if below:
                found.add(seen.f_code)
            below = below or seen is frame
    return found


def _stack_of(trace: TracebackType | None, own: Collection[str]) -> list[_Seen]:
    """The sample that a traceback is."""
    found = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in own:
            found.append((trace.tb_frame, trace.tb_lineno, small_variables(trace.tb_frame)))
        trace = trace.tb_next
    return found


def _sample(top: FrameType, own: Collection[str]) -> list[_Seen]:
    """The frames of the files `own`, the outermost first."""
    found: list[_Seen] = []
    frame: FrameType | None = top
    for _ in range(MOST_FRAMES):
        if frame is None:
            break
        if frame.f_code.co_filename in own:
            looked_at = len(found) < MOST_WITH_VARIABLES
            found.append((frame, frame.f_lineno, small_variables(frame) if looked_at else {}))
        frame = frame.f_back
    return found[::-1]


def small_variables(frame: FrameType) -> _Variables:
    """The variables whose values can be said in a word or two, without running any code."""
    found: _Variables = {}
    for name, value in list(frame.f_locals.items()):
        text = _small(value)
        if text and len(found) < MOST_VARIABLES:
            found[name] = text
    return found


def _small(value: object) -> str:
    """Text for a plain value; empty for any other, whose own `__repr__` is the learner's code."""
    kind = type(value)
    if kind in (list, tuple) and len(value) <= MOST_ITEMS and all(map(_scalar, value)):  # type: ignore[arg-type,call-overload]  # it is one of the two
        text = repr(value)
        if len(text) <= 2 * MOST_CHARACTERS:
            return text
    if kind in (list, tuple, set, frozenset, dict, deque):
        return f"a {kind.__name__} of {len(value)}"  # type: ignore[arg-type]  # it is one of them
    return _scalar(value)


def _scalar(value: object) -> str:
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return repr(value)
    if kind is int and -_TOO_LARGE < value < _TOO_LARGE:  # type: ignore[operator]  # an int
        return repr(value)
    if kind is str and len(value) <= MOST_CHARACTERS:  # type: ignore[arg-type]  # a str
        return repr(value)
    return ""
