"""Command lines: an option is its default, one of its choices, or left open under its name."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from gnnlint.config import Settings
from gnnlint.engine import check
from tests.trace.tracing import write

NET = """\
import argparse
import torch
from torch import nn
from torch_geometric import nn as layers
from torch_geometric.nn import GCNConv, SAGEConv

CONVS = {"gcn": GCNConv, "sage": SAGEConv}

def build(name):
    if name == "gcn":
        return GCNConv(8, 8)
    elif name == "sage":
        return SAGEConv(8, 8)
    raise ValueError(name)

class Net(nn.Module):
    def __init__(self, conv):
        super().__init__()
        self.conv = conv

    def forward(self, x, edge_index):
        return self.conv(x, edge_index)  # CONV

class Plain(nn.Module):
    def __init__(self, pool=None, loud=False):
        super().__init__()
        self.pool, self.loud = pool, loud

    def forward(self, x):
        if self.pool is not None:
            x = x + 1
        if self.pool == "first":
            print(x)  # POOL
        if self.loud:
            print(x)  # LOUD
        return x
"""


def told(folder: Path, options: str, made: str) -> dict[str, str | None]:
    """The condition of each mark, where a program declares ``options`` and makes ``made``."""
    program = (
        NET
        + "\nparser = argparse.ArgumentParser()\n"
        + textwrap.dedent(options)
        + "\nargs = parser.parse_args()\n"
        + f"model = {made}\n"
    )
    write(folder, {"net.py": program})
    found = check([folder], Settings(root=folder))
    lines = found.sources.get((folder / "net.py").as_posix(), ())
    return {lines[it.place.line - 1].partition("# ")[2]: it.condition for it in found.findings}


GCN_BY_DEFAULT = "when `args.conv == 'gcn'` (the default)"


@pytest.mark.parametrize(
    ("option", "made", "condition"),
    [
        pytest.param(
            "'--conv', choices=['gcn', 'sage'], default='gcn'",
            "Net(build(args.conv))",
            GCN_BY_DEFAULT,
            id="choices",
        ),
        pytest.param(
            "'-c', '--conv', choices=list(CONVS), default='sage'",
            "Net(CONVS[args.conv](8, 8))",
            "when `args.conv == 'gcn'`",
            id="a table",
        ),
        pytest.param(
            "'--conv', choices=('gcn', 'sage')",
            "Net(build(args.conv if args.conv else 'gcn'))",
            "when `args.conv != 'sage'` (the default)",
            id="a ternary",
        ),
        pytest.param(
            "'--conv', type=str, default='gcn'",
            "Net(build(args.conv))",
            GCN_BY_DEFAULT,
            id="a default alone",
        ),
        pytest.param(
            "'--conv', default='GCNConv'",
            "Net(getattr(layers, args.conv)(8, 8))",
            "when `args.conv == 'GCNConv'` (the default)",
            id="a name of the library",
        ),
        pytest.param(
            "'conv', choices=['gcn', 'sage']",
            "Net(build(args.conv))",
            "when `args.conv == 'gcn'`",
            id="no default where one must be given",
        ),
        pytest.param(
            "'--layer', dest='conv', choices=['gcn'], default='gcn'",
            "Net(build(args.conv))",
            None,
            id="no choice at all",
        ),
    ],
)
def test_what_an_option_decides(
    tmp_path: Path, option: str, made: str, condition: str | None
) -> None:
    assert told(tmp_path, f"parser.add_argument({option})", made)["CONV"] == condition


@pytest.mark.parametrize(
    ("options", "made", "expected"),
    [
        (
            "parser.add_argument('--pool')\nparser.add_argument('--loud', action='store_true')",
            "Plain(args.pool, loud=args.loud)",
            {"POOL": "when `args.pool == 'first'`", "LOUD": "when `args.loud`"},
        ),
        (
            "group = parser.add_argument_group('more')\n"
            "group.add_argument('--no-loud', dest='loud', action='store_false')\n"
            "group.add_argument('--pool', default='first')\n",
            "Plain(**vars(args))",
            {
                "POOL": "when `args.pool == 'first'` (the default)",
                "LOUD": "when `args.loud` (the default)",
            },
        ),
        (
            "parser.add_argument('--pool', default='none', choices=['none', 'mean'])\n",
            "Plain(args.pool, args.missing)",
            {"LOUD": "when `args.missing`"},
        ),
        (
            "parser.add_argument('--pool', default='none', choices=['none', 'mean'])\n"
            "parser.set_defaults(pool='first')\n",
            "Plain(args.pool)",
            {"POOL": "when `args.pool == 'first'`"},
        ),
    ],
)
def test_switches_and_groups(
    tmp_path: Path, options: str, made: str, expected: dict[str, str]
) -> None:
    """What the program does not decide, its class leaves open."""
    assert expected.items() <= told(tmp_path, options, made).items()


def test_options_are_called_what_the_program_calls_them(tmp_path: Path) -> None:
    options = "parser.add_argument('--loud', action='store_true')\nopt = parser.parse_args()"
    assert told(tmp_path, options, "Plain('none', opt.loud)")["LOUD"] == "when `opt.loud`"


def test_what_is_none_equals_no_text(tmp_path: Path) -> None:
    """Otherwise the model would seem to reach the print on a way that nobody knows."""
    assert told(tmp_path, "", "Plain(None, False)")["POOL"] == "when `self.pool == 'first'`"
