"""Who does the work of a batch: processes of this machine, or the workers of a Dask cluster.

Both are executors of ``concurrent.futures``, and ``spread`` treats them alike: it hands out a few
jobs ahead, so that memory stays small however many there are, and yields each result as it comes.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct, field

from dispute_assistant import __version__
from dispute_assistant.errors import AssistantError, InputError, Problem
from dispute_assistant.messages import Message, say

if TYPE_CHECKING:
    from distributed import Client

Job = TypeVar("Job")
Result = TypeVar("Result")

CLUSTER_LIBRARY = 'pip install "dispute-assistant[cluster]"'
_AHEAD = 4
"""Jobs for each worker that are handed out before its results are back."""
_LEAST_AHEAD = 64
"""Jobs handed to a cluster however small it is now: it may grow when it sees them."""
_LISTEN = 1.0
"""Seconds after which a wait for results looks whether it should stop."""


class ClusterError(AssistantError):
    """The cluster cannot be used, or no more; what was done is kept."""


class Crew(Struct, frozen=True, kw_only=True):
    """Workers that can be had."""

    hire: Callable[[], Executor]
    """Return an executor; called again when the processes of the first were lost."""
    ahead: int
    """Jobs that are handed out at a time."""
    losses: tuple[type[BaseException], ...] = (BrokenExecutor,)
    """How a job ends whose worker was lost."""
    forks: bool = False
    """The workers are copies of this process, with all that it has loaded."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Set from outside to end early; what is under way is finished or given back."""


def spread(
    jobs: Iterator[Job], work: Callable[[Job], Result], crew: Crew
) -> Iterator[tuple[Job, Result | None]]:
    """Yield each job with its result as it comes; None for one whose worker was lost.

    A worker that fails with an exception ends it all; so does a cluster that is gone.
    """
    shift = _Shift(work, crew)
    try:
        while True:
            shift.hand_out(jobs)
            if shift.under_way:
                yield from shift.ended()
            elif shift.broken:
                shift.renew()
            else:
                return
    finally:
        shift.close()


class _Shift(Generic[Job, Result]):
    """An executor and the jobs that it has at the moment."""

    def __init__(self, work: Callable[[Job], Result], crew: Crew) -> None:
        self.work, self.crew = work, crew
        self.executor = crew.hire()
        self.broken = False
        self.under_way: dict[Future[Result], Job] = {}
        self._ended: SimpleQueue[Future[Result]] = SimpleQueue()
        self._unsent: Job | None = None

    def hand_out(self, jobs: Iterator[Job]) -> None:
        """Give jobs to the executor until it has enough."""
        while len(self.under_way) < self.crew.ahead and not self.broken:
            job = None if self.crew.stop.is_set() else self._unsent or next(jobs, None)
            self._unsent = None
            if job is None:
                return
            try:
                future = self.executor.submit(self.work, job)
            except BrokenExecutor:
                self.broken, self._unsent = True, job
            else:
                self.under_way[future] = job
                future.add_done_callback(self._ended.put)

    def ended(self) -> Iterator[tuple[Job, Result | None]]:
        """Wait for a job to end and yield it; nothing when none has ended for a while."""
        if self.crew.stop.is_set():
            self._cancel()
        try:
            future = self._ended.get(timeout=_LISTEN)
        except Empty:
            return
        job = self.under_way.pop(future)
        if future.cancelled():
            if not self.crew.stop.is_set():
                raise ClusterError("The cluster is gone. What was done is kept; run it again.")
            return
        error = future.exception()
        self.broken = self.broken or isinstance(error, BrokenExecutor)
        if error and not isinstance(error, self.crew.losses):
            raise error
        yield job, None if error else future.result()

    def renew(self) -> None:
        """Hire anew after the processes were lost."""
        self.executor.shutdown()
        self.executor, self.broken = self.crew.hire(), False

    def close(self) -> None:
        """Take back what has not begun, and wait for the rest."""
        self._cancel()
        self.executor.shutdown()

    def _cancel(self) -> None:
        for future in tuple(self.under_way):
            future.cancel()


