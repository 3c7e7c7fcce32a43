"""Versions that code asks for itself: told as the libraries tell them, where one is surely run."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

import packaging.version
import pytest
import torch

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.versions import TORCH
from tests.trace.tracing import write

HEAD = """\
import importlib.metadata
import packaging.version
import sys
import torch

MAJOR, MINOR = map(int, torch.__version__.split(".")[:2])
WITH_21 = MAJOR >= 2 and MINOR >= 1

class Net(torch.nn.Module):
    def forward(self, x):
"""

OF_TORCH = (
    "int(torch.__version__.split('.')[0]) >= 2",
    "int(torch.__version__.split('.')[1]) < 3",
    "tuple(int(it) for it in torch.__version__.split('.')[:2]) >= (2, 0)",
    "torch.__version__ >= '2.4'",
    "torch.__version__ < '1.9'",
    "torch.__version__ >= (1, 8)",
    "torch.__version__.startswith('1.')",
    "packaging.version.parse(torch.__version__) < packaging.version.parse('1.9.0')",
    "packaging.version.Version(torch.__version__) >= packaging.version.Version('2.0')",
    "packaging.version.parse(torch.__version__).major == 2",
    "packaging.version.parse(torch.__version__).release >= (2, 1)",
    "packaging.version.parse(importlib.metadata.version('torch')).minor < 2",
    "hasattr(torch, 'compile')",
    "hasattr(torch.nn.functional, 'scaled_dot_product_attention')",
    "WITH_21",
    "float(torch.__version__[:3]) >= 1.5",
    "torch.__version__[0] == '1'",
    "packaging.version.parse(torch.__version__.split('+')[0]) >= packaging.version.parse('2.1')",
    "packaging.version.parse(packaging.version.parse(torch.__version__).base_version).major > 1",
    "packaging.version.parse('1.8') > packaging.version.parse(torch.__version__)",
    "packaging.version.parse(torch.__version__).release[:2] < (1, 9)",
    "str(torch.__version__).split('.')[0] == '2'",
)
OF_ALL = (
    "packaging.version.Version('2.0') == packaging.version.Version('2.0.0')",
    "packaging.version.parse('1.10') < packaging.version.parse('1.9')",
    "sys.version_info >= (3, 7)",
    "sys.version_info < (3, 6)",
    "sys.version_info > (3,)",
    "sys.version_info.major == 3",
    "sys.version_info[0] == 2",
    "sys.version_info[:2] < (3, 7)",
    "(3, 6) >= sys.version_info",
    "packaging.version.parse('2.13').release == (2, 13)",
    "packaging.version.parse('2.13').micro == 0",
)


def shown(folder: Path, asked: tuple[str, ...], version: str) -> set[str]:
    """The tests behind which something is seen to break."""
    body = "".join(f"        if {it}:\n            print(1)\n" for it in asked)
    write(folder, {"net.py": f"{HEAD}{body}        return x\n"})
    found = check([folder / "net.py"], Settings(root=folder, torch_version=version)).findings
    first = HEAD.count("\n") + 2
    return {asked[(it.place.line - first) // 2] for it in found}


def test_what_code_asks_is_answered_as_the_libraries_answer(tmp_path: Path) -> None:
    libraries = {"torch": torch, "packaging": packaging, "sys": sys, "importlib": importlib}
    true = {it for it in (*OF_TORCH, *OF_ALL) if eval(it, libraries | {"WITH_21": True})}
    assert shown(tmp_path, (*OF_TORCH, *OF_ALL), TORCH.newest) == true


@pytest.mark.parametrize(
    "question",
    [
        "sys.version_info >= (3, 12)",
        "sys.version_info[:2] == (3, 11)",
        "sys.version_info[1] > 9",
        "sys.version_info >= ('3', 7)",
        "sys.version_info < (3, None)",
        "torch.__version__ == '2.13.0'",
        "torch.__version__ <= '2.13'",
        "torch.__version__ >= '2.13.1'",
        "'+' in torch.__version__",
        "torch.__version__.endswith('cpu')",
        "torch.__version__.startswith('2.13.0+')",
        "packaging.version.parse(torch.__version__).micro > 0",
        "packaging.version.parse(torch.__version__).release[:3] == (2, 13, 0)",
        "torch.__version__ >= torch.__version__",
        "torch.cuda.is_available()",
    ],
)
def test_what_nobody_knows_stays_open(tmp_path: Path, question: str) -> None:
    both = (question, f"not {question}")
    assert shown(tmp_path, both, TORCH.newest) == set(both)


def test_a_project_that_is_judged_by_an_older_torch_may_run_with_a_newer(tmp_path: Path) -> None:
    assert shown(tmp_path, OF_TORCH, "2.6") == set(OF_TORCH)
