"""The Python that TorchScript's frontend rejects, read off the tree alone.

Mirrors ``build_def`` of torch/jit/frontend.py (torch 2.13): the same nodes are refused, in the
order in which its builders visit them, with the same words. The first rejection of a function is
the error that ``torch.jit.script`` raises; the ones after it appear as the earlier ones are fixed.

Two facts of the original that are easy to get wrong:

* The frontend translates the *whole* function before anything is compiled, so a refused construct
  fails under ``if not torch.jit.is_scripting():`` and after ``return`` as well. Only the compiler
  behind it (torch/csrc/jit/frontend/ir_emitter.cpp) skips such branches.
* Decorators, default values, positional-only parameters and the ``from`` of a ``raise`` are never
  looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from astroid import nodes

from gnnlint.tree import nodes_of

_NODE = TypeVar("_NODE", bound=nodes.NodeNG)


@dataclass(frozen=True)
class Rejection:
    """A construct that the frontend refuses.

    ``construct`` is the word of a rule's ``construct = [...]`` row, ``text`` the compiler's own
    error text, ``line`` the line the compiler names: mostly that of ``node``, but an expansion
    ``**(a if b else c)`` is reported where the compiler believes the expression to start.
    Where the frontend crashes instead of refusing (a bare ``raise``), ``text`` is the exception
    of the crash, which names no line of the user at all, and ``line`` is that of ``node``.
    """

    construct: str
    node: nodes.NodeNG
    text: str
    line: int


_SIGNATURE = (
    "Compiled functions can't take variable number of arguments "
    "or use keyword-only arguments with defaults"
)
_NO_NODE = "'NoneType' object has no attribute 'lineno'"
_NO_CONSTRUCTOR = "incompatible constructor arguments"

# Nodes without a builder: ``UnsupportedNodeError``, whose text is a pretty name or the class name
# of the ``ast`` node. The second item is what of the node is looked at once it is gone.
_REFUSED: dict[type[nodes.NodeNG], tuple[str, str, tuple[str, ...]]] = {
    nodes.Try: ("try", "try blocks", ("body", "orelse", "finalbody")),
    nodes.TryStar: ("try", "TryStar", ("body", "orelse", "finalbody")),
    nodes.FunctionDef: ("nested-def", "function definitions", ()),
    nodes.AsyncFunctionDef: ("async", "async function definitions", ()),
    nodes.AsyncFor: ("async", "async for loops", ("target", "iter", "body")),
    nodes.AsyncWith: ("async", "async with statements", ("body",)),
    nodes.Await: ("async", "Await", ("value",)),
    nodes.ClassDef: ("class", "class definitions", ()),
    nodes.Import: ("import", "import statements", ()),
    nodes.ImportFrom: ("import", "import statements", ()),
    nodes.Global: ("global", "global variables", ()),
    nodes.Nonlocal: ("global", "nonlocal variables", ()),
    nodes.Match: ("match", "Match", ("subject",)),
    nodes.TypeAlias: ("type-alias", "TypeAlias", ()),
    nodes.TemplateStr: ("template-string", "TemplateStr", ()),
    nodes.Lambda: ("lambda", "Lambda", ()),
    nodes.Set: ("set", "Set", ("elts",)),
    nodes.SetComp: ("set", "SetComp", ()),
    nodes.Yield: ("yield", "Yield", ("value",)),
    nodes.YieldFrom: ("yield", "YieldFrom", ("value",)),
    nodes.NamedExpr: ("walrus", "NamedExpr", ("value",)),
}

# Nodes with a builder: the children in the order in which it builds them.
_CHILDREN: dict[type[nodes.NodeNG], tuple[str, ...]] = {
    nodes.Expr: ("value",),
    nodes.Assign: ("value", "targets"),
    nodes.AnnAssign: ("value", "target", "annotation"),
    nodes.AugAssign: ("target", "value"),
    nodes.Delete: ("targets",),
    nodes.Return: ("value",),
    nodes.Raise: ("exc",),
    nodes.Assert: ("test", "fail"),
    nodes.While: ("test", "body"),
    nodes.For: ("target", "iter", "body"),
    nodes.If: ("test", "body", "orelse"),
    nodes.Attribute: ("expr",),
    nodes.AssignAttr: ("expr",),
    nodes.DelAttr: ("expr",),
    nodes.Call: ("func", "args"),  # and the keywords, one by one
    nodes.BinOp: ("left", "right"),
    nodes.UnaryOp: ("operand",),
    nodes.BoolOp: ("values",),
    nodes.IfExp: ("test", "body", "orelse"),
    nodes.Subscript: ("value", "slice"),
    nodes.Slice: ("lower", "upper", "step"),
    nodes.List: ("elts",),
    nodes.Tuple: ("elts",),
    nodes.Starred: ("value",),
}

# StmtBuilder.augassign_map lacks these two, which ExprBuilder.binop_map has.
_REFUSED_ASSIGNMENT = {"//=": "FloorDiv", "@=": "MatMult"}


def rejected(function: nodes.FunctionDef) -> Iterator[Rejection]:
    """What the frontend refuses in ``function``, in its order; the first one is the error.

    An ``async def`` is refused before ``build_def`` (``parse_def`` in torch/_sources.py).
    """
    if isinstance(function, nodes.AsyncFunctionDef):
        yield Rejection("async", function, "Expected a single top-level function", _line(function))
        return
    frontend = _Frontend(function.name)
    yield from frontend.signature(function)
    for statement in function.body:
        yield from frontend.build(statement)


def uncompiled(function: nodes.FunctionDef) -> Iterator[Rejection]:
    """What passes the frontend but never compiles, whatever the types: seen on the tree as well.

    Mirrors ``emitDelete`` of torch/csrc/jit/frontend/ir_emitter.cpp, and the positional-only
    parameters that ``build_param_list`` forgets, so that the body does not know them. The compiler
    skips code after ``return`` and ``raise`` and branches it can decide (``is_scripting``,
    ``is None``, ``isinstance``, constants of the module), hence nothing under an ``if`` is judged.
    """
    forgotten = {parameter.name for parameter in function.args.posonlyargs or ()}
    for statement in _compiled_statements(function.body):
        if isinstance(statement, nodes.Delete):
            yield from deleted(statement)
        if forgotten:
            yield from _unknown_names(statement, forgotten)


def _compiled_statements(body: list[nodes.NodeNG]) -> Iterator[nodes.NodeNG]:
    """The statements that are compiled for certain, in order."""
    for statement in body:
        if isinstance(statement, nodes.If):
            if _may_leave(statement):
                return
            continue
        yield statement
        if isinstance(statement, (nodes.Return, nodes.Raise, nodes.Break, nodes.Continue)):
            return
        if isinstance(statement, (nodes.For, nodes.While, nodes.With)):
            yield from _compiled_statements(statement.body)
            if _may_leave(statement):
                return


def _may_leave(statement: nodes.NodeNG) -> bool:
    """Whether what follows ``statement`` may be dead code to the compiler."""
    return any(True for _ in nodes_of(statement, (nodes.Return, nodes.Raise)))


def deleted(statement: nodes.Delete) -> Iterator[Rejection]:
    """What ``emitDelete`` refuses."""
    for target in statement.targets:
        if isinstance(target, nodes.Subscript) and isinstance(target.slice, nodes.Slice):
            text = (
                "del statements only support deletion at a single index, slicing is not supported"
            )
            yield Rejection("delete-slice", statement, text, _line(statement))
        elif isinstance(target, nodes.DelAttr):
            text = (
                "del statements are only supported for deleting list and dict items and variables"
            )
            yield Rejection("delete-attribute", statement, text, _line(statement))


_BLOCKS = (nodes.For, nodes.While, nodes.With)


def _unknown_names(statement: nodes.NodeNG, forgotten: set[str]) -> Iterator[Rejection]:
    """Reads of positional-only parameters, each reported once and then known."""
    if isinstance(statement, _BLOCKS):
        return  # their bodies are visited statement by statement
    for name in nodes_of(statement, nodes.Name):
        if name.name in forgotten:
            forgotten.discard(name.name)
            text = f"undefined value {name.name}"
            yield Rejection("positional-only", name, text, _line(name))


class _Frontend:
    """Visits nodes as ``StmtBuilder`` and ``ExprBuilder`` do."""

    def __init__(self, function_name: str) -> None:
        self.function_name = function_name

    def signature(self, function: nodes.FunctionDef) -> Iterator[Rejection]:
        """``build_param_list``, then the return annotation."""
        yield from self._variable_parameters(function.args)
        arguments = function.args
        annotations = [*arguments.annotations, *arguments.kwonlyargs_annotations]
        for annotation in annotations:
            yield from self._optional(annotation)
        yield from self._optional(function.returns)

    def _variable_parameters(self, arguments: nodes.Arguments) -> Iterator[Rejection]:
        for construct, parameter in (
            ("kwargs", arguments.kwarg_node),
            ("varargs", arguments.vararg_node),
        ):
            if parameter is not None:
                yield Rejection(construct, parameter, _SIGNATURE, _line(parameter))
        for default in arguments.kw_defaults or ():
            if default is not None:
                # The default is built before it is refused, so its own errors come first.
                yield from self.build(default)
                yield Rejection(
                    "keyword-only-default", default, _SIGNATURE, _expression_line(default)
                )
                return

    def build(self, node: nodes.NodeNG) -> Iterator[Rejection]:
        """One statement or expression and what it holds."""
        kind = type(node)
        refused = _REFUSED.get(kind)
        if refused is not None:
            construct, name, inside = refused
            yield Rejection(construct, node, f"{name} aren't supported", _line(node))
            yield from self._children(node, inside)
            return
        special = _SPECIAL.get(kind)
        if special is not None:
            yield from special(self, node)
            return
        yield from self._children(node, _CHILDREN.get(kind, ()))

    def _children(self, node: nodes.NodeNG, fields: tuple[str, ...]) -> Iterator[Rejection]:
        for field in fields:
            child = getattr(node, field)
            if isinstance(child, list):
                for one in child:
                    yield from self.build(one)
            elif child is not None:
                yield from self.build(child)

    def _optional(self, node: nodes.NodeNG | None) -> Iterator[Rejection]:
        if node is not None:
            yield from self.build(node)

    def _annotated_assignment(self, node: nodes.AnnAssign) -> Iterator[Rejection]:
        if node.value is None:
            text = "annotated assignments without assigned value aren't supported"
            yield Rejection("bare-annotation", node, text, _line(node))
            return
        target = node.target
        if isinstance(target, nodes.AssignAttr):
            owner = target.expr
            if not isinstance(owner, nodes.Name):
                # The builder reads `.id` of whatever stands before the dot, and crashes.
                name = _AST_NAMES.get(type(owner), type(owner).__name__)
                text = f"'{name}' object has no attribute 'id'"
                yield Rejection("annotated-attribute", node, text, _line(node))
            elif owner.name == "self" and self.function_name != "__init__":
                text = (
                    "Type annotations on instance attributes must be declared in __init__, "
                    f"not '{self.function_name}'"
                )
                yield Rejection("annotated-attribute", node, text, _line(node))
        yield from self._children(node, _CHILDREN[nodes.AnnAssign])

    def _augmented_assignment(self, node: nodes.AugAssign) -> Iterator[Rejection]:
        yield from self._children(node, _CHILDREN[nodes.AugAssign])
        operator = _REFUSED_ASSIGNMENT.get(node.op)
        if operator is not None:
            text = f"unsupported kind of augmented assignment: {operator}"
            yield Rejection("augmented-assignment", node, text, _line(node))

    def _raise(self, node: nodes.Raise) -> Iterator[Rejection]:
        if node.exc is None:
            yield Rejection("bare-raise", node, _NO_NODE, _line(node))
            return
        yield from self.build(node.exc)

    def _while(self, node: nodes.While) -> Iterator[Rejection]:
        if node.orelse:
            # The frontend means to say this, but raises it without a place, which is a TypeError.
            text = "else branches of while loops aren't supported"
            yield Rejection("loop-else", node, text, _line(node))
        yield from self._children(node, _CHILDREN[nodes.While])

    def _for(self, node: nodes.For) -> Iterator[Rejection]:
        if node.orelse:
            text = "else branches of for loops aren't supported"
            yield Rejection("loop-else", node, text, _line(node))
        yield from self._children(node, _CHILDREN[nodes.For])

    def _with(self, node: nodes.With) -> Iterator[Rejection]:
        if _is_ignored_block(node):
            return  # the body becomes a Python function that is called, not compiled
        for manager, variable in node.items:
            yield from self.build(manager)
            yield from self._optional(variable)
            if variable is not None and not isinstance(variable, nodes.AssignName):
                # The tree view of C++ takes a plain name only: a crash.
                yield Rejection("with-as", variable, _NO_CONSTRUCTOR, _line(variable))
        yield from self._children(node, ("body",))

    def _call(self, node: nodes.Call) -> Iterator[Rejection]:
        yield from self._children(node, _CHILDREN[nodes.Call])
        for keyword in node.keywords:
            yield from self.build(keyword.value)
            if keyword.arg is None:
                text = "keyword-arg expansion is not supported"
                yield Rejection("star-call", keyword.value, text, _expression_line(keyword.value))

    def _name(self, node: nodes.Name | nodes.AssignName | nodes.DelName) -> Iterator[Rejection]:
        if node.name.startswith("__jit"):
            text = "names of variables used in JIT-ed functions can't start with __jit"
            yield Rejection("reserved-name", node, text, _line(node))

    def _constant(self, node: nodes.Const) -> Iterator[Rejection]:
        if isinstance(node.value, bytes):
            yield Rejection("bytes", node, "Unknown Constant expression type", _line(node))
        elif isinstance(node.value, str) and _has_surrogate(node.value):
            # Text is handed to C++ as UTF-8, which has no lone surrogates: a crash.
            yield Rejection("surrogate", node, _NO_CONSTRUCTOR, _line(node))

    def _unary(self, node: nodes.UnaryOp) -> Iterator[Rejection]:
        yield from self.build(node.operand)
        if node.op == "+":
            # Refused, but the place is asked of the wrong object: a crash.
            text = "'UnaryOp' object has no attribute 'range'"
            yield Rejection("unary-plus", node, text, _line(node))

    def _compare(self, node: nodes.Compare) -> Iterator[Rejection]:
        yield from self.build(node.left)
        for _, operand in node.ops:
            yield from self.build(operand)

    def _dictionary(self, node: nodes.Dict) -> Iterator[Rejection]:
        for position, (key, _) in enumerate(node.items):
            if isinstance(key, nodes.DictUnpack):
                # Only the first key is checked; an expansion further on crashes.
                text = "Dict expansion (e.g. `{**dict}`) is not supported"
                yield Rejection(
                    "dict-expansion", node, text if position == 0 else _NO_NODE, _line(node)
                )
                break
            yield from self.build(key)
        for _, value in node.items:
            yield from self.build(value)

    def _text(self, node: nodes.JoinedStr) -> Iterator[Rejection]:
        for part in node.values:
            if not isinstance(part, nodes.FormattedValue):
                continue
            if part.conversion not in (None, -1):
                text = "Don't support conversion in JoinedStr"
                yield Rejection("format-spec", part, text, _line(part))
            elif part.format_spec is not None:
                text = "Don't support formatting in JoinedStr"
                yield Rejection("format-spec", part, text, _line(part))
            yield from self.build(part.value)

    def _comprehension(
        self, node: nodes.ListComp | nodes.GeneratorExp | nodes.DictComp
    ) -> Iterator[Rejection]:
        if len(node.generators) != 1:
            text = "Only a single generator is currently supported"
            yield Rejection("comprehension", node, text, _line(node))
        elif node.generators[0].ifs:
            text = "Comprehension ifs are not supported yet"
            yield Rejection("comprehension", node, text, _line(node))
        if isinstance(node, nodes.DictComp):
            yield from self.build(node.key)
            yield from self.build(node.value)
        else:
            yield from self.build(node.elt)
        first = node.generators[0]
        yield from self.build(first.target)
        yield from self.build(first.iter)


def _entry(
    method: Callable[[_Frontend, _NODE], Iterator[Rejection]],
) -> Callable[[_Frontend, nodes.NodeNG], Iterator[Rejection]]:
    """Forgets which node ``method`` takes: the table's key says it."""
    return method