@contextmanager
def _interruptible(stop: threading.Event) -> Iterator[None]:
    """Let the first interrupt stop the work gently, and the second at once."""

    def interrupted(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        for worker in multiprocessing.active_children():
            if worker.pid:
                os.kill(worker.pid, signal.SIGINT)

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# Processes of this machine


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def processes(count: int) -> Iterator[Crew]:
    """Hire ``count`` processes.

    They are forked where that is safe, and begin with everything loaded; an interrupt ends the row
    that each is at, and the death of this process ends them at once.
    """
    forks = sys.platform == "linux"
    context = multiprocessing.get_context("fork" if forks else "spawn")
    crew = Crew(hire=partial(_pool, count, context), ahead=_AHEAD * count, forks=forks)
    with _interruptible(crew.stop):
        yield crew


def _pool(count: int, context: multiprocessing.context.BaseContext) -> Executor:
    gc.freeze()  # what is loaded stays: no collection of a worker need look at it, or copy it
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin)


_STOPPING = threading.Event()


def stopping() -> bool:
    """Tell a worker whether it should give back what it has."""
    return _STOPPING.is_set()


_COLLECT_AFTER = 20_000
"""New objects after which a worker looks for garbage: with Python's 700 a page costs a tenth more
time (measured), and a worker holds no more with this."""


def _begin() -> None:
    gc.set_threshold(_COLLECT_AFTER)
    signal.signal(signal.SIGINT, lambda *_: _STOPPING.set())
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        signal.raise_signal(signal.SIGKILL)


# A cluster


@contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """Hire the workers of the Dask cluster whose scheduler is at ``address``.

    Raises InputError where the library is missing, no scheduler answers, or a worker has another
    version of the program.
    """
    import asyncio

    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError:
        what = say("A cluster needs a library that is not installed.")
        mend = say("Install it: {command}.", command=CLUSTER_LIBRARY)
        raise _refused(what, mend) from None
    try:
        asyncio.run(_knock(address))
    except (OSError, ValueError, TypeError) as error:  # the last without a certificate for TLS
        what = say("No scheduler answers at {address}: {reason}.", address=address, reason=error)
        mend = say("Give the address that the scheduler prints, such as {example}.", example=_SUCH)
        raise _refused(what, mend) from error
    with Client(address, set_as_default=False) as client:
        _refuse_other_versions(client)
        threads = sum(client.nthreads().values())
        crew = Crew(
            hire=partial(client.get_executor, pure=False),
            ahead=max(_LEAST_AHEAD, _AHEAD * threads),
            losses=(KilledWorker,),
        )
        with _interruptible(crew.stop):
            yield crew


async def _knock(address: str) -> None:
    """Raise an error where no scheduler answers; a client would go on trying."""
    from distributed.comm import connect
    from distributed.security import Security

    access = Security().get_connection_args("client")
    connection = await connect(address, timeout=_PATIENCE, **access)
    await connection.close()


_PATIENCE = 10
"""Seconds in which a scheduler should answer."""
_SUCH = "tcp://10.0.0.5:8786"


def _refuse_other_versions(client: "Client") -> None:
    """Raise InputError naming a worker on which the program is another, or missing."""
    name = "dispute_assistant"
    workers = client.get_versions(packages=[name])["workers"]
    for worker, found in workers.items():
        version = found["packages"].get(name) or "–"
        if version != __version__:
            what = say(
                "The worker {worker} has version {version} of this program, and here is {own}.",
                worker=worker,
                version=version,
                own=__version__,
            )
            mend = say("Install the same version on every worker: {command}.", command=_INSTALL)
            raise _refused(what, mend)


_INSTALL = f'pip install "dispute-assistant[cluster]=={__version__}"'


def _refused(what: Message, mend: Message) -> InputError:
    return InputError(Problem(key="--scheduler", what=what, mend=mend))
