"""What ``torch.jit.script`` says of models: asked once, each in a process of its own, and kept.

One file of JSON lines, each under the source of what was asked and the versions it was asked with:
after a change of gnnlint alone nothing is asked again.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gnnlint.verify import Children, Subject
from gnnlint.verify.children import Reply, Request
from tests.accuracy.observe import absolute, relative, versions

#: Raised where what is kept of a model changes.
SCHEMA = 1
TIME_LIMIT = 60.0  # seconds a model


@dataclass(frozen=True)
class Asked:
    """A model put to the compiler: its name in reports, its files, and what its answer rests on."""

    name: str
    subject: Subject
    root: str  # answers are kept without it
    source: str
    stamp: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=versions)

    @property
    def key(self) -> str:
        """Under which the answer is kept."""
        told = json.dumps([SCHEMA, self.source, dict(self.environment), *self.stamp])
        return hashlib.sha256(told.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Said:
    """The answer: whether the model scripts, else the first error and the user's line it names."""

    scripts: bool
    message: str = ""
    path: str | None = None
    line: int | None = None
    trouble: str | None = None  # why there is no answer

    @property
    def kind(self) -> str:
        """The message without what differs from model to model."""
        return self.message.strip().partition("\n")[0]


class Answers:
    """The answers of a file, and the compiler for those it lacks."""

    def __init__(self, file: Path, *, fresh: bool = False) -> None:
        self._file = file
        self._kept = _read(file) if file.is_file() and not fresh else {}
        if fresh:
            file.unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)

    def of(self, asked: Asked) -> Said | None:
        """What is kept; None where it has not been asked."""
        data = self._kept.get(asked.key)
        return Said(**absolute(data, asked.root)) if data is not None else None

    def ask(self, models: Sequence[Asked], *, jobs: int = 1) -> None:
        """Ask what is not kept; shows its progress on standard error."""
        missing = [it for it in models if it.key not in self._kept]
        if not missing:
            return
        with Children() as children, ThreadPoolExecutor(jobs) as pool:
            told = pool.map(lambda it: _said(it, children), missing)
            for number, (asked, said) in enumerate(zip(missing, told, strict=True), start=1):
                self._keep(asked, said)
                if number % 50 == 0 or number == len(missing):
                    print(f"{number}/{len(missing)} scripted", file=sys.stderr, flush=True)

    def _keep(self, asked: Asked, said: Said) -> None:
        data = relative(asdict(said), asked.root)
        self._kept[asked.key] = data
        with open(self._file, "a", encoding="utf-8") as stream:
            stream.write(json.dumps({"key": asked.key, "name": asked.name, "said": data}) + "\n")


def _read(file: Path) -> dict[str, Any]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return {it["key"]: it["said"] for it in map(json.loads, lines)}


def _said(asked: Asked, children: Children) -> Said:
    subject = asked.subject
    request = Request(
        "script",
        str(subject.path),
        subject.class_name,
        str(subject.example_path) if subject.example_path else None,
        str(subject.root) if subject.root else None,
        time_limit=TIME_LIMIT,
    )
    return _of_reply(children.call(request))


def _of_reply(reply: Reply) -> Said:
    answer = reply.answer or {}
    mode = answer.get("mode")
    if mode is None:
        return Said(False, trouble=reply.trouble or str(answer.get("error", "no answer")))
    if mode["status"] == "ok":
        return Said(True)
    error = answer["error"]
    return Said(False, error["message"], error["path"], error["line"])