_SPECIAL: dict[type[nodes.NodeNG], Callable[[_Frontend, nodes.NodeNG], Iterator[Rejection]]] = {
    nodes.AnnAssign: _entry(_Frontend._annotated_assignment),
    nodes.AugAssign: _entry(_Frontend._augmented_assignment),
    nodes.Raise: _entry(_Frontend._raise),
    nodes.While: _entry(_Frontend._while),
    nodes.For: _entry(_Frontend._for),
    nodes.With: _entry(_Frontend._with),
    nodes.Call: _entry(_Frontend._call),
    nodes.Name: _entry(_Frontend._name),
    nodes.AssignName: _entry(_Frontend._name),
    nodes.DelName: _entry(_Frontend._name),
    nodes.Const: _entry(_Frontend._constant),
    nodes.UnaryOp: _entry(_Frontend._unary),
    nodes.Compare: _entry(_Frontend._compare),
    nodes.Dict: _entry(_Frontend._dictionary),
    nodes.JoinedStr: _entry(_Frontend._text),
    nodes.ListComp: _entry(_Frontend._comprehension),
    nodes.GeneratorExp: _entry(_Frontend._comprehension),
    nodes.DictComp: _entry(_Frontend._comprehension),
}

_AST_NAMES: dict[type[nodes.NodeNG], str] = {nodes.Const: "Constant"}


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)


