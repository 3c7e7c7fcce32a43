"""``gnnlint server``: the language server on standard input and output."""

from __future__ import annotations

import argparse
import importlib.util

from gnnlint.cli.main import OK, UsageError


def run(arguments: argparse.Namespace) -> int:
    """Serve one client until it goes."""
    if importlib.util.find_spec("pygls") is None:
        raise UsageError("the language server needs pygls: pip install 'gnnlint[lsp]'")
    from gnnlint.server.features import serve

    serve()
    return OK
