"""Writing suppression comments: ``# noqa: GNN201`` on every line that has a finding."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gnnlint.config import INTERNAL_ERROR
from gnnlint.finding import Finding
from gnnlint.source import PathError, Source, Unreadable, read
from gnnlint.suppression import NOQA, UNUSED_CODE, statements

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_BEYOND = frozenset({"GNN001", UNUSED_CODE, INTERNAL_ERROR})
"""What no comment should silence: a file that was not checked, a comment that does nothing."""


def add(findings: Iterable[Finding]) -> int:
    """Silence the findings where they stand; the number of comments written or extended.

    Files keep their encoding and line ends, and every other byte.

    Raises:
        PathError: a file cannot be written.
    """
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.code not in _BEYOND:
            by_path.setdefault(finding.place.path, []).append(finding)
    return sum(_add_to_file(Path(path), own) for path, own in by_path.items())


def _add_to_file(path: Path, findings: Sequence[Finding]) -> int:
    source = read(path)
    if isinstance(source, Unreadable):
        return 0
    wanted: dict[int, set[str]] = {}
    ends = dict(_ends(source))
    for finding in findings:
        line = ends.get(finding.place.line)
        if line is not None:
            wanted.setdefault(line, set()).add(finding.code)
    _replace(path, _annotated(source, wanted))
    return len(wanted)


def _ends(source: Source) -> Iterator[tuple[int, int]]:
    """For each line of a statement the line that can hold its comment: its last.

    Within the statement there may be text in quotes, or a backslash at the end of the line.
    """
    for (first, last), _ in statements(source):
        for line in range(first, last + 1):
            yield line, last


def _annotated(source: Source, wanted: Mapping[int, Iterable[str]]) -> bytes:
    mark = source.data[:3] if source.data.startswith(b"\xef\xbb\xbf") else b""
    text = source.data[len(mark) :].decode(source.encoding)
    comments = {
        token.start[0]: token.start[1] for _, tokens in statements(source) for token in tokens
    }
    lines = _LINES.findall(text)
    for number, codes in wanted.items():
        line = lines[number - 1].rstrip("\r\n")
        end = lines[number - 1][len(line) :]
        start = comments.get(number, len(line))
        lines[number - 1] = line[:start] + _with_codes(line[start:], sorted(codes)) + end
    return mark + "".join(lines).encode(source.encoding)


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
