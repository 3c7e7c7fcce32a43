"""The public functions: what the command line does, for other programs.

They are imported from :mod:`gnnlint` itself, which loads this module on first use. The types that
they return are those of :mod:`gnnlint.finding` and, of the compilers, :mod:`gnnlint.verify`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint import alone, engine
from gnnlint import baseline as baselines
from gnnlint.config import load
from gnnlint.finding import Run
from gnnlint.source import absolute, encode

if TYPE_CHECKING:
    from gnnlint.verify.observation import Observation

FilePath = str | os.PathLike[str]


def check_paths(
    paths: FilePath | Sequence[FilePath] = ".",
    *,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    extend_select: Sequence[str] | None = None,
    target: str | Sequence[str] | None = None,
    torch_version: str | None = None,
    pyg_version: str | None = None,
    baseline: FilePath | None = None,
    jobs: int | None = None,
) -> Run:
    """Check files and folders without running them, as ``gnnlint check`` does.

    What is left out is as pyproject.toml says.

    Args:
        paths: a file or folder, or several.
        select: only these rules: codes, prefixes or names.
        ignore: not these.
        extend_select: these as well.
        target: ``"auto"``, or some of compile, script, fullgraph.
        torch_version: judge by this torch: ``"2.13"``.
        pyg_version: judge by this torch_geometric.
        baseline: the file of known findings.
        jobs: processes.

    Returns:
        The findings and models, with absolute paths. Findings that the baseline holds are apart,
        under ``known``.

    Raises:
        gnnlint.config.ConfigError: pyproject.toml or an option is wrong.
        gnnlint.source.PathError: a path does not exist.
    """
    several = [paths] if isinstance(paths, str | os.PathLike) else paths
    named = [absolute(path) for path in several]
    overrides = {
        "select": select, "ignore": ignore, "extend_select": extend_select, "targets": target,
        "torch_version": torch_version, "pyg_version": pyg_version, "baseline": _text(baseline),
        "jobs": jobs,
    }  # fmt: skip
    around = Path(os.path.commonpath(named)) if named else Path.cwd()
    settings = load(around, overrides, _called)
    return baselines.applied(engine.check(named, settings), settings)


def check_source(
    source: str | bytes,
    filename: FilePath = "stdin.py",
    *,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    extend_select: Sequence[str] | None = None,
    target: str | Sequence[str] | None = None,
    torch_version: str | None = None,
    pyg_version: str | None = None,
    baseline: FilePath | None = None,
    keep: bool = False,
) -> Run:
    """Check the text of one file, saved or not, as ``gnnlint check -`` does.

    Args:
        source: the text; bytes are decoded the way Python does.
        filename: the name it goes by, from which its project and its imports are found. What the
            file holds on disk is not looked at.
        select: as for :func:`check_paths`, like all that follow.
        ignore: …
        extend_select: …
        target: …
        torch_version: …
        pyg_version: …
        baseline: …
        keep: keep what the file imports in memory, for the next file of its project that is
            checked with this. Changed files are read again.

    Raises:
        gnnlint.config.ConfigError: pyproject.toml or an option is wrong.
    """
    path = absolute(filename)
    data = encode(source) if isinstance(source, str) else source
    overrides = {
        "select": select, "ignore": ignore, "extend_select": extend_select, "targets": target,
        "torch_version": torch_version, "pyg_version": pyg_version, "baseline": _text(baseline),
    }  # fmt: skip
    settings = load(path, overrides, _called)
    if keep:
        run = alone.check(path, data, settings)
    else:
        run = engine.check([], settings, stdin=(str(path), data))
    return baselines.applied(run, settings)


def _called(key: str) -> str:
    """What a caller calls a key of pyproject.toml: the argument of that name."""
    return f"`{key.replace('-', '_')}`"


def _text(path: FilePath | None) -> str | None:
    return None if path is None else os.fspath(path)


def verify_model(target: str, *, training: bool = False, time_limit: float = 120.0) -> Observation:
    """Run a model under the real compilers, as ``gnnlint verify`` does; it needs torch.

    Where the file does not say how its model is made and called, that is found out.

    Args:
        target: ``"net.py:Net"``, or ``"net.py"`` for a file with ``model()`` and ``inputs()``, or
            with one model.
        training: in train mode, not in eval mode.
        time_limit: seconds that each mode may take.

    Returns:
        What each mode said, the sites of the breaks, and recompiles; ``error`` says why a model
        could not be made.

    Raises:
        gnnlint.verify.SubjectError: the target names no file or no class of it, or the file holds
            no model, or several.
    """
    from gnnlint.verify import Children, Subject, observe
    from gnnlint.verify.discovery import only_subject

    with Children() as children:
        subject = only_subject(Subject.parse(target), children)
        return observe(subject, training=training, time_limit=time_limit, children=children)
