"""Jupyter notebooks: the code of their cells as one text, and back from its lines to the cells.

Inside, a notebook is one file whose lines are those of all its code cells. A report speaks of
cells: line 5 of the third one stands in ``net.ipynb:cell 3``, where cells of text count as well.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from operator import is_not
from typing import Any, TypeVar

from gnnlint.finding import EntryPoint, Finding, Gap, Model, Place, Related, Run, Step

SUFFIX = ".ipynb"

_CELL = re.compile(r"(?P<path>.*\.(?i:ipynb)):cell (?P<number>\d+)")
_MAGIC = re.compile(r"(?P<indent>\s*)(?:[%!?].*|[\w.%]+\?{1,2}\s*)")
_ASSIGNED_MAGIC = re.compile(r"(?P<target>\s*[\w.,\[\] ]+=\s*)[%!].*")
_PYTHON_MAGICS = frozenset({"capture", "prun", "time", "timeit"})
"""Cell magics below which Python goes on."""

Anything = TypeVar("Anything")


@dataclass(frozen=True)
class Cell:
    """A code cell: its number among all cells, and its lines in the text of the notebook."""

    number: int
    first: int
    last: int


def read(data: bytes) -> tuple[str, tuple[Cell, ...]]:
    """The code of a notebook, and where each cell of it stands; nothing for another language.

    Raises:
        ValueError: this is no notebook; the message says why.
    """
    import json

    try:
        document = json.loads(data.decode("utf-8-sig"))
        if _language(document) != "python":
            return "", ()
        cells = [
            (number, "".join(cell["source"]))
            for number, cell in enumerate(document["cells"], 1)
            if cell["cell_type"] == "code"
        ]
    except KeyError as error:
        raise ValueError(f"it has no {error}, as one of version 4 has") from None
    except (TypeError, AttributeError):
        raise ValueError("it is not made as one of version 4 is") from None
    text, places, line = [], [], 1
    for number, source in cells:
        lines = without_magics(source.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
        places.append(Cell(number, line, line + len(lines) - 1))
        text += lines
        line += len(lines)
    return "\n".join([*text, ""]), tuple(places)


def texts(data: bytes) -> dict[int, str]:
    """The code cells of a notebook as they stand in it, magics included, by their numbers.

    Raises:
        ValueError: this is no notebook.
    """
    read(data)  # says what is wrong
    import json

    cells = json.loads(data.decode("utf-8-sig"))["cells"]
    code = (it for it in enumerate(cells, 1) if it[1]["cell_type"] == "code")
    return {number: "".join(cell["source"]) for number, cell in code}


def replaced(data: bytes, texts: Mapping[int, str]) -> bytes:
    """The notebook with other texts in some cells, written the way it was."""
    import json

    text = data.decode("utf-8-sig")
    document = json.loads(text)
    write = _writer(text, document)
    for number, source in texts.items():
        cell = document["cells"][number - 1]
        in_lines = isinstance(cell["source"], list)
        cell["source"] = source.splitlines(keepends=True) if in_lines else source
    return write(document).encode("utf-8")


def _writer(text: str, document: object) -> Callable[[object], str]:
    """How a notebook was written: with the options that give its text again, else as Jupyter does.

    Nothing but the cells that change shall be another in a diff.
    """
    import json

    end = "\n" if text.endswith("\n") else ""

    def writer(indent: int | None, ascii_: bool) -> Callable[[object], str]:
        return lambda value: json.dumps(value, indent=indent, ensure_ascii=ascii_) + end

    writers = [writer(indent, ascii_) for indent in (1, 2, 4, None) for ascii_ in (False, True)]
    return next((write for write in writers if write(document) == text), writers[0])


def _language(document: Mapping[str, Any]) -> str:
    metadata = document.get("metadata", {})
    named = metadata.get("language_info", {}).get("name")
    return str(named or metadata.get("kernelspec", {}).get("language", "python")).lower()


def without_magics(source: str) -> str:
    """The cell with `%magic` and `!command` replaced, line by line; pure Python stays as it is."""
    if not re.search(r"[%!?]", source):
        return source
    lines = source.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%"):
        if (first[2:].split() or [""])[0] in _PYTHON_MAGICS:
            lines[lines.index(first)] = ""
        else:
            return "\n" * (len(lines) - 1)
    try:
        ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return "\n".join(_plain(lines))
    return "\n".join(lines)


def _plain(lines: Sequence[str]) -> list[str]:
    """The lines with magics replaced by statements that do nothing; a command may go on below."""
    found: list[str] = []
    goes_on = False
    for line in lines:
        magic, assigned = _MAGIC.fullmatch(line), _ASSIGNED_MAGIC.fullmatch(line)
        if goes_on:
            found.append("")
        elif magic:
            found.append(f"{magic['indent']}pass")
        elif assigned:
            found.append(f"{assigned['target']}None")
        else:
            found.append(line)
            continue
        goes_on = line.endswith("\\")
    return found


# --- places -----------------------------------------------------------------------------------


def name_of(path: str, number: int) -> str:
    """What findings call a cell of the notebook in ``path``."""
    return f"{path}:cell {number}"


def cell_of(path: str) -> tuple[str, int | None]:
    """The file and the number of the cell that a path names; None for any other file."""
    match = _CELL.fullmatch(path)
    return (match["path"], int(match["number"])) if match else (path, None)


def located(run: Run, notebooks: Mapping[str, Sequence[Cell]]) -> Run:
    """The run with every place in a notebook told by its cell; ``notebooks`` by their paths."""
    if not notebooks:
        return run
    run = _relocated(run, notebooks)
    sources = dict(run.sources)
    for path, lines in run.sources.items():
        sources |= by_cell(path, lines, notebooks.get(path, ()))
    return replace(run, sources=sources)


def by_cell(path: str, lines: Sequence[str], cells: Sequence[Cell]) -> dict[str, tuple[str, ...]]:
    """The lines of each cell of a notebook, by what its places have for a path."""
    return {name_of(path, it.number): tuple(lines[it.first - 1 : it.last]) for it in cells}


def _relocated(value: Anything, notebooks: Mapping[str, Sequence[Cell]]) -> Anything:
    """``value`` with the places and steps in it moved to their cells."""

    def move(place: Place | Step) -> Place | Step:
        cell = _holding(notebooks.get(place.path, ()), place.line)
        if cell is None:
            return place
        path, shift = name_of(place.path, cell.number), cell.first - 1
        moved = replace(place, path=path, line=place.line - shift)
        if isinstance(place, Place) and isinstance(moved, Place):
            return replace(moved, end_line=min(place.end_line, cell.last) - shift)
        return moved

    return relocated(value, move)


def relocated(value: Anything, move: Callable[[Place | Step], Place | Step]) -> Anything:
    """``value`` with every place and step in it moved; itself where nothing moves."""
    changed: Any = value
    if isinstance(value, Place | Step):
        changed = move(value)
    elif isinstance(value, tuple):
        items = tuple([relocated(each, move) for each in value])
        if any(map(is_not, items, value)):
            changed = items
    elif isinstance(value, Run | Finding | Model | Related | Gap | EntryPoint):
        kind: type = type(value)
        own = ((name, getattr(value, name)) for name in _fields_with_places(kind))
        moved = {name: it for name, old in own if (it := relocated(old, move)) is not old}
        if moved:
            changed = replace(value, **moved)
    found: Anything = changed
    return found


@cache
def _fields_with_places(kind: type) -> tuple[str, ...]:
    """The fields of a record that may hold a place or a step, be it in other records."""
    return tuple(it.name for it in fields(kind) if _HOLDING_PLACES.search(str(it.type)))


_HOLDING_PLACES = re.compile("Place|Step|Finding|Model|Related|Gap|EntryPoint")


def _holding(cells: Sequence[Cell], line: int) -> Cell | None:
    return next((cell for cell in cells if cell.first <= line <= cell.last), None)
