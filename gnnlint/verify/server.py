"""The server process: loads torch once, then forks a child for each request it reads.

``python -m gnnlint.verify.server`` reads JSON lines from its standard input and writes JSON lines
to its standard output; with ``--once`` it serves one request itself, for systems without fork.
Forking after torch is loaded is safe as long as the server itself never runs an operator, starts a
thread or looks at a GPU: it imports, and compiles what it does not run.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import importlib.util
import json
import os
import selectors
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from gnnlint.verify.children import describe_exit

_KEPT_OUTPUT = 16_000  # bytes of a child's output
_TICK = 0.05  # seconds between looks at children that end without a word
_GRACE = 0.5  # seconds a child that is out of time has to say where it is

Send = Callable[[Mapping[str, Any]], None]


@dataclass
class Child:
    """A running child."""

    number: int
    pid: int
    begin: float
    deadline: float
    limit: float
    answers: int  # file descriptor of its answers
    prints: int  # file descriptor of what it prints
    answer_text: bytearray = field(default_factory=bytearray)
    printed: bytearray = field(default_factory=bytearray)
    late: bool = False


class Server:
    """Reads requests, forks, keeps the time, reports."""

    def __init__(self, requests: int, send: Send) -> None:
        self.requests = requests
        self.send = send
        self.children: dict[int, Child] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(requests, selectors.EVENT_READ, None)
        self.unread = bytearray()

    def serve(self) -> None:
        """Serve until standard input ends, then end every child."""
        try:
            while self._read_ready():
                for child in list(self.children.values()):
                    self._watch(child)
        finally:
            for child in self.children.values():
                _kill(child.pid)

    def _read_ready(self) -> bool:
        timeout = _TICK if self.children else None
        for key, _ in self.selector.select(timeout):
            data = os.read(key.fd, 65536)
            if key.fd == self.requests:
                if not data:
                    return False
                self._take_requests(data)
            elif not data:
                self.selector.unregister(key.fd)
            else:
                self._take_data(key.data, key.fd, data)
        return True

    def _take_requests(self, data: bytes) -> None:
        self.unread += data
        *lines, rest = self.unread.split(b"\n")
        self.unread = bytearray(rest)
        for line in lines:
            self._fork(json.loads(line))

    def _take_data(self, child: Child, source: int, data: bytes) -> None:
        if source == child.answers:
            child.answer_text += data
            return
        child.printed += data
        del child.printed[:-_KEPT_OUTPUT]

    def _fork(self, request: dict[str, Any]) -> None:
        answers, answer_end = os.pipe()
        prints, print_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            for other in self.children.values():
                os.close(other.answers)
                os.close(other.prints)
            os.close(answers)
            os.close(prints)
            os.close(self.requests)
            self.selector.close()
            _be_child(request, answer_end, print_end)  # never returns
        os.close(answer_end)
        os.close(print_end)
        limit = float(request["time_limit"])
        now = time.monotonic()
        child = Child(request["number"], pid, now, now + limit, limit, answers, prints)
        self.children[pid] = child
        self.selector.register(answers, selectors.EVENT_READ, child)
        self.selector.register(prints, selectors.EVENT_READ, child)

    def _watch(self, child: Child) -> None:
        ended, status = os.waitpid(child.pid, os.WNOHANG)
        if ended:
            self._finish(child, os.waitstatus_to_exitcode(status))
        elif b'"done"' in child.answer_text[-20:]:
            self._stop(child)  # answered, but a thread of it keeps it alive
        elif time.monotonic() > child.deadline:
            self._out_of_time(child)

    def _out_of_time(self, child: Child) -> None:
        if not child.late:
            child.late = True
            child.deadline += _GRACE
            os.kill(child.pid, signal.SIGUSR1)  # prints where it is
            return
        self._stop(child)

    def _stop(self, child: Child) -> None:
        _kill(child.pid)
        os.waitpid(child.pid, 0)
        self._finish(child, -signal.SIGKILL)

    def _finish(self, child: Child, code: int) -> None:
        _kill_group(child.pid)  # what it started lives in its process group
        self._drain(child)
        del self.children[child.pid]
        *answers, last = child.answer_text.split(b"\n")
        done = last == b'"done"'
        trouble = None
        if child.late and not done:
            trouble = f"no answer within {child.limit:g} s"
        elif not done:
            trouble = f"the process ended without an answer ({describe_exit(code)})"
        self.send(
            {
                "number": child.number,
                "answer": json.loads(answers[-1]) if answers else None,
                "trouble": trouble,
                "output": child.printed.decode("utf-8", "replace"),
                "seconds": round(time.monotonic() - child.begin, 3),
            }
        )

    def _drain(self, child: Child) -> None:
        """Read what is left without waiting for a grandchild that holds the pipe open."""
        for source in (child.answers, child.prints):
            if source in self.selector.get_map():
                self.selector.unregister(source)
            os.set_blocking(source, False)
            try:
                while data := os.read(source, 65536):
                    self._take_data(child, source, data)
            except BlockingIOError:
                pass
            os.close(source)


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _kill(child: int) -> None:
    """Kill a child that has not been waited for, and what it started."""
    _kill_group(child)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)  # before its setsid it is in no group of its own


def _be_child(request: Mapping[str, Any], answer_end: int, print_end: int) -> None:
    code = 1
    try:
        _isolate(print_end, int(request["memory_limit"]))
        with os.fdopen(answer_end, "wb", closefd=False) as stream:
            _answer(request, stream)
            stream.write(b'"done"')
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # no exit handlers: they are the server's


def _isolate(print_end: int, memory_limit: int) -> None:
    os.setsid()
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.dup2(print_end, 1)
    os.dup2(print_end, 2)
    os.close(print_end)
    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1, all_threads=False)
    _limit(memory_limit)


def _die_with_parent() -> None:
    """Linux: be killed when the server is (it cannot clean up after a SIGKILL of its own)."""
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _limit(memory_limit: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A CUDA context reserves address space by the hundred GiB: no cap there.
    if memory_limit > 0 and not os.path.exists("/proc/driver/nvidia/version"):
        with suppress(ValueError, OSError):  # macOS refuses it
            resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))


def _answer(request: Mapping[str, Any], stream: BinaryIO) -> None:
    from gnnlint.verify import modes

    def send(answer: Mapping[str, Any]) -> None:
        stream.write(json.dumps(answer).encode() + b"\n")
        stream.flush()

    modes.run(request, send)


def load() -> dict[str, str]:
    """Import what every child needs; returns the versions."""
    import platform

    import torch
    import torch._dynamo

    found = {"python": platform.python_version(), "torch": str(torch.__version__), "device": "cpu"}
    if torch.version.cuda is not None and os.path.exists("/proc/driver/nvidia/version"):
        found["device"] = "cuda"
    if importlib.util.find_spec("torch_geometric") is not None:
        try:
            import torch_geometric
            import torch_geometric.nn

            found["torch_geometric"] = str(torch_geometric.__version__)
        except Exception as error:
            # A broken install is the user's to see in the model that needs it, not the end of us.
            found["torch_geometric"] = f"not importable: {error}"
    from gnnlint.verify import modes  # noqa: F401  (loaded once, before the forks)

    if found["device"] == "cpu":
        _compile_ahead()
    return found


def _compile_ahead() -> None:
    """Compile something small; not beside a GPU, which that may look at.

    What has looked at one cannot be forked. A first compile imports four hundred modules and makes
    tables of all that torch can trace, which every child would have to do anew. Nothing else of
    it stays: Dynamo is reset here, and by each mode again. The graph is traced and never run.
    """
    import torch

    from gnnlint.verify.collector import collecting

    activation = torch.nn.ReLU()

    def layer(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        return activation(torch.nn.functional.linear(x, weight)) + x.size(0)

    def returning_inputs(graph: object, inputs: object) -> Callable[..., tuple[object, ...]]:
        return lambda *given: given[-1:]

    with suppress(Exception), collecting():
        compiled = torch.compile(layer, backend=returning_inputs, fullgraph=True)
        for rows in (2, 3):  # of the second on, sizes are symbols
            compiled(torch.empty(rows, 4), torch.empty(4, 4))
    torch._dynamo.reset()
    torch._dynamo.utils.counters.clear()  # of graphs, among others, which a reset leaves


def _set_apart() -> None:
    """Have no child look through what is loaded for garbage.

    A full collection goes through all of torch, a quarter of a second in every child, and writes
    to each object's header, so that the child gets a copy of memory that it would have shared.
    """
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve on standard input and output."""
    # What libraries print must not get between the lines of the protocol.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def send(message: Mapping[str, Any]) -> None:
        output.write(json.dumps(message).encode() + b"\n")
        output.flush()

    sys.dont_write_bytecode = True
    if "--once" in sys.argv:
        request = json.loads(sys.stdin.readline())
        send({"environment": load()})
        _answer(request, output)
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    send({"environment": load()})
    _set_apart()
    Server(0, send).serve()
    os._exit(0)  # whoever closed its input waits for its end; taking torch down takes a while


if __name__ == "__main__":
    main()
