"""The main job on real models: `make demo`.

Checks the five example models without running them, puts them before the real compilers, then
checks the whole of the installed torch_geometric and prints which of its models are ready.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = Path("docs", "examples")


def main() -> int:
    """Run the three steps; the exit status is 1 when one of them could not do its work."""
    package = find_spec("torch_geometric")
    if package is None or package.origin is None:
        print("the demo needs torch_geometric: `make demo` installs it", file=sys.stderr)
        return 1
    library = Path(package.origin).parent
    steps = (
        ("The five example models, read and not run", ("check", str(EXAMPLES))),
        ("The same models under the real compilers", ("report", str(EXAMPLES), "--verify")),
        (
            "All of the installed torch_geometric: which of its modules are ready",
            ("report", library.name, "--torch-version", "2.13", "--pyg-version", "2.8"),
        ),
    )
    folders = (ROOT, ROOT, library.parent)
    pairs = zip(steps, folders, strict=True)
    codes = [step(title, words, folder) for (title, words), folder in pairs]
    return max((code for code in codes if code > 1), default=0)  # 1 says: there are findings


def step(title: str, words: Sequence[str], folder: Path) -> int:
    """Run one gnnlint command in ``folder``, with its time; the command's exit status."""
    print(f"\n=== {title}\n$ gnnlint {' '.join(words)}\n", flush=True)
    start = time.perf_counter()
    environment = {**os.environ, "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}
    command = [sys.executable, "-m", "gnnlint", *words]
    code = subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    print(f"\n({time.perf_counter() - start:.1f} s)", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
