"""Calls of what is not the project's: Python's builtins, torch, other libraries, methods of values.

Mirrors the table of builtin names in ``Environment::getSugaredVar`` of
torch/csrc/jit/frontend/ir_emitter.cpp, ``SpecialFormValue`` and ``CastValue`` there, and
``toSugaredValue`` of torch/csrc/jit/python/python_sugared_value.cpp.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from types import BuiltinFunctionType
from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint import library
from gnnlint.project.bindings import dotted
from gnnlint.script import results, schema
from gnnlint.script.arguments import Arguments
from gnnlint.script.assigning import check_declared
from gnnlint.script.attributes import CASTS
from gnnlint.script.elements import element_of, is_unrolled
from gnnlint.script.flow import Flow
from gnnlint.script.operations import NO_LENGTH, is_optional, refuse_types
from gnnlint.script.schema import Given
from gnnlint.script.sugar import Elements, Group, Held, Slice, Sugar, group, type_of
from gnnlint.script.types import (
    BOOL,
    COMPLEX,
    DEVICE,
    EMPTY_LIST,
    FLOAT,
    INT,
    NONE,
    STR,
    TENSOR,
    Type,
    spell,
    without_none,
)

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk

_OPERATORS = {
    "min": "prim::min", "max": "prim::max", "abs": "prim::abs", "all": "all", "any": "any",
    "divmod": "divmod", "sum": "sum", "len": "len", "hash": "hash", "hex": "hex", "oct": "oct",
    "round": "round", "sorted": "sorted", "ord": "ord", "chr": "chr", "bin": "bin", "pow": "pow",
}  # fmt: skip
"""Builtins that are operators."""

_CASTS = {"int": ("Int", INT), "float": ("Float", FLOAT), "str": ("str", STR)}

_ACCEPTED_MODULES = frozenset(
    """math cmath warnings typing typing_extensions __future__ dataclasses enum contextlib builtins
    abc""".split()
)

_UNCOMPILED = frozenset({"numpy", "scipy", "pandas", "networkx", "logging"}) | (
    frozenset(sys.stdlib_module_names) - _ACCEPTED_MODULES
)
"""Libraries none of whose functions the compiler can compile or knows."""

_LEFT_TO_PYTHON = frozenset(
    [
        *(f"itertools.{it}" for it in """accumulate chain combinations compress count cycle
        combinations_with_replacement dropwhile filterfalse groupby islice pairwise permutations
        product repeat starmap takewhile zip_longest""".split()),
        *(f"io.{it}" for it in """BufferedRWPair BufferedRandom BufferedReader BufferedWriter
        BytesIO FileIO StringIO TextIOWrapper""".split()),
        *(f"types.{it}" for it in "FunctionType MethodType ModuleType MappingProxyType".split()),
        "threading.local",
    ]
)  # fmt: skip
"""Classes written in C, which are functions of Tensors to the compiler like ``builtins.object``."""


def call_library(
    walk: Walk, node: nodes.Call, name: str, arguments: Arguments, flow: Flow
) -> Sugar | None:
    """A call of something that stands outside the project."""
    home, _, last = name.rpartition(".")
    if home == "builtins":
        return _call_builtin(walk, node, last, arguments, flow)
    special = _SPECIAL.get(name)
    if special is not None:
        return special(walk, node, arguments, flow)
    if name in _LEFT_TO_PYTHON:
        return _call_type(walk, node, last, arguments, flow)
    if name.partition(".")[0] in _UNCOMPILED and home:
        _refuse_python(walk, node, name, flow)
        return None
    if name.startswith("torch.nn.") and library.is_module_class(name):
        detail = f"Cannot instantiate class '{last}' in a script function"
        walk.refuse("class", node, detail, flow)
        return None
    schemas = schema.of_function(name)
    if schemas is None:
        return _result(name, arguments)
    if not schemas:
        _refuse_python(walk, node, name, flow)
        return None
    return _call_schemas(walk, node, schemas, arguments, flow)


def _result(name: str, arguments: Arguments) -> Type | None:
    if arguments.expands:
        return None
    return results.of_function(name, len(arguments.positional), arguments.names)


def _refuse_python(walk: Walk, node: nodes.Call, name: str, flow: Flow) -> None:
    detail = f"Python builtin {name} is currently not supported in Torchscript"
    walk.refuse("python", node, detail, flow)


def _call_schemas(
    walk: Walk,
    node: nodes.Call,
    schemas: tuple[schema.Schema, ...],
    arguments: Arguments,
    flow: Flow,
    owner: Type | None = None,
) -> Type | None:
    given = arguments.types(walk, flow)
    if "out" in arguments.names:  # the overloads that write into a Tensor are left out
        return None
    if owner is not None:
        given = Given((owner, *given.positional), given.keywords, given.expands, of_method=True)
    outcome = schema.match(schemas, given)
    if outcome.fits is False:
        every = (*given.positional, *(it for _, it in given.keywords))
        if _is_optional_to_blame(schemas, given):
            unrefined = next(it for it in every if it is not None and is_optional(it))
            detail = f"it may be None: its type is {spell(unrefined)}"
            walk.refuse("optional", node, detail, flow)
        else:
            refuse_types(walk, node, (), outcome, schemas, flow)
        return None
    return outcome.result


def _is_optional_to_blame(schemas: tuple[schema.Schema, ...], given: Given) -> bool:
    def refined(type_: Type | None) -> Type | None:
        return without_none(type_) if type_ is not None and is_optional(type_) else type_

    other = Given(
        tuple(refined(it) for it in given.positional),
        tuple((name, refined(it)) for name, it in given.keywords),
        given.expands,
        given.of_method,
    )
    return other != given and schema.match(schemas, other).fits is not False


def call_method(
    walk: Walk, node: nodes.Call, owner: Type, name: str, arguments: Arguments, flow: Flow
) -> Sugar | None:
    """A builtin method of a value."""
    if owner == TENSOR and name == "tolist":
        if not walk.hinted(node):
            walk.refuse("tolist", node, "Expected type hint for result of tolist()", flow)
        else:
            _check_listed(walk, node, flow)
        return None
    schemas = schema.of_operator(name)
    if not schemas or (owner == TENSOR and name in CASTS):
        return results.of_method(owner, name, len(arguments.positional), arguments.names)
    return _call_schemas(walk, node, schemas, arguments, flow, owner)


def _check_listed(walk: Walk, node: nodes.Call, flow: Flow) -> None:
    """What ``tolist`` is said to give: numbers, or lists of them."""
    type_ = walk.hint(node)
    while type_ is not None and type_.name == "List":
        type_ = type_.arguments[0]
    if type_ is not None and type_.name not in ("int", "float", "complex", "bool"):
        detail = f"{spell(type_)} is not one of the supported element types for tolist"
        walk.refuse("tolist", node, detail, flow)


# --- builtins -----------------------------------------------------------------------------------


def _call_builtin(
    walk: Walk, node: nodes.Call, name: str, arguments: Arguments, flow: Flow
) -> Sugar | None:
    special = _BUILTINS.get(name)
    if special is not None:
        return special(walk, node, arguments, flow)
    if name in _CASTS:
        return _cast(walk, node, name, arguments, flow)
    if name in _OPERATORS:
        if name in ("len", "all", "any") and any(_has_length(it) for it in arguments.values):
            return INT if name == "len" else BOOL
        return _call_schemas(walk, node, schema.of_operator(_OPERATORS[name]), arguments, flow)
    thing = getattr(builtins, name, None)
    if isinstance(thing, BuiltinFunctionType) and name != "id":
        _refuse_python(walk, node, f"<built-in function {name}>", flow)
        return None
    if isinstance(thing, type) and not issubclass(thing, BaseException):
        return _call_type(walk, node, name, arguments, flow)
    return None


def _has_length(value: Sugar | None) -> bool:
    """Whether something is no value, but has a length that the compiler knows."""
    return isinstance(value, (Held, Group, Elements))


def _call_type(
    walk: Walk, node: nodes.Call, name: str, arguments: Arguments, flow: Flow
) -> Type | None:
    """A class of Python: to the compiler a function of Tensors that it leaves to Python."""
    for type_ in arguments.types(walk, flow).positional:
        if type_ is not None and schema.fits(type_, TENSOR) is False:
            detail = (
                f"{name}(): Expected a value of type 'Tensor' "
                f"but instead found type '{schema.told(type_)}'."
            )
            walk.refuse("python", node, detail, flow)
            return None
    return TENSOR


def _cast(walk: Walk, node: nodes.Call, name: str, arguments: Arguments, flow: Flow) -> Type | None:
    operator, result = _CASTS[name]
    if len(arguments.positional) == 1 and type_of(arguments.values[0]) == result:
        return result
    if arguments.positional or arguments.keywords:
        _call_schemas(walk, node, schema.of_operator(operator), arguments, flow)
    return result


def _bool(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Type | None:
    return BOOL


def _check_number(
    walk: Walk, node: nodes.Call, name: str, least: int, most: int, flow: Flow
) -> bool:
    """Whether a builtin has as many arguments as it takes."""
    count = len(node.args)
    if least <= count <= most or any(isinstance(it, nodes.Starred) for it in node.args):
        return True
    word = "least" if count < least else "most"
    bound = least if count < least else most
    detail = f"{name} expected at {word} {bound} arguments, got {count}"
    walk.refuse("operands", node, detail, flow)
    return False


def _range(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    _check_number(walk, node, "range", 1, 3, flow)
    for index, (argument, value) in enumerate(arguments.positional):
        type_ = walk.as_simple(value, argument, flow)
        if type_ is not None and type_ != INT:
            said = f"all inputs of range must be ints, found {spell(type_)} in argument {index}"
            construct = "optional" if is_optional(type_) and without_none(type_) == INT else "range"
            walk.refuse("operands" if construct == "range" else construct, node, said, flow)
            break
    return Elements(INT)


def _enumerate(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    enough = bool(node.keywords) or _check_number(walk, node, "enumerate", 1, 2, flow)
    if not enough or not arguments.positional:
        return None
    argument, value = arguments.positional[0]
    walk.check_iterable(value, argument, flow)
    return Elements(group((INT, element_of(walk.instances, value))), is_unrolled(value))


def _zip(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    """``IterableTree::addChild``: all that is zipped has a length that is known, or nothing."""
    for argument, value in arguments.positional:
        walk.check_iterable(value, argument, flow)
    if not _check_number(walk, node, "zip", 1, sys.maxsize, flow):
        return None
    known = {is_unrolled(it) for it in arguments.values}
    if known >= {True, False}:
        detail = (
            "Can not iterate over a module list or tuple with a value that does not have a "
            "statically determinable length"
        )
        walk.refuse("iteration", node, detail, flow)
    unrolled = True if True in known else None if None in known else False
    element = group(tuple(element_of(walk.instances, it) for it in arguments.values))
    return Elements(element, unrolled)


def _list(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    if not arguments.positional:
        return EMPTY_LIST
    argument, value = arguments.positional[0]
    walk.check_iterable(value, argument, flow)
    element = element_of(walk.instances, value)
    return Type("List", (element,)) if isinstance(element, Type) else None


def _tuple(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    value = arguments.values[0] if arguments.positional else None
    type_ = type_of(value)
    if type_ is not None and type_.name == "List":
        walk.refuse("unpack-length", node, NO_LENGTH, flow)
        return None
    return value if isinstance(value, (Group, Type)) and type_ != TENSOR else None


def _print(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    if arguments.keywords:
        walk.refuse("form", node, "print doesn't accept any keyword arguments", flow)
    for argument, value in arguments.positional:
        walk.as_simple(value, argument, flow)
    return NONE


#: Types that no attribute can be asked of (emitHasAttr of ir_emitter.cpp).
_WITHOUT_NAMES = frozenset({"Tensor", "int", "float", "bool", "str", "List", "Dict"})


def _named(name: str) -> _Special:
    """``getattr``, ``hasattr``: the name has to be written out."""

    def special(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
        count = len(node.args)
        if count != 2 and (name == "hasattr" or count != 3):
            walk.refuse("form", node, f"{name} is called with {count} arguments", flow)
            return None
        key = node.args[1] if count > 1 else None
        if key is not None and not (isinstance(key, nodes.Const) and isinstance(key.value, str)):
            walk.refuse("form", node, f"{name}'s second argument must be a string literal", flow)
            return None
        if name != "hasattr":
            return walk.named_attribute(node, flow)
        owner = type_of(walk.value(node.args[0], flow)) if node.args else None
        if owner is not None and owner.name in _WITHOUT_NAMES:
            detail = f"hasattr's first argument must be an object or NamedTuple, got {spell(owner)}"
            walk.refuse("form", node, detail, flow)
        return BOOL

    return special


def _dict(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    return None if node.args or node.keywords else Type("Dict", (STR, TENSOR))


def _type(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    return _call_type(walk, node, "type", arguments, flow)


def _super(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    """Without arguments a class of Python like others: only asking its Tensor fails."""
    if node.args:
        walk.refuse("class", node, "Python type cannot be used as a value", flow)
        return None
    return TENSOR


def _id(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    type_ = walk.as_simple(arguments.values[0], node, flow) if arguments.positional else None
    if type_ is not None and type_.name in ("Tensor", "int", "float", "str", "List", "Dict"):
        detail = f"Expected a value of type 'Optional[AnyClassType]' but found '{spell(type_)}'"
        walk.refuse("python", node, detail, flow)
    return INT


def _slice(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    return Slice()


def _unknown(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    return None


def _answer(result: Type) -> _Special:
    """What takes anything, and returns that."""

    def special(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
        return result

    return special


_Special = Callable[["Walk", nodes.Call, Arguments, Flow], "Sugar | None"]

_BUILTINS: dict[str, _Special] = {
    "range": _range,
    "enumerate": _enumerate,
    "zip": _zip,
    "list": _list,
    "tuple": _tuple,
    "print": _print,
    "bool": _bool,
    "getattr": _named("getattr"),
    "hasattr": _named("hasattr"),
    "dict": _dict,
    "type": _type,
    "slice": _slice,
    "super": _super,
    "id": _id,
    "complex": _answer(COMPLEX),
}


# --- torch --------------------------------------------------------------------------------------


def _unwrapped(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    type_ = type_of(arguments.values[0]) if arguments.positional else None
    return without_none(type_) if type_ is not None else None


def _tensor_class(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    """Only ``torch.Tensor`` itself is no class that the compiler leaves to Python."""
    if (dotted(node.func) or "").rpartition(".")[2] == "Tensor":
        walk.refuse("python", node, "Unknown builtin op: aten::Tensor", flow)
    return TENSOR


def _annotated(walk: Walk, node: nodes.Call, arguments: Arguments, flow: Flow) -> Sugar | None:
    """``torch.jit.annotate(T, value)``: the value is held against the type."""
    if len(node.args) < 2:
        return None
    module, (declared, value) = walk.code.module, node.args[:2]
    type_ = walk.reach.headers.type_of(module, module.text(declared))
    if type_ is not None:
        check_declared(walk, value, type_, type_of(arguments.values[1]), flow)
    return type_


_SPECIAL: dict[str, _Special] = {
    "torch.jit.annotate": _annotated,
    "torch.jit._unwrap_optional": _unwrapped,
    "torch.jit.is_scripting": _answer(BOOL),
    "torch.jit.is_tracing": _answer(BOOL),
    "collections.OrderedDict": _dict,
    "torch.device": _answer(DEVICE),
    "torch.Size": _unknown,
    "torch.Tensor": _tensor_class,
    **dict.fromkeys(("torch.FloatTensor", "torch.LongTensor", "torch.BoolTensor"), _answer(TENSOR)),
    "torch.no_grad": _unknown,
    "warnings.warn": _answer(NONE),
}
