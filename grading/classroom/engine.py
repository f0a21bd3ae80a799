"""Many gradings at once, on the cores of this machine or of a cluster's: Dask carries the jobs.

A Dask worker carries jobs to a grading process of its own and the answers back; no learner's code
is in its interpreter. At most `2 x workers` jobs are out at a time, so what is lost when a worker,
its machine or the scheduler goes is at most those, and they are asked again.
"""

from __future__ import annotations

import contextlib
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grading.classroom.jobs import describe_machine, refusal_in
from grading.errors import CouldNotGrade

if TYPE_CHECKING:
    from distributed import Client, Future

# How often a submission is asked again that could not be graded.
MOST_TRIES = 3
# How long to wait for the first worker of a cluster, and for one to come back when all are gone.
SECONDS_FOR_WORKERS = 60.0
OUT_PER_WORKER = 2
# How often to look whether anything came or somebody wants to stop.
SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True)
class Job:
    """content: the hash of what is graded. packed: as `jobs.pack_job` makes it."""

    content: str
    packed: bytes
    most_minutes: float


@dataclass(frozen=True)
class Done:
    """What came of a job: `packed` as `jobs.do_job` makes it, or why nothing did."""

    content: str
    packed: bytes = b""
    sentence: str = ""
    machine: str = ""


class Stop:
    """Whether somebody wants to stop: nothing more is begun, then."""

    def __init__(self) -> None:
        self.wanted = False


@contextlib.contextmanager
def reach_workers(scheduler: str | None, processes: int) -> Iterator[Client]:
    """The cluster behind `scheduler`, or `processes` workers on this machine.

    CouldNotGrade where Dask is not installed, nobody answers, or a worker has another picograd.
    """
    try:
        import distributed

        from grading.classroom import carrier
    except ImportError as error:
        raise CouldNotGrade(
            'a class is graded by Dask, which is not installed; pip install -e ".[class]"'
        ) from error
    with contextlib.ExitStack() as open_things:
        try:
            if scheduler is None:
                cluster = open_things.enter_context(_local_cluster(processes))
                client = open_things.enter_context(distributed.Client(cluster))
            else:
                client = open_things.enter_context(distributed.Client(scheduler, timeout=30))
            client.wait_for_workers(1, timeout=SECONDS_FOR_WORKERS)
        except (OSError, TimeoutError) as error:
            where = scheduler or "this machine"
            raise CouldNotGrade(
                f"no worker answers at {where} ({error}); see `picograd class worker`"
            ) from error
        _compare(client)
        client.register_plugin(carrier.Graders(), name=carrier.PLUGIN)
        yield client


def grade_all(client: Client, jobs: Iterable[Job], stop: Stop) -> Iterator[Done]:
    """What came of each job, as it comes. A job that fails is asked again, elsewhere if possible.

    CouldNotGrade where the scheduler is lost, or all workers are and none comes back.
    """
    waiting = deque((job, 1, "") for job in jobs)
    out: dict[Future, tuple[Job, int]] = {}
    try:
        while (waiting and not stop.wanted) or out:
            machines = _workers_of(client)
            while waiting and not stop.wanted and len(out) < OUT_PER_WORKER * len(machines):
                job, tries, failed_on = waiting.popleft()
                out[_submit(client, job, machines, failed_on)] = job, tries
            for future in _ended(out):
                job, tries = out.pop(future)
                done = _result(future, job)
                if done.sentence and tries < MOST_TRIES and not stop.wanted:
                    waiting.append((job, tries + 1, done.machine))
                else:
                    yield done
    finally:
        client.cancel(list(out))


def _local_cluster(processes: int) -> Any:
    import distributed

    return distributed.LocalCluster(
        n_workers=processes,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        # Its own grading process is not in what Dask counts, and is bounded by itself.
        memory_limit=None,
        silence_logs=50,
    )


def _submit(client: Client, job: Job, machines: Mapping[str, Any], failed_on: str) -> Future:
    from grading.classroom import carrier

    others = [address for address in machines if address != failed_on]
    # Not pure: the same bytes may be asked again; a key of its own: no answer of another's.
    return client.submit(
        carrier.do,
        job.packed,
        job.most_minutes,
        key=f"grade-{job.content[:12]}-{uuid.uuid4().hex}",
        pure=False,
        retries=0,
        workers=others if failed_on and others else None,
        allow_other_workers=bool(failed_on and others),
    )


def _ended(out: Mapping[Future, Any]) -> list[Future]:
    """The futures that ended, once there is one, or a moment has passed."""
    import distributed

    if not out:
        return []
    try:
        return list(distributed.wait(list(out), SECONDS_BETWEEN_LOOKS, "FIRST_COMPLETED").done)
    except TimeoutError:
        return []
    except Exception:  # a future that was cancelled, as all are when the scheduler goes
        return [future for future in out if future.done()]


def _result(future: Future, job: Job) -> Done:
    try:
        machine, packed, sentence = future.result(timeout=30)
    except Exception as error:  # whatever Dask says of a worker that was killed
        return Done(job.content, sentence=f"a worker was lost ({type(error).__name__})")
    return Done(job.content, packed, sentence or refusal_in(packed), machine)


def _workers_of(client: Client) -> Mapping[str, Any]:
    """The workers by their addresses, once there is one."""
    try:
        if not client.nthreads():
            client.wait_for_workers(1, timeout=SECONDS_FOR_WORKERS)
        found: Mapping[str, Any] = client.nthreads()
    except Exception as error:  # each of Dask's ways of saying that it hears nothing
        raise CouldNotGrade(
            f"the scheduler or all of its workers are gone ({type(error).__name__}); start again "
            "when they are back: what was graded is kept"
        ) from error
    return found


def _compare(client: Client) -> None:
    """CouldNotGrade where a worker has another picograd, Python or PyTorch than this machine."""
    ours = describe_machine()
    for address, theirs in client.run(describe_machine, on_error="return").items():
        if not isinstance(theirs, dict):
            raise CouldNotGrade(f"the worker {address} has no picograd ({theirs})")
        for what, text in ours.items():
            if theirs.get(what) != text:
                raise CouldNotGrade(
                    f"the worker {address} has {what} {theirs.get(what)}, this machine {text}; "
                    "install the same on both"
                )
