"""The part of a file that defines things, run; with stand-ins for what it computes otherwise.

Runs in a child process.
"""

from __future__ import annotations
import __future__

import argparse
import ast
import builtins
import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from gnnlint.verify.arguments import arguments, definitions_for
from gnnlint.verify.guessing import DATA, SETTINGS, for_init
from gnnlint.verify.importing import load, module_name, put_first
from gnnlint.verify.recipe import SIZES, wide
from gnnlint.verify.signature import Parameter
from gnnlint.verify.slicing import DEFAULTS, parsers_in, slice_of
from gnnlint.verify.stand_in import (
    MissingPart,
    StandIn,
    defaults_of,
    is_plain,
    unavailable,
    written,
)
from gnnlint.verify.subject import Subject, SubjectError

_MOST_NAMES = 40  # stand-ins that one statement may ask for


class Loaded:
    """A file whose classes can be made: as a module, or as what its defining part makes."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.path = subject.path.absolute()
        self.assumptions: list[str] = []
        self.troubles: dict[str, str] = {}  # a name → why it could not be defined
        try:
            self.tree = ast.parse(self.path.read_bytes())
        except (SyntaxError, ValueError) as error:
            raise SubjectError(f"{subject.path} is no Python that can be parsed: {error}") from None
        self.slice = slice_of(self.tree)
        self._stand_ins: dict[str, StandIn] = {}
        sys.argv = [str(self.path)]
        self.module = self._imported() or self._run()
        self._settings: dict[str, Any] | None = None

    def assume(self, words: str) -> None:
        """Take down what the model rests on."""
        if words not in self.assumptions:
            self.assumptions.append(words)

    def evaluate(self, expression: str, own: bool = False, **sizes: int) -> Any:
        """The value of an expression; ``own``: the names of the file come first."""
        return eval(expression, {**self._scope(expression, own, sizes), **sizes})

    def run(self, program: str, **sizes: int) -> None:
        """Run statements; the names of the file come first."""
        exec(program, {**self._scope(program, True, sizes), **sizes})

    def _scope(self, program: str, own: bool, sizes: Mapping[str, int]) -> dict[str, Any]:
        """The names of the file, those of the tables and stand-ins that a program uses."""
        tables: dict[str, Any] = {
            "torch": torch, "Tensor": torch.Tensor,
            "stand_in": self.stand_in, "settings": self.settings,
        }  # fmt: skip
        for definition in definitions_for([program]):
            exec(definition, tables)
        names = vars(self.module)
        for name in _names_in(program) - {*names, *tables, *sizes, *vars(builtins)}:
            stand_in = self.stand_in(name)
            if stand_in is not None:
                names[name] = stand_in
        return {**tables, **names} if own else {**names, **tables}

    def find(self, name: str) -> Any:
        """A class of the file, by its name; of a nested one with the outer's."""
        found: Any = self.module
        for part in name.split("."):
            if found is self.module and part in self.troubles and not hasattr(found, part):
                raise MissingPart(self.troubles[part])
            found = getattr(found, part, None)
        if found is None:
            raise MissingPart(f"the class {name}")
        return found

    def stand_in(self, name: str) -> StandIn | None:
        """What stands in for an object of this name, always the same; None: nothing is known."""
        if name not in self._stand_ins and (made := self._made_stand_in(name)) is not None:
            self._stand_ins[name] = made
        return self._stand_ins.get(name)

    def settings(self, name: str) -> StandIn:
        """What stands in for an object of settings, always the same, whatever it is called."""
        if name not in self._stand_ins:
            known, origin = self._known_settings()
            self._stand_ins[name] = StandIn(name, known, origin, self._guess, self.assume)
        return self._stand_ins[name]

    def plain(self, expression: str) -> str:
        """An expression that needs nothing of the file, where its value can be written down."""
        n, e, g = SIZES[0]
        try:
            value = self.evaluate(expression, own=True, n=n, e=e, g=g)
        except Exception:
            return expression
        if isinstance(value, StandIn):
            return written(value)
        return repr(value) if is_plain(value) else expression

    def _made_stand_in(self, name: str) -> StandIn | None:
        if SETTINGS.search(name):
            return self.settings(name)
        if DATA.search(name):
            return StandIn(name, {}, "", self._guess, self.assume)
        return None

    # -- running the file ----------------------------------------------------------------------

    def _imported(self) -> ModuleType | None:
        """The module, where importing it only defines things or is what its package does anyway."""
        name = module_name(self.path)
        if self.slice.lines and ("." not in name or _works(self.tree)):
            return None
        try:
            return load(self.path)
        except ImportError:
            return None  # of what only some of its classes need, perhaps
        except (Exception, SystemExit) as error:
            self.assume(f"run without its module-level code, which raises {error!r:.80}")
            return None

    def _run(self) -> ModuleType:
        folder = put_first(self.path)
        name = module_name(self.path)
        module = ModuleType(name)
        module.__file__ = str(self.path)
        module.__package__ = name.rpartition(".")[0]
        module.__dict__[DEFAULTS] = self._defaults
        if "." in name:
            try:
                importlib.import_module(module.__package__)
            except Exception as error:
                self.assume(f"without its package, which raises {error!r:.80}")
        sys.modules[name] = module
        assert str(folder) in sys.path
        # A package is imported as a whole by whoever uses it: nothing of it is to be feared.
        whole = "." in name and not _works(self.tree)
        for statement in self.tree.body if whole else self.slice.statements:
            self._run_statement(module, statement)
        if whole:
            return module
        for gone in self.slice.left_out:
            if gone in vars(module):  # bound before by what is something else now
                delattr(module, gone)
        self._fill_in(module)
        if self.slice.lines:
            lines = _ranges(self.slice.lines)
            self.assume(f"the file without what it does at {lines}")
        return module

    def _run_statement(self, module: ModuleType, statement: ast.stmt) -> None:
        tree = ast.Module([statement], [])
        for _ in range(_MOST_NAMES):
            try:
                code = compile(tree, str(self.path), "exec", self._flags(), dont_inherit=True)
                exec(code, module.__dict__)
            except NameError as error:
                if error.name is not None and self._bind(module, error.name):
                    continue
                self._take_trouble(module, statement, error)
            except (Exception, SystemExit) as error:
                self._take_trouble(module, statement, error)
            return

    def _flags(self) -> int:
        postponed = any(
            isinstance(it, ast.ImportFrom) and it.module == "__future__" for it in self.tree.body
        )
        return __future__.annotations.compiler_flag if postponed else 0

    def _take_trouble(self, module: ModuleType, node: ast.stmt, error: BaseException) -> None:
        """Note what a statement could not define; an import is stood in for."""
        why = f"{type(error).__name__} in line {node.lineno}: {_first_line(error)}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            missing = getattr(error, "name", None) if isinstance(error, ImportError) else None
            why = f"the package {missing}, which is not installed" if isinstance(
                error, ModuleNotFoundError) and missing else why  # fmt: skip
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                vars(module).setdefault(bound, unavailable(why))
                self.troubles[bound] = why
            return
        if isinstance(error, MissingPart):
            why = str(error)
        for name in _bound(node):
            self.troubles[name] = why

    # -- what the file computes otherwise -------------------------------------------------------

    def _fill_in(self, module: ModuleType) -> None:
        """Stand-ins for the names that functions use and a statement left out binds."""
        used = {
            it.id
            for statement in self.slice.statements
            for it in ast.walk(statement)
            if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Load)
        }
        for name in sorted(used & set(self.slice.left_out)):
            if name not in vars(module) and not hasattr(builtins, name):
                self._bind(module, name)

    def _bind(self, module: ModuleType, name: str) -> bool:
        if name in vars(module):
            return False
        stand_in = self.stand_in(name)
        if stand_in is not None:
            setattr(module, name, stand_in)
            return True
        guessed = self._guess("", name) if name in self.slice.left_out else None
        if guessed is None:
            return False
        value, words = guessed
        self.assume(f"{name}={words} (by its name; line {self.slice.left_out[name]} computes it)")
        setattr(module, name, value)
        return True

    def _guess(self, owner: str, attribute: str) -> tuple[Any, str] | None:
        """The value that a name tells of, with its expression.

        It draws no random numbers of the model's: the next model asks for it no more, and would
        have other weights.
        """
        with torch.random.fork_rng(devices=()):
            return self._guessed(owner, attribute)

    def _guessed(self, owner: str, attribute: str) -> tuple[Any, str] | None:
        if DATA.search(owner.partition("[")[0]) or owner.endswith("]"):
            told = arguments().call.get(attribute)
            if isinstance(told, str) and ("torch." in told or told in ("n", "e")):
                n, e, g = SIZES[0]
                return self.evaluate(told, n=n, e=e, g=g), told
        if attribute == "metadata":
            metadata = self.evaluate("METADATA")
            return (lambda: metadata), "lambda: METADATA"
        nested = self.stand_in(attribute)
        if nested is not None and owner:
            return nested, attribute
        channels = self.subject.recipe.channels if self.subject.recipe else 0
        for guessed in for_init(Parameter(attribute)):
            expression = wide(guessed, channels)
            try:
                value = self.evaluate(expression)
            except Exception:
                continue
            if isinstance(value, torch.nn.Module) and SETTINGS.search(owner.partition(".")[0]):
                full = f"{owner}.{attribute}"  # settings hold those of a part, not the part
                return StandIn(full, {}, "", self._guess, self.assume), full
            return value, expression
        return None

    def _defaults(self, parser: argparse.ArgumentParser, line: int) -> StandIn:
        origin = f"default of the command line in line {line}"
        return StandIn("args", defaults_of(parser), origin, self._guess, self.assume)

    def _known_settings(self) -> tuple[dict[str, Any], str]:
        """What the file says of settings: the defaults of its command line, else its YAML file."""
        if self._settings is None:
            self._settings = self._parsed_options()
        if self._settings:
            return self._settings, "default of the command line"
        return _yaml_settings(self.tree, self.path)

    def _parsed_options(self) -> dict[str, Any]:
        scope = {**vars(self.module), "argparse": argparse}
        for statement in parsers_in(self.tree):
            try:
                exec(compile(ast.Module([statement], []), str(self.path), "exec"), scope)
            except Exception:
                continue
        found: dict[str, Any] = {}
        for value in scope.values():
            if isinstance(value, argparse.ArgumentParser):
                found |= defaults_of(value)
        return found


