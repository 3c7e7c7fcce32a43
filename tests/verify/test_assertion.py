"""``gnnlint.testing``: a model in a test's hands."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

PROGRAM = """
    import logging
    import sys
    import gnnlint.testing
    from gnnlint.testing import assert_compiles

    assert "torch" not in sys.modules
    import torch


    class Clean(torch.nn.Module):
        def forward(self, x, scale=1):
            return x.relu() * scale


    class Breaking(torch.nn.Module):
        def forward(self, x):
            for _ in range(2):
                x = x + 1
            return x * x.sum().item()


    class Twice(torch.nn.Module):  # two kinds of breaks in a line, which is one place to mend
        def forward(self, x):
            return x[x > 0] * x.sum().item()


    class Growing(torch.nn.Module):
        def forward(self, x, n):
            return x * 3 if n > 5 else x + 1


    class Seen(logging.Handler):  # as pytest puts one on each logger that does not propagate
        records = []

        def emit(self, record):
            self.records.append(record)


    seen = Seen()
    logging.getLogger("torch.__trace").addHandler(seen)
    x = torch.ones(4)
    assert_compiles(Clean(), (x,))
    assert not seen.records and seen in logging.getLogger("torch.__trace").handlers
    assert_compiles(Clean(), [{"x": x, "scale": 2.0}, (x,)], recompiles=0)
    assert_compiles(Breaking(), x, graph_breaks=1)
    assert_compiles(Twice(), x, graph_breaks=1)
    for _ in range(2):  # what was compiled before is forgotten
        try:
            assert_compiles(Breaking(), (x,))
        except AssertionError as error:
            assert error.__traceback__.tb_next.tb_frame.f_locals["__tracebackhide__"]
            print(error)
    try:
        assert_compiles(Growing(), [(x, 1), (x, 2), (x, 9), (x, 123)], graph_breaks=9, recompiles=0)
    except AssertionError as error:
        print(error)
"""


def test_assert_compiles(tmp_path: Path) -> None:
    file = tmp_path / "test_net.py"
    file.write_text(textwrap.dedent(PROGRAM).lstrip())
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, str(file)],
        env={**os.environ, "PYTHONPATH": root, "OMP_NUM_THREADS": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = "  test_net.py:19 in Breaking.forward: Unsupported Tensor.item() call"
    assert done.stdout.count("1 graph break, 0 allowed:") == 2
    assert done.stdout.count(told) == 2 and "capture_scalar_outputs" in done.stdout
    assert "1 frame compiled again, 0 allowed:\n  call 3: " in done.stdout
