"""Mutants: classes of the open packages with one change that a user might make to them.

Each is a module beside the one it was made from, in a copy of the package, so that everything else
is found as before.
"""

from __future__ import annotations

import ast
import hashlib
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tests.accuracy.observe import package_folder
from tests.accuracy.packages import Package
from tests.accuracy.recipes import Recipe

Mutation = Callable[[ast.ClassDef, ast.FunctionDef], bool]
"""Changes a class in place; False where it has nothing to change."""

SIZES = frozenset({"size", "dim_size", "batch_size", "num_nodes", "max_num_nodes", "num_segments"})


def plant(packages: Sequence[Package], folder: Path) -> dict[str, list[Recipe]]:
    """Copy the packages below ``folder``, with mutants beside the modules of their recipes.

    The copies are found before the originals from then on.

    Returns:
        The recipes of the mutants by the package's name.
    """
    found: dict[str, list[Recipe]] = {}
    for package in packages:
        copy = folder / package.version / package.name
        if not copy.is_dir():
            shutil.copytree(package_folder(package.name), copy)
        found[package.name] = list(_mutants(package, copy))
        sys.path.insert(0, str(copy.parent.absolute()))
    return found


def _mutants(package: Package, copy: Path) -> Iterator[Recipe]:
    for recipe in package.recipes():
        if recipe.name in re.findall(r"\w+", package.extra):
            continue  # the recipe would take the original, which its definitions import
        parts = recipe.module.split(".")[1:]
        file = copy.joinpath(*parts).with_suffix(".py")
        if not file.is_file():
            continue  # the class comes from a package's __init__
        for name, source in _one_of(file.read_text(encoding="utf-8"), recipe.name):
            beside = file.with_name(f"{file.stem}_{recipe.name.lower()}_{name}.py")
            beside.write_text(source, encoding="utf-8")
            module = f"{recipe.module}_{recipe.name.lower()}_{name}"
            yield replace(recipe, module=module)
            break


def _one_of(source: str, class_name: str) -> Iterator[tuple[str, str]]:
    """The mutated modules, the mutation that the class's name picks first."""
    names = list(MUTATIONS)
    picked = names[hashlib.sha256(class_name.encode()).digest()[1] % len(names)]
    for name in dict.fromkeys((picked, *names)):
        changed = mutated(source, class_name, MUTATIONS[name])
        if changed is not None:
            yield name, changed


def mutated(source: str, class_name: str, mutation: Mutation) -> str | None:
    """The module with the class changed; None where the change does not apply."""
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == class_name:
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name == "forward":
                    return ast.unparse(tree) if mutation(node, part) else None
    return None


def _after_a_call(forward: ast.FunctionDef, template: str) -> bool:
    """Insert a statement about the first variable that ``forward`` sets to a call's result."""
    for block in _blocks(forward):
        for place, statement in enumerate(block):
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                (target, *others) = statement.targets
                if isinstance(target, ast.Name) and not others:
                    block[place + 1 : place + 1] = ast.parse(template.format(name=target.id)).body
                    return True
    return False


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The lists of statements in a function, outermost first."""
    for name in ("body", "orelse"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block:
            yield block
            for statement in block:
                yield from _blocks(statement)


def _print(owner: ast.ClassDef, forward: ast.FunctionDef) -> bool:
    return _after_a_call(forward, "print({name})")


def _mask(owner: ast.ClassDef, forward: ast.FunctionDef) -> bool:
    return _after_a_call(forward, "{name} = {name}[({name} == {name}).flatten(1).all(dim=1)]")


def _test(owner: ast.ClassDef, forward: ast.FunctionDef) -> bool:
    return _after_a_call(forward, "if {name}.isnan().any():\n    {name} = {name}.nan_to_num()")


def _without_size(owner: ast.ClassDef, forward: ast.FunctionDef) -> bool:
    """Leave out the sizes that calls are given."""
    dropped = False
    for node in ast.walk(owner):
        if isinstance(node, ast.Call):
            kept = [it for it in node.keywords if it.arg not in SIZES]
            dropped = dropped or len(kept) < len(node.keywords)
            node.keywords = kept
    return dropped


def _extracted(owner: ast.ClassDef, forward: ast.FunctionDef) -> bool:
    """Let ``forward`` call a helper that does its work."""
    arguments = forward.args
    if arguments.vararg or arguments.kwarg or arguments.posonlyargs:
        return False
    names = [it.arg for it in arguments.args[1:]]
    passed = [*names, *(f"{it.arg}={it.arg}" for it in arguments.kwonlyargs)]
    call = f"return self._forward({', '.join(passed)})"
    helper = ast.FunctionDef(
        name="_forward", args=arguments, body=forward.body, decorator_list=[], returns=None,
        lineno=forward.lineno,
    )  # fmt: skip
    forward.body = list(ast.parse(f"def f():\n    {call}").body[0].body)  # type: ignore[attr-defined]
    owner.body.append(helper)
    return True


MUTATIONS: dict[str, Mutation] = {
    "sizes": _without_size,
    "mask": _mask,
    "test": _test,
    "print": _print,
    "helper": _extracted,
}
"""By name; the first that applies is taken where the class's own pick does not apply."""
