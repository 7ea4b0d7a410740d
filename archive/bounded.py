"""Work on hostile input in processes that can be lost: each task has its time and memory.

A worker that runs out of either is ended by the kernel, not by its own good will: an endless
regular expression, a decompression bomb or a crash inside a C library costs that one task. The
pool starts a new worker and goes on. Nothing is left running when the parent is killed: a worker
reads the end of its pipe, or its alarm rings.
"""

import atexit
import gc
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from threading import Lock
from typing import IO, Any, Generic, TypeAlias, TypeVar

MEGABYTE = 1 << 20
OUT_OF_MEMORY = 86  # exit code of a worker that met its memory limit
AHEAD = 8  # tasks waiting at a worker, so that it never waits for its parent

_Pipe: TypeAlias = "Connection[Any, Any]"  # a pipe carries whatever pickles

# A report makes many objects and keeps them to its end: collecting as seldom as a crawl does costs
# no memory worth naming, and a page with ten times the cells no more than ten times the time.
COLLECT = (20_000, 20, 20)

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use: seconds of processor, seconds by the clock, megabytes of memory.

    The clock is generous in a build, where another program may hold the machine: a report must not
    be lost to a busy hour, and two builds of one store must agree.
    """

    cpu: float = 8
    clock: float = 9
    memory: int = 440


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a task has no result, in one line."""

    reason: str


@dataclass(slots=True)
class _Worker(Generic[T, R]):
    """A process with its tasks, in the order in which they were sent."""

    work: Callable[[T], R]
    limits: Limits
    tasks: deque[T] = field(default_factory=deque)
    process: subprocess.Popen[bytes] = field(init=False)
    connection: _Pipe = field(init=False)
    errors: IO[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.connection, theirs = Pipe()
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        descriptor = theirs.fileno()
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "archive.bounded", str(descriptor)],
            pass_fds=[descriptor],
            stdin=subprocess.DEVNULL,
            stdout=self.errors,
            stderr=self.errors,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        theirs.close()
        self.connection.send((self.work, self.limits))
        for task in self.tasks:
            self.connection.send(task)

    def stop(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.wait()
        self.errors.close()

    def feed(self, tasks: Iterator[T]) -> None:
        for task in islice(tasks, AHEAD - len(self.tasks)):
            self.tasks.append(task)
            self._send(task)

    def _send(self, task: T) -> None:
        try:
            self.connection.send(task)
        except BrokenPipeError:
            return  # the worker has died: `take` finds out and sends its tasks again

    def take(self) -> tuple[T, R | Lost]:
        try:
            result: R = self.connection.recv()
        except (EOFError, ConnectionResetError):
            return self._lose()
        return self.tasks.popleft(), result

    def _lose(self) -> tuple[T, Lost]:
        task, reason = self.tasks.popleft(), self._last_words()
        self.stop()
        self.start()
        return task, Lost(reason)

    def _last_words(self) -> str:
        code = self.process.wait()
        if code == OUT_OF_MEMORY:
            return f"needed more than {self.limits.memory} MB of memory"
        if code in (-signal.SIGPROF, -signal.SIGALRM):
            return f"timed out after {self.limits.cpu:g} s"
        if code < 0:
            return f"crashed its reader (signal {-code})"
        self.errors.seek(0)
        said = self.errors.read()[-4096:].decode(errors="replace").strip().splitlines()
        return f"broke its reader: {said[-1] if said else f'exit code {code}'}"


def imap(
    work: Callable[[T], R], tasks: Iterable[T], *, jobs: int = 1, limits: Limits | None = None
) -> Iterator[tuple[T, R | Lost]]:
    """Yield every task with its result, or why it has none, in the order of completion.

    Args:
        work: a function of a module (workers import it by name).
        tasks: values that pickle to some hundred bytes: name the data, do not send it.
        jobs: number of worker processes.
        limits: what one task may use.
    """
    waiting = iter(tasks)
    workers = [_Worker(work, limits or Limits()) for _ in range(jobs)]
    try:
        for worker in workers:
            worker.feed(waiting)
        while busy := [worker for worker in workers if worker.tasks]:
            ready = wait([worker.connection for worker in busy])
            for worker in busy:
                if worker.connection in ready:
                    yield worker.take()
                    worker.feed(waiting)
    finally:
        for worker in workers:
            worker.stop()


class Aside(Generic[T, R]):
    """One worker kept at hand for single tasks, asked by any thread; started by the first task."""

    def __init__(self, work: Callable[[T], R], limits: Limits) -> None:
        self._work = work
        self._limits = limits
        self._lock = Lock()
        self._worker: _Worker[T, R] | None = None

    def ask(self, task: T) -> R | Lost:
        """Return the result of a task, or why it has none; tasks wait for each other."""
        with self._lock:
            if self._worker is None:
                self._worker = _Worker(self._work, self._limits)
                atexit.register(self._worker.stop)
            self._worker.feed(iter((task,)))
            return self._worker.take()[1]


def _serve(connection: _Pipe) -> None:
    """Work until the parent closes the pipe; the alarms ring only while a task runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work, limits = connection.recv()
    _limit_memory(limits.memory)
    gc.freeze()
    gc.set_threshold(*COLLECT)
    while True:
        task = connection.recv()
        _set_alarms(limits.cpu, limits.clock)
        result = work(task)
        _set_alarms(0, 0)
        connection.send(result)


def _limit_memory(megabytes: int) -> None:
    """Limit the data of this process; shared libraries and file maps do not count."""
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _set_alarms(cpu: float, clock: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, cpu)
    signal.setitimer(signal.ITIMER_REAL, clock)


def _main(descriptor: int) -> int:
    try:
        _serve(Connection(descriptor))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return 0
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    os._exit(_main(int(sys.argv[1])))
