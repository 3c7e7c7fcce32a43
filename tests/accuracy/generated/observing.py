"""What the compilers show of generated programs: many a process, measured once and kept.

``python -m tests.accuracy.generated.observing`` is one worker: it loads torch once, reads the paths
of programs, and forks a child that observes them one after the other, each from a reset Dynamo. A
program that hangs or kills its child costs only itself: the next child goes on after it.
"""

from __future__ import annotations

import hashlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from gnnlint.verify import Observation, Subject
from gnnlint.verify.children import Reply, Request
from gnnlint.verify.observation import from_json, to_json
from tests.accuracy.generated.programs import Program
from tests.accuracy.observe import SCHEMA, absolute, observed, relative, versions

#: Programs of one child: what they leave behind in its memory goes with it.
BATCH = 60
TIME_LIMIT = 60.0  # seconds a program

ROOT = Path(__file__).resolve().parents[3]


class Kept:
    """A folder of observations, one file a program, and the workers for what it lacks."""

    def __init__(self, folder: Path, *, fresh: bool = False, jobs: int = 2) -> None:
        self._folder = folder
        self._fresh = fresh
        self._jobs = jobs
        self._versions = hashlib.sha256(json.dumps([SCHEMA, versions()]).encode()).hexdigest()[:8]
        folder.mkdir(parents=True, exist_ok=True)

    def file(self, program: Program) -> Path:
        """Where the observation of a program is kept."""
        return self._folder / f"{program.name}-{self._versions}.json"

    def measure(self, programs: Sequence[Program], sources: Path) -> None:
        """Observe what has not been yet; the programs lie in the folder ``sources``."""
        missing = [it for it in programs if self._fresh or not self.file(it).is_file()]
        shares = [share for k in range(self._jobs) if (share := missing[k :: self._jobs])]
        with ThreadPoolExecutor(max(1, len(shares))) as pool:
            list(pool.map(lambda share: self._measure(share, sources), shares))

    def _measure(self, programs: Sequence[Program], sources: Path) -> None:
        root = sources.as_posix()
        paths = [path_of(program, sources) for program in programs]
        for number, (program, data) in enumerate(zip(programs, _answers(paths), strict=True), 1):
            self.file(program).write_text(json.dumps(relative(data, root)), encoding="utf-8")
            if number % 50 == 0 or number == len(programs):
                print(f"{number}/{len(programs)} programs", file=sys.stderr, flush=True)

    def read(self, program: Program, sources: Path) -> Observation | None:
        """What is kept, None where the program has not been measured."""
        file = self.file(program)
        if not file.is_file():
            return None
        data = absolute(json.loads(file.read_text(encoding="utf-8")), sources.as_posix())
        return from_json(Observation, data)


def write(programs: Sequence[Program], folder: Path) -> None:
    """The programs as files."""
    for program in programs:
        path_of(program, folder).write_text(program.source, encoding="utf-8")


def path_of(program: Program, folder: Path) -> Path:
    """The file of a program."""
    return folder / f"{program.name}.py"


def _answers(paths: Sequence[Path]) -> Iterator[Any]:
    """The observation of each file, as it comes."""
    there = os.environ.get("PYTHONPATH")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *([there] if there else [])]),
        "OMP_NUM_THREADS": "1",
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.accuracy.generated.observing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert worker.stdin is not None and worker.stdout is not None
    try:
        worker.stdin.write(json.dumps([str(path) for path in paths]).encode())
        worker.stdin.close()
        for line in worker.stdout:
            yield json.loads(line)
    finally:
        worker.kill()
        worker.wait()


# --- in the worker --------------------------------------------------------------------------------


def main() -> None:
    """Observe the files named on standard input, a line of standard output each."""
    from gnnlint.verify import server

    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what programs print is nobody's
    sys.dont_write_bytecode = True
    paths = json.loads(sys.stdin.read())
    server.load()
    _call_once()
    done = 0
    while done < len(paths):
        batch = paths[done : done + BATCH]
        for answer in _of_child(batch):
            output.write(answer + b"\n")
            output.flush()
            done += 1


def _of_child(batch: Sequence[str]) -> Iterator[bytes]:
    """The answers for a batch; fewer where a program ends the child, the last one saying so."""
    answers, to_parent = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(answers)
        try:
            for path in batch:
                data = json.dumps(to_json(_observation(Path(path)))).encode()
                _write(to_parent, data)
        finally:
            os._exit(0)
    os.close(to_parent)
    unread, number = b"", 0
    try:
        while number < len(batch):
            ready, _, _ = select.select([answers], [], [], TIME_LIMIT)
            data = os.read(answers, 1 << 16) if ready else b""
            if not data:
                why = "the process ended" if ready else f"no answer within {TIME_LIMIT:g} s"
                lost = Observation("Net", batch[number], error=why)
                yield json.dumps(to_json(lost)).encode()
                return
            *lines, unread = (unread + data).split(b"\n")
            number += len(lines)
            yield from lines
    finally:
        os.close(answers)
        os.kill(child, 9)
        os.waitpid(child, 0)


def _write(file: int, data: bytes) -> None:
    with os.fdopen(os.dup(file), "wb") as stream:
        stream.write(data + b"\n")


def _call_once() -> None:
    """Take the first of the inputs only: each further size compiles everything once more."""
    from gnnlint.verify import program

    loaded: Any = program.Program
    every = loaded.inputs
    loaded.inputs = lambda self: every(self)[:1]


class _InProcess:
    """Stands in for ``gnnlint.verify.Children``: runs each request here."""

    def __init__(self) -> None:
        self.environment: dict[str, str] = {}

    def call(self, request: Request) -> Reply:
        from torch._dynamo import symbolic_convert

        from gnnlint.verify import modes

        # Some modes change how Dynamo resumes, for the rest of what would be their own process.
        changed: Any = symbolic_convert.InstructionTranslatorBase
        before = changed.maybe_has_backedge
        answers: list[Any] = []
        try:
            modes.run({**vars(request), "options": dict(request.options)}, answers.append)
        finally:
            changed.maybe_has_backedge = before
        return Reply(json.loads(json.dumps(answers[-1])))


def _observation(path: Path) -> Observation:
    subject = Subject(path, "Net", root=path.parent)
    return observed(subject, _InProcess())  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
