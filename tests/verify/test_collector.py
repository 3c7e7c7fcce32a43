"""What the collector lets torch write down while it compiles."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytest.importorskip("torch")

PROGRAM = """
    import logging

    import torch

    from gnnlint.verify.collector import collecting

    def step(x):
        print(x)
        return x.relu()

    compiled = torch.compile(step, backend="eager")
    with collecting() as collector:
        names = []
        listener = logging.Handler()
        listener.emit = lambda record: names.extend(record.metadata)
        logging.getLogger("torch.__trace").addHandler(listener)
        for rows in (2, 3, 4):
            compiled(torch.ones(rows, 2))
    assert len(collector.traced) == len(collector.hooked) >= 1
    assert collector.compiles >= 3 and collector.recompile_reasons
    for name in set(names):
        print("wrote", name)
"""
ABOUT_ALL = {"has_payload", "frame_id", "frame_compile_id", "attempt", "stack"}
NUMBERED = {"str"}
"""Texts that other records name by a number."""


def names_written(tmp_path: Path, **environment: str) -> set[str]:
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(PROGRAM))
    ended = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    assert ended.returncode == 0, ended.stderr
    lines = (it.split() for it in ended.stdout.splitlines())
    return {it[1] for it in lines if it[:1] == ["wrote"]} - ABOUT_ALL - NUMBERED


def test_torch_writes_down_only_what_is_read(tmp_path: Path) -> None:
    assert names_written(tmp_path) == {"artifact", "compilation_metrics"}


def test_a_trace_that_was_asked_for_is_whole(tmp_path: Path) -> None:
    written = names_written(tmp_path, TORCH_TRACE=str(tmp_path / "trace"))
    assert {"artifact", "compilation_metrics", "dynamo_output_graph"} <= written
    assert list((tmp_path / "trace").iterdir())
