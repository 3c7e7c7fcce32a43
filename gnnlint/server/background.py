"""The thread in which files are judged, and who waits for it."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from gnnlint.server.outcome import Outcome
from gnnlint.server.projects import Projects

Step = Callable[[Projects], None]

_STACK = 64 << 20
"""Bytes: deeply nested code is walked by recursion, and threads get little room by default."""

_SHORT = 0.05
"""Seconds that looking for garbage may take; what is there after more is taken for lasting."""

DELAY = 0.1
"""Seconds of silence after a keystroke before files are judged."""


class Background:
    """Does the work one piece after the other; something newer stops what is under way.

    Args:
        projects: belongs to the thread from now on.
        emit: takes what is known of documents; called in the event loop.
        log: takes the text of an error of our own.
        progress: takes the number of files done and their total; called in the event loop.
    """

    def __init__(
        self,
        projects: Projects,
        emit: Callable[[list[Outcome]], None],
        log: Callable[[str], None],
        progress: Callable[[int, int], None],
    ) -> None:
        self._projects = projects
        self._emit = emit
        self._log = log
        self._progress = progress
        before = threading.stack_size(_STACK)
        self._thread = ThreadPoolExecutor(1, "gnnlint")
        self._thread.submit(_prepare).result()
        threading.stack_size(before)
        self._steps: list[Step] = []
        self._stale = threading.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._asked = self._ready = self._whole = 0  # numbers of steps
        self._moved = asyncio.Event()
        self._is_held = True  # until it is known how to judge

    def begin(self, step: Step) -> None:
        """Take a step before all others: until then they are held back."""
        self._steps.insert(0, step)
        self._asked += 1
        self._is_held = False
        self._begin()

    def do(self, step: Step, delay: float = 0.0) -> None:
        """Take a step, and judge what it changed, after ``delay`` seconds without another."""
        self._steps.append(step)
        self._asked += 1
        self._stale.set()
        if self._is_held:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, self._begin)

    async def ready(self) -> None:
        """Wait until all that is asked for so far is known of open documents."""
        await self._reach(lambda: self._ready)

    async def whole(self) -> None:
        """Wait until all that is asked for so far is known of every file."""
        await self._reach(lambda: self._whole)

    def close(self) -> None:
        """End the thread."""
        self._stale.set()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _reach(self, state: Callable[[], int]) -> None:
        wanted = self._asked
        if self._timer is not None:
            self._timer.cancel()
            self._begin()
        while state() < wanted:
            await self._moved.wait()

    def _begin(self) -> None:
        self._timer = None
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            steps, self._steps = self._steps, []
            number = self._asked
            self._stale = threading.Event()
            done = await loop.run_in_executor(
                self._thread, self._do, loop, steps, number, self._stale
            )
            if done:
                self._whole = max(self._whole, number)
                self._ready = max(self._ready, number)
                self._tell()
            if not self._steps and (done or self._timer is not None):
                return  # the timer goes on with what is left
            if self._timer is not None:
                return

    def _do(
        self,
        loop: asyncio.AbstractEventLoop,
        steps: list[Step],
        number: int,
        stale: threading.Event,
    ) -> bool:
        """In the thread: take the steps and judge; whether it came to the end."""

        def later(function: Callable[..., object]) -> Callable[..., None]:
            def call(*arguments: object) -> None:
                loop.call_soon_threadsafe(function, *arguments)

            return call

        try:
            for step in steps:
                step(self._projects)
            done = self._projects.check(
                stop=stale.is_set,
                emit=later(self._emit),
                ready=lambda: later(self._note_ready)(number),
                progress=later(self._progress),
            )
        except Exception:  # a mistake of our own ends this piece of work and nothing else
            later(self._log)(traceback.format_exc())
            return True
        if done:
            self._collect()
        return done

    def _collect(self) -> None:
        """Give back what old texts took; what stays is not looked through again."""
        start = time.thread_time()
        gc.collect()
        if time.thread_time() - start > _SHORT:
            gc.freeze()

    def _note_ready(self, number: int) -> None:
        self._ready = max(self._ready, number)
        self._tell()

    def _tell(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


def _prepare() -> None:
    """Start the thread, which takes its stack now."""