def _yaml_settings(tree: ast.AST, path: Path) -> tuple[dict[str, Any], str]:
    """What a YAML file says that the program names."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if not node.value.endswith((".yaml", ".yml")):
            continue
        for folder in (path.parent, *path.parent.parents[:2]):
            file = folder / node.value
            if file.is_file():
                try:
                    text = file.read_text(encoding="utf-8")
                    told = importlib.import_module("yaml").safe_load(text)
                except Exception:
                    continue
                if isinstance(told, dict):
                    return told, node.value
    return {}, ""


def _works(tree: ast.Module) -> bool:
    """Whether importing a file does something that looks like work."""
    return any(isinstance(it, ast.For | ast.While | ast.With) for it in tree.body)


def _names_in(program: str) -> set[str]:
    tree = ast.parse(program)
    bound = {it.id for it in ast.walk(tree) if isinstance(it, ast.Name)
             and isinstance(it.ctx, ast.Store)}  # fmt: skip
    bound |= {alias.asname or alias.name.partition(".")[0] for it in ast.walk(tree)
              if isinstance(it, ast.Import | ast.ImportFrom) for alias in it.names}  # fmt: skip
    return {it.id for it in ast.walk(tree) if isinstance(it, ast.Name)} - bound


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    return [it.id for it in ast.walk(node) if isinstance(it, ast.Name)
            and isinstance(it.ctx, ast.Store)]  # fmt: skip


def _ranges(lines: tuple[int, ...]) -> str:
    ordered = sorted(set(lines))
    shown = ", ".join(str(it) for it in ordered[:8])
    more = f" and {len(ordered) - 8} more" if len(ordered) > 8 else ""
    return f"line{'s' if len(ordered) > 1 else ''} {shown}{more}"