def _is_ignored_block(node: nodes.With) -> bool:
    """``with torch.jit._IgnoreContextManager(...)``, by its spelling as the frontend has it."""
    manager = node.items[0][0]
    return isinstance(manager, nodes.Call) and (
        manager.func.as_string() == "torch.jit._IgnoreContextManager"
    )


def _line(node: nodes.NodeNG) -> int:
    """The line that ``ast`` gives; astroid's ``lineno`` of a decorated one is the decorator's."""
    if isinstance(node, (nodes.FunctionDef, nodes.ClassDef)):
        return node.fromlineno or 0
    return node.lineno or 0


# The child whose range stands for the whole expression (torch/csrc/jit/python/python_tree_views):
# a call is where its callee starts, a ternary where its condition does.
_RANGE_OF = {
    nodes.Call: "func",
    nodes.Attribute: "expr",
    nodes.Subscript: "value",
    nodes.BinOp: "left",
    nodes.Compare: "left",
    nodes.IfExp: "test",
}


def _expression_line(node: nodes.NodeNG) -> int:
    """The line of the range that the built expression reports."""
    while True:
        if isinstance(node, nodes.BoolOp):
            node = node.values[0]
            continue
        field = _RANGE_OF.get(type(node))
        if field is None:
            return _line(node)
        node = getattr(node, field)
