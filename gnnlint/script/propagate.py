"""The typed ``propagate`` that PyG generates for a layer.

Mirrors, for torch_geometric 2.5 and later:

* torch_geometric/inspector.py: ``Inspector.get_params_from_method_call``, ``eval_type``,
  ``find_parenthesis_content``, ``split``, ``remove_comments``
* torch_geometric/nn/conv/message_passing.py: ``MessagePassing._set_jittable_templates``
* the templates propagate.jinja, edge_updater.jinja and collect.jinja beside it

PyG reads the *text* of the class with regular expressions, so this module does the same: a cleverer
reading would give other answers. Whatever goes wrong there is swallowed by PyG. The layer keeps the
generic ``propagate(self, edge_index, size=None, **kwargs)``, which runs and compiles, but which
TorchScript rejects with an error that names a line of PyG only. :func:`read_signature` says whether
that happens, and why.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gnnlint.script.types import PYG_ALIASES, equal, read_nominal, spell

Kind = Literal["missing", "incomplete", "wrong", "unparsable"]
Origin = Literal["attribute", "comment", "call", "custom"]


@dataclass(frozen=True)
class Parameter:
    """An argument of ``propagate`` or of a hook such as ``message``.

    ``type`` is the annotation's text ("Tensor" where there is none, as PyG has it); ``default``
    says whether the hook gives it a default value, ``line`` where it stands, 0 in the library.
    """

    name: str
    type: str
    default: bool = False
    line: int = 0


# MessagePassing.aggregate without its first argument: part of ``Layer.collected`` where a layer
# does not bring its own.
AGGREGATE = (
    Parameter("index", "Tensor"),
    Parameter("ptr", "Optional[Tensor]", default=True),
    Parameter("dim_size", "Optional[int]", default=True),
)


@dataclass(frozen=True)
class Signature:
    """What PyG understood: the parameters between ``edge_index`` and ``size``.

    ``origin`` says where from: "attribute" (a class attribute ``propagate_type``), "comment",
    "call" (the keywords of the first call, every one a Tensor), "custom" (the class brings its own
    ``propagate``, which is compiled as it stands), or None where no call was found.
    ``owner`` is the qualified name of the class whose text holds ``line``.
    """

    parameters: tuple[Parameter, ...]
    origin: Origin | None
    owner: str
    line: int


@dataclass(frozen=True)
class Problem:
    """Why ``torch.jit.script`` fails.

    ``missing``: there is no ``propagate_type`` and what PyG assumes does not fit; ``incomplete``:
    one leaves out an argument; ``wrong``: it does not fit call or hooks; ``unparsable``: PyG
    could not generate a typed method at all. ``reason`` is PyG's or the compiler's own error text.
    """

    kind: Kind
    reason: str
    line: int
    owner: str = ""


@dataclass(frozen=True)
class ClassSource:
    """The text of one class as ``inspect.getsource`` gives it, decorators first, and its line."""

    name: str  # qualified
    text: str
    line: int = 1


@dataclass(frozen=True)
class TypeAttribute:
    """A class attribute ``propagate_type`` or ``edge_updater_type``, own or inherited.

    ``entries`` holds names and the text of their types; None where they are not known.
    ``other`` is the type's name where the attribute is no dictionary.
    """

    entries: tuple[tuple[str, str], ...] | None
    line: int
    owner: str = ""
    other: str = ""


@dataclass(frozen=True)
class Namespace:
    """The names of the modules in which the layer and its own ancestors are defined.

    ``names`` is None where they cannot be listed (a star import from elsewhere), ``exported`` what
    ``from module import *`` hands on (None: every name without a leading underscore), ``aliases``
    the text of types defined there, such as ``{"Pair": "Tuple[Tensor, Tensor]"}``.
    """

    names: frozenset[str] | None = None
    exported: frozenset[str] | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)

    def alias(self, name: str) -> str | None:
        """What a name in an annotation stands for."""
        return self.aliases.get(name, PYG_ALIASES.get(name))


@dataclass(frozen=True)
class Layer:
    """A subclass of MessagePassing.

    ``sources`` follow the MRO without object, torch.nn.Module and MessagePassing. ``overridden``:
    the class itself (not an ancestor: PyG does not look there) defines the method. ``collected``
    are the parameters of ``message``, ``aggregate`` (or :data:`AGGREGATE`) and ``update``, one
    after the other with repetitions, less the first of the latter two; for ``edge_updater`` those
    of ``edge_update``. Leave it empty and the hooks are not judged.
    """

    sources: tuple[ClassSource, ...]
    attribute: TypeAttribute | None = None
    overridden: bool = False
    collected: tuple[Parameter, ...] = ()
    namespace: Namespace = Namespace()


# ---------------------------------------------------------------------------------------------
# Reading the signature


def read_signature(layer: Layer, method: str = "propagate") -> Signature | Problem | None:
    """What PyG generates for ``method`` ("propagate" or "edge_updater"); None where in doubt."""
    try:
        if layer.overridden:
            return _custom(layer, method)
        signature = _declared(layer, method)
        if signature is not None:
            _render(signature, layer.namespace)
            _flatten(layer, signature)
        return signature
    except _Unreadable as error:
        return Problem("unparsable", error.reason, error.line, error.owner)


class _Unreadable(Exception):
    """An exception inside PyG's inspector, or one while the generated module is imported."""

    def __init__(self, reason: str, line: int, owner: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.owner = owner


def _custom(layer: Layer, method: str) -> Signature | Problem | None:
    """PyG leaves an overridden method alone; with ``**kwargs`` it cannot be compiled either."""
    own = layer.sources[0]
    try:
        tree = ast.parse(textwrap.dedent(own.text))
    except SyntaxError:
        return None
    body = tree.body[0].body if tree.body and isinstance(tree.body[0], ast.ClassDef) else []
    for statement in body:
        if isinstance(statement, ast.FunctionDef) and statement.name == method:
            line = own.line + statement.lineno - 1
            if statement.args.kwarg is None and statement.args.vararg is None:
                return Signature((), "custom", own.name, line)
            return Problem("unparsable", f"Cannot compile custom '{method}' method", line, own.name)
    return None


def _declared(layer: Layer, method: str) -> Signature | None:
    """``Inspector.get_params_from_method_call``: attribute, then comment, then call."""
    if layer.attribute is not None:
        return _from_attribute(layer.attribute, method, layer.namespace)
    sources = tuple(_seen_by_the_inspector(layer.sources))
    for source in sources:
        found = _parenthesis_content(source.text, f"{method}_type:")
        if found is not None:
            return _from_comment(source, found, method, layer.namespace)
    for source in sources:
        text, origin = _without_comments(source.text)
        found = _parenthesis_content(text, f"self.{method}")
        if found is not None:
            line = _line_of(source, origin[found.start])
            return _from_call(source, found.content, line, method)
    first = layer.sources[0]
    return Signature((), None, first.name, first.line)


def _seen_by_the_inspector(sources: tuple[ClassSource, ...]) -> Iterator[ClassSource]:
    """The inspector caches texts by ``__name__``: a namesake further up shows the first's text."""
    texts: dict[str, ClassSource] = {}
    for source in sources:
        yield texts.setdefault(source.name.rpartition(".")[2], source)


def _from_attribute(
    attribute: TypeAttribute, method: str, namespace: Namespace
) -> Signature | None:
    if attribute.other:
        reason = f"'{method}_type' is expected to be a dictionary (got '{attribute.other}')"
        raise _Unreadable(reason, attribute.line, attribute.owner)
    if attribute.entries is None:
        return None
    # Objects need no evaluation, and in a class body Python itself has looked up their names.
    parameters = tuple(Parameter(name, text) for name, text in attribute.entries)
    for parameter in parameters:
        _evaluate(parameter.type, namespace, attribute.line, attribute.owner)
    return Signature(parameters, "attribute", attribute.owner, attribute.line)


def _from_comment(
    source: ClassSource, found: _Parenthesis, method: str, namespace: Namespace
) -> Signature:
    line = _line_of(source, found.start)
    parameters: dict[str, Parameter] = {}
    for argument in _split(found.content):
        parts = re.split(r"\s*:\s*", argument)
        if len(parts) != 2:
            reason = f"Could not parse argument '{argument}' of '{method}_type' annotation"
            raise _Unreadable(reason, line, source.name)
        name, text = parts
        _evaluate(text, namespace, line, source.name)
        parameters[name] = Parameter(name, text)
    return Signature(tuple(parameters.values()), "comment", source.name, line)


def _from_call(source: ClassSource, content: str, line: int, method: str) -> Signature:
    parameters: dict[str, Parameter] = {}
    for position, argument in enumerate(_split(content)):
        if position == 0 and "=" not in argument:
            continue
        parts = re.split(r"\s*=\s*", argument)
        if len(parts) != 2:
            reason = f"Could not parse keyword argument '{argument}' in 'self.{method}()'"
            raise _Unreadable(reason, line, source.name)
        name = parts[0]
        if name not in ("edge_index", "size"):
            parameters[name] = Parameter(name, "Tensor")
    return Signature(tuple(parameters.values()), "call", source.name, line)


@dataclass(frozen=True)
class _Parenthesis:
    start: int  # of the prefix, in the text it was searched in
    content: str


def _parenthesis_content(text: str, prefix: str) -> _Parenthesis | None:
    """``find_parenthesis_content``: the first parenthesis anywhere after the first ``prefix``.

    ``prefix`` is a regular expression, as it is there: ``self.propagate`` matches the beginning of
    ``self.propagate_type = ...`` and takes the next parenthesis, whatever it belongs to.
    """
    match = re.search(prefix, text)
    if match is None:
        return None
    opening = text.find("(", match.start())
    if opening < 0:
        return None
    depth = 0
    for position in range(opening, len(text)):
        sign = text[position]
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            content = text[opening + 1 : position].replace("\n", " ").replace("#", " ")
            return _Parenthesis(match.start(), re.sub(" +", " ", content).strip())
    return None


def _split(content: str) -> list[str]:
    """``split(content, sep=',')``: commas in ``()`` and ``[]`` are passed over, not in ``{}``."""
    parts: list[str] = []
    start = depth = 0
    for position, sign in enumerate(content):
        if sign in "[(":
            depth += 1
        elif sign in "])":
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append(content[start:position].strip())
            start = position + 1
    if start != len(content):
        parts.append(content[start:].strip())
    return parts


_COMMENTS = (
    re.compile(r"\s*#.*"),
    re.compile(r'r"""(.*?)"""', re.DOTALL),
    re.compile(r'"""(.*?)"""', re.DOTALL),
    re.compile(r"r'''(.*?)'''", re.DOTALL),
    re.compile(r"'''(.*?)'''", re.DOTALL),
)


def _without_comments(text: str) -> tuple[str, list[int]]:
    """``remove_comments``, and for every character left where it stood before."""
    origin = list(range(len(text)))
    for pattern in _COMMENTS:
        pieces: list[str] = []
        places: list[int] = []
        start = 0
        for match in pattern.finditer(text):
            pieces.append(text[start : match.start()])
            places += origin[start : match.start()]
            start = match.end()
        if start:
            text = "".join(pieces) + text[start:]
            origin = places + origin[start:]
    return text, origin


def _line_of(source: ClassSource, offset: int) -> int:
    return source.line + source.text.count("\n", 0, offset)


# ---------------------------------------------------------------------------------------------
# Evaluating types, importing the generated module

_BUILTINS = frozenset(dir(builtins))
_SPECIAL_FORMS = frozenset({"Optional", "Union", "Literal", "ClassVar", "Final", "Concatenate"})

# What propagate.jinja and collect.jinja import by themselves.
_TEMPLATE_NAMES = frozenset(
    "typing Union List NamedTuple Optional torch Tensor torch_geometric is_compiling is_sparse "
    "Size SparseTensor EdgeIndex ptr2index is_torch_sparse_tensor".split()
)


def _evaluate(text: str, namespace: Namespace, line: int, owner: str) -> None:
    """``eval_type``: a type's text is evaluated in the modules of the layer."""
    try:
        expression = ast.parse(text.lstrip(" \t"), mode="eval").body
    except SyntaxError:
        reason = f"Forward reference must be an expression -- got {text!r}"
        raise _Unreadable(reason, line, owner) from None
    if isinstance(expression, ast.Tuple):
        reason = f"Forward references must evaluate to types. Got {text}."
        raise _Unreadable(reason, line, owner)
    if isinstance(expression, (ast.Name, ast.Attribute)):
        name = expression.id if isinstance(expression, ast.Name) else expression.attr
        if name in _SPECIAL_FORMS:
            reason = f"Plain typing.{name} is not valid as type argument"
            raise _Unreadable(reason, line, owner)
    if namespace.names is None:
        return
    for name in _names(expression):
        if name not in namespace.names and name not in _BUILTINS:
            raise _Unreadable(f"name '{name}' is not defined", line, owner)


def _names(expression: ast.expr) -> Iterator[str]:
    """Names in the order of evaluation."""
    if isinstance(expression, ast.Name):
        yield expression.id
    for child in ast.iter_child_nodes(expression):
        if isinstance(child, ast.expr):
            yield from _names(child)


def _render(signature: Signature, namespace: Namespace) -> None:
    """What fails when the generated module is imported, which PyG swallows too."""
    for parameter in signature.parameters:
        if parameter.name in ("self", "edge_index", "size"):
            reason = f"duplicate argument '{parameter.name}' in function definition"
            raise _Unreadable(reason, signature.line, signature.owner)
        if not parameter.name.isidentifier() or keyword.iskeyword(parameter.name):
            raise _Unreadable("invalid syntax", signature.line, signature.owner)
        if signature.origin == "comment":
            _visible_in_the_template(parameter.type, signature, namespace)


def _flatten(layer: Layer, signature: Signature) -> None:
    """``get_flat_param_dict``: hooks that share an argument must agree on its type.

    ``ptr`` without annotation in ``message`` is a Tensor, in ``aggregate`` it is optional.
    """
    alias = layer.namespace.alias
    seen: dict[str, Parameter] = {}
    for parameter in layer.collected:
        first = seen.setdefault(parameter.name, parameter)
        expected, found = (read_nominal(one.type, alias) for one in (first, parameter))
        if expected is None or found is None or equal(expected, found):
            continue
        reason = (
            f"Found inconsistent types for argument '{parameter.name}'. Expected type "
            f"'{spell(expected)}' but found type '{spell(found)}'."
        )
        line = first.line or parameter.line or signature.line
        raise _Unreadable(reason, line, signature.owner)


def _visible_in_the_template(text: str, signature: Signature, namespace: Namespace) -> None:
    """The template gets the layer's names by ``from module import *``, hence not all of them."""
    if namespace.names is None:
        return
    for name in _names(ast.parse(text.lstrip(" \t"), mode="eval").body):
        if namespace.exported is not None:
            visible = name in namespace.exported
        else:
            visible = not name.startswith("_")
        if not visible and name not in _TEMPLATE_NAMES and name not in _BUILTINS:
            reason = f"name '{name}' is not defined"
            raise _Unreadable(reason, signature.line, signature.owner)
