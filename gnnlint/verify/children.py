"""The child processes, as their parent sees them. Torch is never imported here.

A server process loads torch once and forks a child for each request (``server``); the parent
speaks JSON lines with it. Closing the server's standard input ends it and every child of it, so a
parent that is interrupted, or killed, leaves nothing behind.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

DEFAULT_TIME_LIMIT = 120.0
DEFAULT_MEMORY_LIMIT = 16 << 30  # address space: several times what a process really holds
_START_LIMIT = 300.0  # importing torch from a cold disk


@dataclass(frozen=True)
class Request:
    """One thing to do in a child of its own."""

    mode: str
    path: str
    class_name: str | None = None
    example_path: str | None = None
    root: str | None = None
    training: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    device: str = "cpu"
    recipe: Mapping[str, Any] | None = None  # for a file without model() and inputs()
    time_limit: float = DEFAULT_TIME_LIMIT
    memory_limit: int = DEFAULT_MEMORY_LIMIT


@dataclass(frozen=True)
class Reply:
    """What came back: the child's answer, or why there is none."""

    answer: Mapping[str, Any] | None = None  # the last one sent, which may be a partial one
    trouble: str | None = None  # "no answer within 120 s", "killed by SIGSEGV"
    output: str = ""  # the end of what the child printed
    seconds: float = 0.0


class Children:
    """Runs requests in child processes; safe to call from several threads."""

    def __init__(self) -> None:
        self.environment: dict[str, str] = {}
        self._lock = threading.Lock()
        self._waiting: dict[int, tuple[subprocess.Popen[bytes], Future[Reply]]] = {}
        self._numbers = itertools.count(1)
        self._server: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> Children:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def call(self, request: Request) -> Reply:
        """Run ``request`` in a fresh child and wait for it."""
        if not hasattr(os, "fork"):
            return self._spawn(request)
        future: Future[Reply] = Future()
        try:
            if not self._submit(request, future):
                return Reply(trouble="stopped")
        except OSError:
            # It died since the last request: a new one, once.
            try:
                self._submit(request, future)
            except OSError as error:
                return Reply(trouble=f"no process to run it in: {error}")
        # The server keeps the time; the margin only guards against the server's own death.
        try:
            return future.result(_START_LIMIT + 4 * request.time_limit)
        except FutureTimeoutError:
            return Reply(trouble="the process that runs the compilers does not answer")

    def _submit(self, request: Request, future: Future[Reply]) -> bool:
        number = next(self._numbers)
        with self._lock:
            if self._closed:
                return False
            server = self._running_server()
            self._waiting[number] = (server, future)
            try:
                _send(server, {"number": number, **vars(request), "options": dict(request.options)})
            except OSError:
                del self._waiting[number]
                self._server = None
                raise
            return True

    def close(self) -> None:
        """End the server and every child."""
        with self._lock:
            self._closed = True
            server, self._server = self._server, None
        if server is not None:
            _end(server)
            self._fail_waiting(server, "stopped")

    def _running_server(self) -> subprocess.Popen[bytes]:
        if self._server is not None and self._server.poll() is None:
            return self._server
        self._server = _start(["-m", "gnnlint.verify.server"])
        threading.Thread(target=self._read, args=(self._server,), daemon=True).start()
        return self._server

    def _read(self, server: subprocess.Popen[bytes]) -> None:
        assert server.stdout is not None
        for line in server.stdout:
            message = json.loads(line)
            if "environment" in message:
                self.environment.update(message["environment"])
                continue
            with self._lock:
                _, future = self._waiting.pop(message.pop("number"), (None, None))
            if future is not None:
                future.set_result(Reply(**message))
        self._fail_waiting(server, f"the process that runs the compilers ended ({_status(server)})")

    def _fail_waiting(self, server: subprocess.Popen[bytes], trouble: str) -> None:
        with self._lock:
            if self._server is server:
                self._server = None
            lost = [number for number, (one, _) in self._waiting.items() if one is server]
            futures = [self._waiting.pop(number)[1] for number in lost]
        for future in futures:
            future.set_result(Reply(trouble=trouble))

    def _spawn(self, request: Request) -> Reply:
        """Where there is no fork: a process of its own that imports torch for this one request."""
        begin = time.monotonic()
        process = _start(["-m", "gnnlint.verify.server", "--once"])
        data = json.dumps({"number": 0, **vars(request), "options": dict(request.options)})
        try:
            out, _ = process.communicate(data.encode() + b"\n", _START_LIMIT + request.time_limit)
        except subprocess.TimeoutExpired:
            return Reply(trouble=f"no answer within {request.time_limit:g} s")
        finally:
            process.kill()
            process.wait()
        answer = None
        for line in out.splitlines():
            message = json.loads(line)
            if "environment" in message:
                self.environment.update(message["environment"])
            else:
                answer = message
        trouble = None if process.returncode == 0 and answer else f"ended ({_status(process)})"
        return Reply(answer, trouble, "", time.monotonic() - begin)


def _start(arguments: list[str]) -> subprocess.Popen[bytes]:
    # Its own session: Ctrl-C reaches the parent alone, which then ends the server in order.
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )


#: Set to debug by, they make the compilers do nothing: every model would pass (torch/jit/_state.py,
#: torch/_dynamo/config.py).
_SWITCHES = frozenset({"PYTORCH_JIT", "TORCHDYNAMO_DISABLE", "TORCH_COMPILE_DISABLE"})


def _environment() -> dict[str, str]:
    package = str(Path(__file__).resolve().parents[2])
    path = os.environ.get("PYTHONPATH")
    threads = os.environ.get("OMP_NUM_THREADS", "1")  # models under test are small
    joined = os.pathsep.join([package, path] if path else [package])
    kept = {name: value for name, value in os.environ.items() if name not in _SWITCHES}
    return {**kept, "PYTHONPATH": joined, "OMP_NUM_THREADS": threads}


def _send(server: subprocess.Popen[bytes], message: Mapping[str, Any]) -> None:
    assert server.stdin is not None
    server.stdin.write(json.dumps(message).encode() + b"\n")
    server.stdin.flush()


def _end(server: subprocess.Popen[bytes]) -> None:
    assert server.stdin is not None
    with suppress(OSError):
        server.stdin.close()
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _status(process: subprocess.Popen[bytes]) -> str:
    try:
        code = process.wait(5)
    except subprocess.TimeoutExpired:
        return "still running"
    return describe_exit(code)


def describe_exit(code: int) -> str:
    """The words for a process's return code as ``subprocess`` gives it."""
    if code >= 0:
        return f"exit status {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
