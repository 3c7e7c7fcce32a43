"""Who may import whom: the layers, bottom up, held against every import statement."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import gnnlint

PACKAGE = Path(gnnlint.__file__).parent

LAYERS: tuple[tuple[str, ...], ...] = (
    ("frozen",),
    ("premise", "finding"),
    ("lines", "notebook", "remark", "rule_folders", "stamp", "suggestion"),
    ("source",),
    ("broken", "discovery", "suppression"),
    ("versions",),
    # Low, because the catalogue raises the errors of ``config_keys``.
    ("config", "config_keys", "misspelt", "noqa", "standing"),
    ("modules",),
    ("tree",),
    ("library",),
    ("project",),
    ("trace",),
    ("script",),
    ("catalogue", "coded", "condition", "example", "match", "predicate", "rule", "rule_code"),
    ("frames",),
    ("answer", "capture", "excerpt", "fingerprint", "forks", "merging", "surroundings"),
    ("baseline", "cache", "change", "conclusion", "judge", "ratchet"),
    ("alone", "earlier", "judging", "units"),
    ("scope", "session", "work"),
    ("engine",),
    ("fix",),
    ("report",),
    ("verify",),
    ("atlas", "proof"),
    ("api", "cli", "flake8", "pylint", "pytest_plugin", "server", "testing"),
    ("__main__",),
)
"""Each imports from its own and from those above it."""

UNLAYERED = frozenset({"gnnlint"})
"""``gnnlint`` itself holds the version, and hands on the public functions to whoever asks."""

FOR_TYPES_ALONE = frozenset(
    {
        ("report.annotated", "verify.observation"),
        ("report.benchmark", "verify.benchmark"),
        ("report.explanation", "catalogue"),
        ("report.readiness", "verify.observation"),
        ("report.rule_page", "catalogue"),
        ("report.sarif", "catalogue"),
        ("report.verification", "verify.observation"),
    }
)
"""Imports under TYPE_CHECKING that may point upward, or past a fence."""

FENCES = frozenset({("report", "engine"), ("report", "catalogue"), ("verify", "engine")})
"""A layer above another that all the same must not import it: both take a ``Run`` as it is."""

BANNED_NAMES = frozenset(
    {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
)
TORCH = frozenset({"torch", "torch_geometric"})
IN_CHILDREN = frozenset(
    "assertion calling collector construction effects enumeration first_call first_guess "
    "importing introspection line_table loading modes number_arguments operators program scene "
    "scripting server".split()
)
"""Modules of ``verify`` that run in child processes, the only ones that import torch."""


def runs_in_children(module: str) -> bool:
    """Whether it is one of them, or a module of one that is a package."""
    head, _, rest = module.partition(".")
    return head == "verify" and rest.partition(".")[0] in IN_CHILDREN


@dataclass(frozen=True)
class Import:
    """One import: of a module, by a module; both without the leading ``gnnlint.``."""

    importer: str
    imported: str
    line: int
    for_types: bool = False
    lazy: bool = False

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts[1:]
    return ".".join(parts[:-1] if parts[-1:] == ("__init__",) else parts) or "gnnlint"


FILES = {
    module_name(path): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "rules" not in path.relative_to(PACKAGE).parts
}


def imports_of(name: str, path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_bytes())
    yield from _walk(name, tree, for_types=False, lazy=False)


def _walk(name: str, node: ast.AST, *, for_types: bool, lazy: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        for imported in _named(child):
            yield Import(name, imported, child.lineno, for_types, lazy)  # type: ignore[attr-defined]
        typed = for_types or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test))
        inside = lazy or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _walk(name, child, for_types=typed, lazy=inside)


def _named(node: ast.AST) -> Iterator[str]:
    """The modules that a statement (or a call of ``import_module``) imports."""
    if isinstance(node, ast.Import):
        yield from (_own(alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "imports are absolute"
        base = node.module or ""
        for alias in node.names:
            whole = f"{base}.{alias.name}"
            yield _own(whole if _own(whole) in FILES else base)
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
        ("import_module", "__import__")
    ):
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield _own(first.value)
        elif isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.Constant):
            yield _own(str(first.values[0].value).rstrip("."))


def _own(name: str) -> str:
    return name.removeprefix("gnnlint.")


EVERY = [it for name, path in FILES.items() for it in imports_of(name, path)]
OURS = [it for it in EVERY if it.imported in FILES and it.imported not in UNLAYERED]


def layer(module: str) -> int:
    head = module.partition(".")[0]
    return next(index for index, names in enumerate(LAYERS) if head in names)


def test_every_module_has_a_layer() -> None:
    known = {name for names in LAYERS for name in names} | UNLAYERED
    assert {name.partition(".")[0] for name in FILES} <= known


def test_each_imports_only_what_stands_above_it() -> None:
    wrong = [
        str(it)
        for it in OURS
        if it.importer not in UNLAYERED
        and layer(it.imported) > layer(it.importer)
        and not (it.for_types and (it.importer, it.imported) in FOR_TYPES_ALONE)
    ]
    assert not wrong


def test_the_package_itself_imports_nothing() -> None:
    """Importing ``gnnlint`` for its version must cost nothing."""
    own = [it for it in EVERY if it.importer == "gnnlint" and not it.lazy and not it.for_types]
    assert not [str(it) for it in own]


def test_fences() -> None:
    heads = [(it.importer.partition(".")[0], it.imported.partition(".")[0], it) for it in OURS]
    wrong = [
        str(it)
        for importer, imported, it in heads
        if (importer, imported) in FENCES
        and not (it.for_types and (it.importer, it.imported) in FOR_TYPES_ALONE)
    ]
    assert not wrong


def test_exceptions_for_types_are_used() -> None:
    used = {(it.importer, it.imported) for it in OURS if it.for_types}
    assert used >= FOR_TYPES_ALONE, "take what is not needed any more off the list"


def test_only_children_import_torch() -> None:
    wrong = [
        str(it)
        for it in EVERY
        if it.imported.partition(".")[0] in TORCH and not runs_in_children(it.importer)
    ]
    assert not wrong


def test_what_runs_in_children_is_not_imported_by_what_runs_in_the_parent() -> None:
    """The server imports the modes; the parent only starts ``-m gnnlint.verify.server``."""
    wrong = [
        str(it)
        for it in OURS
        if runs_in_children(it.imported)
        and not runs_in_children(it.importer)
        and not it.for_types
        and it.importer != "testing"  # which compiles in the caller's own process
    ]
    assert not wrong


def test_no_module_imports_itself_through_others() -> None:
    graph: dict[str, set[str]] = {name: set() for name in FILES}
    for it in OURS:
        if not it.for_types and not it.lazy:
            graph[it.importer].add(it.imported)
    done: set[str] = set()

    def visit(name: str, chain: tuple[str, ...]) -> None:
        assert name not in chain, " → ".join((*chain, name))
        if name not in done:
            for following in sorted(graph[name]):
                visit(following, (*chain, name))
            done.add(name)

    for name in FILES:
        visit(name, ())


def test_names_say_what_a_module_holds() -> None:
    parts = {part for name in FILES for part in name.split(".")}
    assert not parts & BANNED_NAMES


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_module_has_a_docstring(name: str) -> None:
    assert ast.get_docstring(ast.parse(FILES[name].read_bytes()))


def test_importing_everything_but_the_children_loads_no_torch() -> None:
    names = sorted(it for it in FILES if not runs_in_children(it))
    names = [it for it in names if it not in ("__main__", "gnnlint")]
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module('gnnlint.' + name)\n"
        "print(*sorted({it.partition('.')[0] for it in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not TORCH & set(done.stdout.split())
