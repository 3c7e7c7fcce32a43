"""Writing suppression comments: ``# noqa: GNN201`` on every line that has a finding."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gnnlint import notebook
from gnnlint.finding import Finding, Place
from gnnlint.remark import UNJUDGED, UNUSED_SUPPRESSION
from gnnlint.source import PathError, Source, Unreadable, read
from gnnlint.suppression import NOQA, OURS, statements

_WORD = re.compile(r"[\w-]+")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
BEYOND = UNJUDGED | {UNUSED_SUPPRESSION}
"""What no comment should silence: a file that was not checked, a comment that does nothing."""


def add(findings: Iterable[Finding]) -> int:
    """Silence the findings where they stand; the number of comments written or extended.

    Files keep their encoding and line ends, and every other byte. What a link names is written to
    once, and the link stays one.

    Raises:
        PathError: a file cannot be written.
    """
    by_file: dict[Path, dict[int | None, list[Finding]]] = {}
    for finding in findings:
        if finding.code not in BEYOND:
            file, cell = notebook.cell_of(finding.place.path)
            by_file.setdefault(Path(file).resolve(), {}).setdefault(cell, []).append(finding)
    return sum(_add_to_file(path, own) for path, own in by_file.items())


def _add_to_file(path: Path, findings: Mapping[int | None, Sequence[Finding]]) -> int:
    """Add to a file, whose only cell is None, or to the cells of a notebook."""
    if None in findings:
        source = read(path)
        if isinstance(source, Unreadable):
            return 0
        wanted = _wanted(source, findings[None])
        _replace(path, _annotated(source, wanted))
        return len(wanted)
    data = path.read_bytes()
    texts = notebook.texts(data)
    written, number = {}, 0
    for cell, own in findings.items():
        assert cell is not None
        text = notebook.without_magics(texts[cell])
        source = Source(path, text.encode("utf-8", "surrogatepass"), text)
        wanted = _wanted(source, own)
        written[cell] = _with_comments(texts[cell], source, wanted)
        number += len(wanted)
    _replace(path, notebook.replaced(data, written))
    return number


def _wanted(source: Source, findings: Iterable[Finding]) -> dict[int, set[str]]:
    """The codes for each line that gets a comment."""
    wanted: dict[int, set[str]] = {}
    for finding in findings:
        line = _layout(source).ends.get(finding.place.line)
        if line is not None:
            wanted.setdefault(line, set()).add(finding.code)
    return wanted


@dataclass(frozen=True)
class Edit:
    """Another end of a line: what stands from a 1-based code-point column on."""

    line: int
    column: int
    end_column: int
    text: str


def ignoring(source: Source, line: int, code: str) -> Edit | None:
    """The edit that silences ``code`` in the statement at ``line``: ``# gnnlint: ignore[CODE]``.

    None where no comment can stand.
    """
    end = _layout(source).ends.get(line)
    if end is None:
        return None
    text = source.line(end)
    start = _layout(source).comments.get(end, len(text))
    return Edit(end, start + 1, len(text) + 1, _ignoring(text[start:], code))


def _ignoring(comment: str, code: str) -> str:
    """``comment``, which may be empty, with ``ignore[code]``."""
    match = OURS.search(comment)
    if match is None or match["word"].lower() != "ignore" or not match["codes"]:
        return f"{comment}  # gnnlint: ignore[{code}]"
    return f"{comment[: match.end('codes')]}, {code}{comment[match.end('codes') :]}"


def without(source: Source, place: Place, codes: Iterable[str]) -> Edit:
    """The edit that takes ``codes`` out of the suppression at ``place``, or all of it."""
    text = source.line(place.line)
    before, after = text[: place.column - 1], text[place.end_column - 1 :]
    comment = text[place.column - 1 : place.end_column - 1]
    match = NOQA.fullmatch(comment) or OURS.fullmatch(comment)
    named = _WORD.findall(match["codes"] or "") if match is not None else []
    left = [it for it in named if it.upper() not in {code.upper() for code in codes}]
    if left and match is not None:
        start, end = match.span("codes")
        rest = f"{before}{comment[:start]}{', '.join(left)}{comment[end:]}{after}"
    else:
        words = after.strip()
        mark = "" if words.startswith("#") else "# "
        rest = f"{before.rstrip()}  {mark}{words}" if words else before.rstrip()
    return Edit(place.line, 1, len(text) + 1, rest)


@dataclass(frozen=True)
class _Layout:
    """Where comments can stand, and where they do.

    ``ends`` is for each line of a statement the one that can hold its comment, which is its last:
    within the statement there may be text in quotes, or a backslash at the end of the line.
    """

    ends: Mapping[int, int]
    comments: Mapping[int, int]  # line → code-point column from 0


@lru_cache(maxsize=8)
def _layout(source: Source) -> _Layout:
    found = list(statements(source))
    ends = {line: last for (first, last), _ in found for line in range(first, last + 1)}
    comments = {token.start[0]: token.start[1] for _, tokens in found for token in tokens}
    return _Layout(ends, comments)


def _annotated(source: Source, wanted: Mapping[int, Iterable[str]]) -> bytes:
    mark = source.data[:3] if source.data.startswith(b"\xef\xbb\xbf") else b""
    text = source.data[len(mark) :].decode(source.encoding)
    return mark + _with_comments(text, source, wanted).encode(source.encoding)


def _with_comments(text: str, source: Source, wanted: Mapping[int, Iterable[str]]) -> str:
    """``text``, which ``source`` is read from, with comments at the ends of its lines."""
    lines = _LINES.findall(text)
    for number, codes in wanted.items():
        line = lines[number - 1].rstrip("\r\n")
        end = lines[number - 1][len(line) :]
        start = _layout(source).comments.get(number, len(line))
        lines[number - 1] = line[:start] + _with_codes(line[start:], sorted(codes)) + end
    return "".join(lines)


def _with_codes(comment: str, codes: Sequence[str]) -> str:
    """``comment``, which may be empty, naming ``codes`` after those that it names already."""
    match = NOQA.search(comment)
    if match is None or match["codes"] is None:
        return f"{comment}  # noqa: {', '.join(codes)}"
    return f"{comment[: match.end('codes')]}, {', '.join(codes)}{comment[match.end('codes') :]}"


def _replace(path: Path, data: bytes) -> None:
    """Write in one step, so that nothing is lost where that fails."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(data)
        unfinished.chmod(path.stat().st_mode)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise PathError(f"cannot write {path}: {error.strerror or error}") from None
