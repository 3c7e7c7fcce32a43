"""Where records are kept: a file of JSON lines, one a variation, that outlives a kill."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from gnnlint.atlas.record import Record
from gnnlint.verify.observation import from_json, to_json


class StoreError(Exception):
    """A file of records cannot be read; the message says which line is wrong."""


class Store:
    """The records of a file; safe to append to from several threads."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._records = {it.identity: it for it in _read(file)} if file.is_file() else {}

    def __iter__(self) -> Iterator[Record]:
        return iter(list(self._records.values()))

    def __len__(self) -> int:
        return len(self._records)

    def find(self, record: Record) -> Record | None:
        """What is kept of the same program under the same versions."""
        return self._records.get(record.identity)

    def append(self, record: Record) -> None:
        """Keep a record, at once: whoever is killed next loses nothing."""
        line = json.dumps(to_json(record), ensure_ascii=False) + "\n"
        with self._lock:
            self._records[record.identity] = record
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with open(self.file, "ab") as stream:
                stream.write(line.encode())

    def forget(self, records: Iterable[Record]) -> None:
        """Take records out of the file."""
        with self._lock:
            for record in records:
                self._records.pop(record.identity, None)
            _rewrite(self.file, self)


def merge(files: Iterable[Path], into: Path) -> int:
    """Put the records of several files into one; the later file wins. Returns their number."""
    merged = {it.identity: it for file in files for it in _read(file)}
    _rewrite(into, merged.values())
    return len(merged)


def _rewrite(file: Path, records: Iterable[Record]) -> None:
    """A file of these records, which takes the place of the old one when it is whole."""
    lines = [json.dumps(to_json(it), ensure_ascii=False) + "\n" for it in records]
    partial = file.with_name(file.name + ".partial")
    partial.write_text("".join(lines), encoding="utf-8")
    os.replace(partial, file)


def _read(file: Path) -> Iterator[Record]:
    """The records of a file; a last line that a kill cut off is taken out of the file."""
    data = file.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        os.truncate(file, len(whole))
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            yield from_json(Record, json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            raise StoreError(f"{file}:{number} is no record of the atlas: {error}") from None
