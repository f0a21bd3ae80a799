"""What runs in a Dask worker: it hands jobs to a grading process of its own.

Imported only where Dask is installed.
"""

from __future__ import annotations

from typing import Any

from distributed import WorkerPlugin, get_worker

from grading.classroom.grader import Grader
from grading.errors import PicogradError

PLUGIN = "picograd"


class Graders(WorkerPlugin):  # type: ignore[misc]  # distributed's types are not used
    """Each worker's own grading process."""

    def setup(self, worker: Any) -> None:
        """Called where a worker begins."""
        self.grader = Grader()
        self.address = worker.address

    def teardown(self, worker: Any) -> None:
        """Called where it ends in peace; otherwise the process ends by itself."""
        self.grader.close()


def do(packed: bytes, most_minutes: float) -> tuple[str, bytes, str]:
    """The worker's address, what came of the job, and why nothing did."""
    plugin = get_worker().plugins[PLUGIN]
    try:
        return plugin.address, plugin.grader.do(packed, most_minutes), ""
    except PicogradError as error:
        return plugin.address, b"", f"{error}"
