"""What is seen of breaks where torch tells of few: before 2.6."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

PROGRAM = """
    import logging
    import traceback

    from gnnlint.verify import collector
    from gnnlint.verify.breaks import fold
    from gnnlint.verify.subject import Project

    with collector.collecting() as whole:
        pass
    assert whole.is_whole and whole.note is None

    collector._tells_of_breaks = lambda: False
    log = logging.getLogger("torch._dynamo.symbolic_convert.__graph_breaks")

    class Unsupported(RuntimeError):
        real_stack = [traceback.FrameSummary("/libs/pool.py", 7, "pool")]

    def tell():  # as break_graph_if_unsupported of torch 2.4 does
        try:
            raise Unsupported("Tensor.item")
        except Unsupported:
            log.debug("Graph break: from user code at: ...", exc_info=True)

    # What calls it is the convert_frame.py of an installed torch.
    dynamo = compile("tell()", "/libs/_dynamo/convert_frame.py", "exec")

    def forward():
        exec(dynamo)

    with collector.collecting() as few:
        forward()
        log.debug("without an exception")
    (seen,) = few.breaks
    assert [step.symbol for step in seen.frames[-2:]] == ["forward", "pool"], seen.frames
    (site,) = fold(few.breaks, Project(PROJECT), "default", None)
    assert (site.symbol, site.leaves[0].path) == ("forward", "/libs/pool.py")
    assert site.reason == "Tensor.item"
    assert few.note.startswith("count may be low: torch 2.")
"""


def test_the_log_of_graph_breaks_stands_in_for_the_trace(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    text = textwrap.dedent(PROGRAM).replace("PROJECT", repr(tmp_path.as_posix()))
    program.write_text(text)
    ended = subprocess.run([sys.executable, str(program)], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
