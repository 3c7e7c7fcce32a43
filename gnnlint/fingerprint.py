"""Fingerprints: what makes a finding the same one after its line has moved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gnnlint.finding import Finding


def with_fingerprints(
    findings: Sequence[Finding], lines: Mapping[str, Sequence[str]], root: Path
) -> tuple[Finding, ...]:
    """The findings with their fingerprints: path from the root, code, symbol, normalised line.

    Equal ones are told apart by their order in the file.
    """
    seen: dict[str, int] = {}
    done: list[Finding] = []
    for it in findings:
        text = lines.get(it.place.path, ())
        line = text[it.place.line - 1] if 0 < it.place.line <= len(text) else ""
        parts = (relative(it.place.path, root), it.code, it.symbol, " ".join(line.split()))
        stem = "\0".join(parts)
        ordinal = seen[stem] = seen.get(stem, 0) + 1
        digest = hashlib.blake2b(f"{stem}\0{ordinal}".encode(), digest_size=8).hexdigest()
        done.append(replace(it, fingerprint=digest))
    return tuple(done)


def relative(path: str, root: Path) -> str:
    """``path`` from the project root with forward slashes; as it is, where it lies outside."""
    try:
        return Path(path).relative_to(root).as_posix()
    except ValueError:
        return path
