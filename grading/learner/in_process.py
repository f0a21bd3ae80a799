"""The learner's code in this process: print, breakpoint() and --pdb work as always."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from grading.learner.hang import Hang, locate_hang
from grading.learner.package import Package
from grading.learner.runner import ImportFailedEarlier, Probe, copied
from grading.paths import display_path
from grading.worker.chance import repeat_chance
from grading.worker.error_report import RaisedError, describe_error
from grading.worker.overlay import Overlay
from grading.worker.sampling import Sampler, Sighting
from grading.worker.wire import Plain, round_trip

# What takes no longer is not looked at while it runs.
SECONDS_UNWATCHED = 0.25
# Together with the end these few tell what stays. pytest-timeout prints every thread that there is
# when it strikes.
SAMPLES = 10


class InProcess:
    """Runs the learner's code here: print, breakpoint() and --pdb work as always.

    What their code raises is let through as it is, so that a debugger stops in their file.
    limited: whatever runs inside it is the learner's time, and may be ended.
    """

    printed = ""  # pytest captures it

    def __init__(
        self,
        package: Package,
        stage: str,
        limited: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._package = package
        self._stage = stage
        self._limited = limited
        self._overlay = Overlay(package.sources)
        self.file = display_path(Path(package.own_paths[0])) if package.own_paths else f"{stage}.py"
        self._import = "untried"
        self._error: BaseException | None = None
        self._raised: RaisedError | None = None
        self._sampler = Sampler(package.own_paths, most=SAMPLES)
        self._seen: Sighting | None = None

    def begin_check(self, seconds: float | None = None) -> None:
        """Nothing: whoever gave `limited` knows which check runs."""

    def run(self, probe: Probe, arguments: Sequence[Any]) -> Plain:
        self._error = self._raised = None
        with self._overlay.installed() as picograd:
            try:
                # Copies, as a worker would get: the check keeps what it asked with.
                copies = [copied(argument) for argument in arguments]
                with self._sampler.watching(SECONDS_UNWATCHED), self._limited():
                    self._import_stage()
                    repeat_chance()
                    answer = probe(picograd, *copies)
                return round_trip(answer)
            except ImportFailedEarlier:
                raise
            except BaseException as error:
                self._error = error
                self._seen = self._sampler.sighting(error.__traceback__)
                self._raised = describe_error(
                    error, self._package.own_paths, self._package.lent_paths
                )
                raise
            finally:
                self._sampler.forget()

    def watch(
        self, probe: Probe, arguments: Sequence[Any], progress: Callable[[Plain], None]
    ) -> Plain:
        return self.run(probe, [progress, *arguments])

    def raised_by(self, error: BaseException) -> RaisedError | None:
        return self._raised if error is self._error else None

    def hang_of(self, error: BaseException) -> Hang | None:
        if error is not self._error or self._seen is None:
            return None
        seen = self._seen
        sources = self._package.sources.values()
        source = next(source for source in sources if source.path == seen.file)
        return locate_hang(seen, source.content)

    def close(self) -> None:
        """Nothing was started."""

    def _import_stage(self) -> None:
        if self._import == "trying":
            # The last attempt never came to its end: it raised, or ran out of time.
            raise ImportFailedEarlier(f"{self._stage}.py cannot be imported, as said above")
        if self._import == "untried":
            self._import = "trying"
        importlib.import_module(f"picograd.{self._stage}")
        self._import = "done"
