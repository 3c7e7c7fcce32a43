"""How long an edit takes in the editor: from the new text to diagnostics."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.trees import Tree

ROOT = Path(__file__).resolve().parent.parent.parent
LINES = range(800, 1251)
"""The lengths of the files that are edited: about 1,000 lines."""

EDITS = 9
LIMIT = 60
"""Milliseconds that 19 of 20 edits may take."""


@dataclass(frozen=True)
class Edits:
    """Milliseconds of CPU of each edit, in order of size: to the models of the file, to all."""

    files: int
    opening: float  # seconds, until the whole tree is judged
    reopening: float  # the same, with what was kept then
    edited: tuple[float, ...]
    own: tuple[float, ...]
    bearing: tuple[float, ...]

    @property
    def exceeded(self) -> bool:
        """Whether the limit is not held."""
        return _share(self.edited, 95) > LIMIT

    def section(self) -> str:
        """The part of the page that tells of them."""
        rows = (
            ("the definition that was edited is judged again", self.edited, str(LIMIT)),
            ("and the models of the file that rest on it", self.own, ""),
            ("and all others that say something of the file", self.bearing, ""),
        )
        table = "\n".join(
            f"| {name} | {_share(times, 50):.0f} | {_share(times, 95):.0f} | {limit} |"
            for name, times, limit in rows
        )
        return f"""
## In the editor

torch_geometric open as a folder: {self.opening:.1f} CPU s until all of it is judged, in the
background; {self.reopening:.1f} where an earlier check kept what it found.

Then in each of its {self.files} files of {LINES[0]:,} to {LINES[-1]:,} lines a
statement is added to {EDITS} functions that are spread over it. CPU milliseconds from each new text
to diagnostics, without the pause of a tenth of a second that follows a keystroke. Of models that
rest on the edited definition the first diagnostics say what held before:

| until | p50 | p95 | limit |
|---|---|---|---|
{table}
"""


def _share(times: tuple[float, ...], percent: int) -> float:
    return times[min(len(times) * percent // 100, len(times) - 1)]


def edits(library: Tree) -> Edits:
    """Measured in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.bench.editor", str(library.folder)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    times = (tuple(found[it]) for it in ("edited", "own", "bearing"))
    return Edits(found["files"], found["opening"], found["reopening"], *times)


def _measure(folder: Path) -> dict[str, object]:
    """What the thread of the server does, on this one."""
    import gc

    from gnnlint.config import load
    from gnnlint.server.diagnostics import diagnostics
    from gnnlint.server.documents import Documents
    from gnnlint.server.outcome import outcomes
    from gnnlint.server.positions import Positions
    from gnnlint.session import Session
    from gnnlint.source import decode

    def opened() -> tuple[Session, float]:
        start = time.process_time()
        session = Session(settings, (folder,))
        session.look()
        session.take_up()
        session.judge()
        session.run()
        return session, time.process_time() - start

    with tempfile.TemporaryDirectory() as kept:
        settings = replace(load(folder), cache_dir=Path(kept))
        session, opening = opened()
        session.keep()
        _, reopening = opened()
    gc.collect()
    gc.freeze()
    positions = Positions(None, Documents())

    def told(path: Path) -> None:
        name = path.as_posix()
        source = session.source(path)
        assert source is not None
        texts = {name: source.lines}
        (outcome,) = outcomes(session.run([path]), [name], texts, {})
        diagnostics(outcome, positions)

    times: dict[str, list[float]] = {"edited": [], "own": [], "bearing": []}

    def note(name: str, start: float) -> None:
        times[name].append(1000 * (time.process_time() - start))

    files = [it for it in session.files if _length(session, it) in LINES]
    for path in files:
        for number in range(EDITS):
            source = session.source(path)
            assert source is not None
            text = _edited(source.text, number)
            start = time.process_time()
            session.write(path, decode(path, text.encode()))
            if session.glance([path]):
                told(path)
                note("edited", start)
                session.judge([path])
                told(path)
            else:
                session.judge([path])
                told(path)
                note("edited", start)
            note("own", start)
            session.judge(session.bearing_on([path]))
            told(path)
            note("bearing", start)
            session.judge()
            gc.collect()
    found = {name: sorted(each) for name, each in times.items()}
    return {"files": len(files), "opening": opening, "reopening": reopening, **found}


def _length(session: object, path: Path) -> int:
    source = session.source(path)  # type: ignore[attr-defined]
    return len(source.lines) if source is not None else 0


def _edited(text: str, number: int) -> str:
    """The text with a statement more in a function; the numbers are spread over the file."""
    lines = text.split("\n")
    functions = [it for it in ast.walk(ast.parse(text)) if isinstance(it, ast.FunctionDef)]
    wanted = len(lines) * (number + 1) // (EDITS + 1)
    nearest = min(functions, key=lambda it: abs(it.lineno - wanted))
    says = ast.get_docstring(nearest) is not None and len(nearest.body) > 1
    first = nearest.body[1 if says else 0]
    lines.insert(first.lineno - 1, f"{' ' * first.col_offset}pass  # {number}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
