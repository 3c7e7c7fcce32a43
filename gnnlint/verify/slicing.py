"""The part of a file that only defines things.

Most scripts download data and train at module level: to have their classes, a file is not imported
but this part of it is run. Nothing here runs anything or imports torch.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

#: Stands in the part that is run where the file parses its command line.
DEFAULTS = "__gnnlint_defaults__"

_QUIET_MODULES = frozenset(
    "abc argparse collections copy dataclasses enum functools inspect itertools logging math "
    "numbers numpy operator os pathlib re string sys torch torch_geometric typing "
    "typing_extensions warnings".split()
)
# Of those modules, what reads or writes files, takes long, or ends the program.
_LOUD = (
    "numpy.load", "numpy.genfromtxt", "numpy.fromfile", "numpy.save", "os.exec", "os.fork",
    "os.kill", "os.make", "os.mkdir", "os.popen", "os.remove", "os.rename", "os.rmdir", "os.spawn",
    "os.system", "os.unlink", "os._exit", "sys.exit", "torch.compile", "torch.distributed",
    "torch.hub", "torch.jit", "torch.load", "torch.multiprocessing", "torch.save",
    "torch.utils.data", "torch_geometric.data", "torch_geometric.datasets",
    "torch_geometric.loader", "torch_geometric.explain",
)  # fmt: skip
_QUIET_BUILTINS = frozenset(
    "abs bool dict divmod enumerate filter float frozenset getattr hasattr int isinstance "
    "issubclass iter len list map max min next object pow property range repr reversed round set "
    "slice sorted str sum tuple type zip".split()
)
_PARSER_CALLS = ("add_argument", "add_argument_group", "add_mutually_exclusive_group",
                 "set_defaults")  # fmt: skip
_PARSING = {"parse_args": "{}", "parse_known_args": "({}, [])"}


@dataclass(frozen=True)
class Slice:
    """The statements of a file that define things, and what it lacks without the others."""

    statements: tuple[ast.stmt, ...]
    left_out: dict[str, int] = field(default_factory=dict)  # a name → the line that computes it
    lines: tuple[int, ...] = ()  # of the statements left out

    @property
    def loops(self) -> bool:
        """Whether something that looks like work was left out, not only a setting."""
        return bool(self.lines)


def slice_of(tree: ast.Module) -> Slice:
    """The defining part of a module."""
    slicer = _Slicer()
    statements = list(slicer.kept(tree.body))
    return Slice(tuple(statements), slicer.left_out, tuple(slicer.lines))


def parsers_in(tree: ast.AST) -> list[ast.stmt]:
    """The statements that set up a command line inside the functions of a module, in order."""
    found: list[ast.stmt] = []
    imports = [it for it in ast.walk(tree) if isinstance(it, ast.Import | ast.ImportFrom)]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            slicer = _Slicer(parsers_only=True)
            list(slicer.kept(imports))
            found += slicer.kept(node.body)
    return found


def is_quiet(node: ast.expr, names: Iterable[str]) -> bool:
    """Whether an expression neither takes long nor changes anything, where ``names`` are bound."""
    slicer = _Slicer()
    slicer.local = set(names)
    return slicer._is_quiet(node)


class _Slicer:
    """Goes through statements in order, and knows which names are bound by what is kept."""

    def __init__(self, parsers_only: bool = False) -> None:
        self.left_out: dict[str, int] = {}
        self.lines: list[int] = []
        self.modules: dict[str, str] = {}
        self.local: set[str] = set()
        self.plain_classes: set[str] = set()  # whose constructor only fills in fields
        self.parsers: set[str] = set()
        self.parsers_only = parsers_only

    def kept(self, statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
        """The statements that are kept, those inside blocks too."""
        for statement in statements:
            yield from self._kept(statement)

    def _kept(self, node: ast.stmt) -> Iterator[ast.stmt]:
        if isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node)
            yield node
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if not self.parsers_only:
                self._define(node)
                yield node
        elif isinstance(node, ast.If):
            yield from self._branch(node)
        elif isinstance(node, ast.Try):
            yield from self._attempt(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            yield from self._assign(node)
        elif isinstance(node, ast.Expr) and self._sets_up(node.value):
            yield node
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            self._leave_out(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            home = alias.name if alias.asname else name
            if isinstance(node, ast.ImportFrom):
                home = f"{'.' * node.level}{node.module or ''}.{alias.name}"
            self._bind(name)
            self.modules[name] = home

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self._bind(node.name)
        if isinstance(node, ast.ClassDef):
            marks = [ast.unparse(it) for it in (*node.decorator_list, *node.bases)]
            if any("dataclass" in it or it.endswith(("NamedTuple", "Enum")) for it in marks):
                self.plain_classes.add(node.name)

    def _bind(self, name: str) -> None:
        self.local.add(name)
        self.modules.pop(name, None)
        self.left_out.pop(name, None)

    def _branch(self, node: ast.If) -> Iterator[ast.stmt]:
        if _is_main(node.test):  # what is only defined when run is what its functions use
            yield from self.kept(node.body)
        elif self._is_quiet(node.test):
            body, other = list(self.kept(node.body)), list(self.kept(node.orelse))
            if body or other:
                kept = ast.If(test=node.test, body=body or [ast.Pass()], orelse=other)
                yield ast.fix_missing_locations(ast.copy_location(kept, node))
        else:
            self._leave_out(node)

    def _attempt(self, node: ast.Try) -> Iterator[ast.stmt]:
        body = list(self.kept(node.body))
        handlers = [
            ast.copy_location(
                ast.ExceptHandler(it.type, it.name, list(self.kept(it.body)) or [ast.Pass()]), it
            )
            for it in node.handlers
        ]
        other, final = list(self.kept(node.orelse)), list(self.kept(node.finalbody))
        if not body:
            return
        kept = ast.Try(body=body, handlers=handlers, orelse=other, finalbody=final)
        yield ast.fix_missing_locations(ast.copy_location(kept, node))

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> Iterator[ast.stmt]:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [it.id for each in targets for it in ast.walk(each) if isinstance(it, ast.Name)]
        value = node.value
        if value is None:
            return
        parsing = self._parsing(value)
        if parsing is not None:
            yield _with_value(node, parsing)
        elif not self._is_quiet(value) or not all(_is_name(it) for it in targets):
            self._leave_out(node)
            return
        elif self.parsers_only and not self._makes_parser(value):
            return
        else:
            yield node
        for name in names:
            self._bind(name)
            if self._makes_parser(value):
                self.parsers.add(name)

    def _parsing(self, value: ast.expr) -> ast.expr | None:
        """The defaults of a command line instead of what parses one."""
        if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
            return None
        words, owner = _PARSING.get(value.func.attr), value.func.value
        if words is None or not self._is_parser(owner):
            return None
        call = words.format(f"{DEFAULTS}({ast.unparse(owner)}, {value.lineno})")
        return ast.parse(call, mode="eval").body

    def _is_parser(self, node: ast.expr) -> bool:
        return (isinstance(node, ast.Name) and node.id in self.parsers) or self._makes_parser(node)

    def _makes_parser(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Call):
            return False
        if self._home(node.func) == "argparse.ArgumentParser":
            return True
        called = node.func
        made = isinstance(called, ast.Attribute) and called.attr in _PARSER_CALLS[1:3]
        return made and isinstance(called, ast.Attribute) and self._is_parser(called.value)

    def _sets_up(self, value: ast.expr) -> bool:
        """Whether a call as a statement only adds an option, or a folder to look for imports in."""
        if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
            return False
        if value.func.attr in _PARSER_CALLS and self._is_parser(value.func.value):
            return self._are_quiet((*value.args, *(it.value for it in value.keywords)))
        if self.parsers_only:
            return False
        wanted = ("sys.path.append", "sys.path.insert")
        return self._home(value.func) in wanted and self._are_quiet(value.args)

    def _leave_out(self, node: ast.stmt) -> None:
        self.lines.append(node.lineno)
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                self.local.discard(each.id)
                self.modules.pop(each.id, None)
                self.left_out[each.id] = node.lineno

    # -- expressions that neither take long nor change anything ------------------------------

    def _are_quiet(self, nodes: Iterable[ast.AST]) -> bool:
        return all(self._is_quiet(it) for it in nodes)

    def _is_quiet(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Lambda | ast.Constant):
            return True
        if isinstance(node, ast.Name):
            known = node.id in self.local or hasattr(builtins, node.id)
            return known or node.id in ("__file__", "__name__") or isinstance(node.ctx, ast.Store)
        if isinstance(node, ast.Call):
            given = (*node.args, *(it.value for it in node.keywords))
            return self._is_quiet_call(node.func) and self._are_quiet(given)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            bound = {
                it.id
                for each in node.generators
                for it in ast.walk(each.target)
                if isinstance(it, ast.Name)
            }
            before, self.local = self.local, self.local | bound
            quiet = self._are_quiet(ast.iter_child_nodes(node))
            self.local = before
            return quiet
        if isinstance(node, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr):
            return False
        return self._are_quiet(ast.iter_child_nodes(node))

    def _is_quiet_call(self, called: ast.expr) -> bool:
        if isinstance(called, ast.Name) and called.id in self.plain_classes:
            return True
        home = self._home(called)
        if home is not None:
            return home.partition(".")[0] in _QUIET_MODULES and not home.startswith(_LOUD)
        if isinstance(called, ast.Name):
            return called.id in _QUIET_BUILTINS and called.id not in self.local
        # A method of something plain: "a b".split(), {...}.get("a").
        return isinstance(called, ast.Attribute) and self._is_plain(called.value)

    def _is_plain(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            return self._is_quiet_call(node.func)
        return isinstance(node, ast.Constant | ast.List | ast.Dict | ast.Tuple | ast.JoinedStr)

    def _home(self, node: ast.expr) -> str | None:
        """The dotted name that an imported name stands for."""
        if isinstance(node, ast.Name):
            return self.modules.get(node.id)
        if isinstance(node, ast.Attribute) and (base := self._home(node.value)) is not None:
            return f"{base}.{node.attr}"
        return None


def _with_value(
    node: ast.Assign | ast.AnnAssign | ast.AugAssign, value: ast.expr
) -> ast.Assign | ast.AnnAssign | ast.AugAssign:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    changed = ast.Assign(targets=list(targets), value=value)
    return ast.fix_missing_locations(ast.copy_location(changed, node))


def _is_name(node: ast.expr) -> bool:
    parts = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    return all(isinstance(it, ast.Name) for it in parts)


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and "__name__" in ast.unparse(test)
