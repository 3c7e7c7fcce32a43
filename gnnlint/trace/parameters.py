"""What the arguments of an entry point are taken to be, where nobody is seen to pass them.

Those of ``forward`` are what their annotation says, else their default's type, else what name and
use show; those of a constructor stay open under their name.
"""

from __future__ import annotations

from gnnlint.frozen import replace
from gnnlint.premise import Condition
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.trace.annotation import from_text
from gnnlint.trace.bound import Arguments
from gnnlint.trace.calls import bind_parameters, default_of
from gnnlint.trace.command_line import default_or_other, with_default
from gnnlint.trace.conventions import CONVENTIONAL, COUNTS, FLOATS, INTEGERS, NUMBERS, VARYING_DIMS
from gnnlint.trace.evidence import Evidence
from gnnlint.trace.heap import DictObject, Instance, within
from gnnlint.trace.machine import Machine
from gnnlint.trace.moves import NOWHERE
from gnnlint.trace.promises import fields_of, promised
from gnnlint.trace.ranks import BY_NAME
from gnnlint.trace.records import default_of_field
from gnnlint.trace.state import State
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    COUNT,
    NONE,
    UNKNOWN,
    Class,
    Const,
    DType,
    Function,
    Layout,
    Library,
    Method,
    Missing,
    Opaque,
    Option,
    Ref,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
    constant,
    equals,
    is_none,
    made_outside,
    options,
)


def assume_parameters(
    machine: Machine, code: FunctionCode, state: State, instance: Value | None
) -> dict[str, Value]:
    """What the arguments of an entry point are: annotation, default, then name and use."""
    names: dict[str, Value] = {}
    evidence = Evidence(code)
    for index, parameter in enumerate(code.parameters):
        name = parameter.name
        if index == 0 and instance is not None:
            names[name] = instance
        elif parameter.kind == "args":
            names[name] = Tuple(None, UNKNOWN)
        elif parameter.kind == "kwargs":
            names[name] = machine.allocate(state, DictObject({}, UNKNOWN))
        else:
            default = None if parameter.required else default_of(machine, code, name, state)
            names[name] = _assume(machine, code, name, default, evidence, state)
    return names


def _assume(
    machine: Machine,
    code: FunctionCode,
    name: str,
    default: Value | None,
    evidence: Evidence,
    state: State,
) -> Value:
    text = code.annotation(name)
    value = promised(machine, code.module, text, state)
    if value == UNKNOWN:
        value = _by_name(machine, name, default, evidence, state)
    elif default is not None and is_none(default) and not any(map(is_none, _values(value))):
        value = unite((Option(NONE), Option(value)))
    if evidence.is_sparse(name):
        value = _made_sparse(value)
    if isinstance(value, Union):
        return _guarded(name, value)
    if isinstance(value, Tensor):
        return _typed(name, value)
    if isinstance(value, Scalar):
        return _number(name, value)
    return value


def chosen_parameters(
    machine: Machine, code: FunctionCode, state: State, owner: Value | None
) -> dict[str, Value]:
    """The arguments of a program's function that nobody is seen to call.

    Whoever calls it chooses: what depends on them is said under their names.
    """
    names = assume_parameters(machine, code, state, owner)
    for parameter in code.parameters[0 if owner is None else 1 :]:
        name = parameter.name
        if parameter.kind in ("positional", "keyword"):
            default = UNKNOWN if parameter.required else default_of(machine, code, name, state)
            base = Condition(f"{code.name}({name})", name, "config")
            names[name] = _chosen(machine, base, names[name], default, state)
    return names


def _chosen(machine: Machine, base: Condition, value: Value, default: Value, state: State) -> Value:
    """An argument, or a record's field, whose value somebody chooses; tensors are no choice."""
    base = with_default(base, default)
    if isinstance(value, Ref):
        return _with_named_fields(machine, base, value, state)
    if isinstance(value, Union):
        return _optional(base, value)
    if not isinstance(value, (Unknown, Scalar)):
        return value
    if isinstance(value, Scalar):
        return default_or_other(base, default, replace(value, condition=base))
    if isinstance(default, (Ref, Class, Library, Function)):
        kept = Condition(f"{base.key} is default", f"{base.text} keeps its default", "config")
        return unite((Option(default, kept), Option(Unknown(base), kept.negated())))
    return default_or_other(base, default, Unknown(base, required=not isinstance(default, Const)))


def _optional(base: Condition, value: Union) -> Value:
    """What may be None, by the name of who chooses it."""
    rest = [it for it in value.options if not is_none(it.value)]
    if len(rest) != 1 or len(value.options) != 2:
        return value
    absent = equals(base, None)
    return unite((Option(NONE, absent), Option(rest[0].value, absent.negated())))


def _with_named_fields(machine: Machine, base: Condition, ref: Ref, state: State) -> Value:
    """A record that somebody makes: each field is its default, or what they choose."""
    thing = state.heap.get(ref.key)
    if not isinstance(thing, Instance) or not isinstance(thing.kind, ClassCode):
        return ref
    for field in fields_of(machine.project, thing.kind):
        if field.name in thing.attributes:
            default = default_of_field(machine, field, state)
            its = Condition(f"{base.key}.{field.name}", f"{base.text}.{field.name}", "config")
            known = thing.attributes[field.name]
            chosen = _chosen(machine, its, known, default or UNKNOWN, state)
            thing = thing.put(field.name, chosen)
    state.heap[ref.key] = thing
    return ref


def _made_sparse(value: Value) -> Value:
    """An argument whose use shows that its tensor is sparse."""
    if isinstance(value, Tensor):
        return replace(value, layout=Layout.SPARSE)
    if isinstance(value, Union):
        return Union(tuple(replace(it, value=_made_sparse(it.value)) for it in value.options))
    return value


def _number(name: str, value: Scalar) -> Scalar:
    """An argument that is a Python number, known by its name."""
    source = Source.BATCH if name in COUNTS and value.type == "int" else value.source
    return Scalar(value.type, source, Condition(f"argument {name}", name, "argument"))


def _values(value: Value) -> list[Value]:
    return [it.value for it in options(value)]


def _typed(name: str, value: Tensor) -> Tensor:
    dtype = value.dtype
    if dtype is DType.UNKNOWN:
        dtype = DType.INT if name in INTEGERS else DType.FLOAT if name in FLOATS else dtype
    rank, varying = BY_NAME.get(name, value.rank), VARYING_DIMS.get(name, NOWHERE)
    return replace(
        value,
        dtype=dtype,
        role="input",
        varying_dims=varying,
        rank=rank,
        rank_by_name=name in BY_NAME,
    )


def _guarded(name: str, value: Union) -> Value:
    """An optional argument: None or a value, by a condition with a name."""
    condition = equals(Condition(f"argument {name}", name, "argument"), None)
    if not any(is_none(it.value) for it in value.options):
        return value
    rest = [it for it in value.options if not is_none(it.value)]
    guard = condition.negated() if len(rest) == 1 else None
    kept = [Option(_known(name, it.value), guard) for it in rest]
    return unite((Option(NONE, condition), *kept))


def _known(name: str, value: Value) -> Value:
    """An argument that is not None, completed by what its name says."""
    if isinstance(value, Tensor):
        return _typed(name, value)
    counts = isinstance(value, Scalar) and value.type == "int" and name in COUNTS
    return COUNT if counts else value


def _by_name(
    machine: Machine, name: str, default: Value | None, evidence: Evidence, state: State
) -> Value:
    """An argument without annotation."""
    if isinstance(default, Const) and default.value is not None:
        kind = type(default.value).__name__
        return (
            Scalar(kind, Source.PARAMETER) if kind in ("bool", "int", "float", "str") else UNKNOWN
        )
    if name.endswith("_dict") and evidence.is_mapping(name):
        holds_tensors = name.removesuffix("_dict") in CONVENTIONAL
        return machine.allocate(state, DictObject({}, Tensor() if holds_tensors else UNKNOWN))
    if evidence.is_graph(name):
        return Opaque("torch_geometric.data.Data", assumed=True)
    proven = evidence.is_tensor(name)
    if not proven and name in NUMBERS:
        number = Scalar("int", Source.BATCH if name in COUNTS else Source.PARAMETER)
        return number if default is None else unite((Option(NONE), Option(number)))
    if not proven and (name not in CONVENTIONAL or evidence.is_no_tensor(name)):
        condition = Condition(f"argument {name}", name, "argument")
        return Unknown(condition, required=default is None)
    if evidence.is_mask(name) and default is None:
        return _mask(name)
    tensor = Tensor(assumed=None if proven else f"`{name}` is a tensor")
    if default is not None and is_none(default):
        return unite((Option(NONE), Option(tensor)))
    return tensor


def _mask(name: str) -> Value:
    """A tensor by which others are indexed: what is called a mask may hold places, too."""
    selects = Condition(f"argument {name}.dtype", f"{name}.dtype == torch.bool", "argument")
    kinds = ((DType.BOOL, selects), (DType.INT, selects.negated()))
    return unite(Option(Tensor(dtype, role="input"), condition) for dtype, condition in kinds)


def passed_parameters(
    machine: Machine,
    code: FunctionCode,
    instance: Value | None,
    arguments: Arguments | None,
    state: State,
) -> dict[str, Value]:
    """The arguments of an entry point that is seen to be called.

    What the caller passes, and the defaults of what it leaves out; what is not known of an
    argument is assumed as ever.
    """
    assumed = assume_parameters(machine, code, state, instance)
    if arguments is None:
        return assumed
    given = bind_parameters(machine, Function(code, instance), arguments, state)
    handed = {name: within(value, state.heap, made_outside) for name, value in given.items()}
    return {name: _told(value, assumed[name]) for name, value in handed.items()}


def says_nothing(value: Value) -> bool:
    """Whether nothing is known of an argument; an attribute nobody sets looks like a method."""
    unset = isinstance(value, Method) and isinstance(value.owner, Ref)
    return unset or isinstance(value, (Unknown, Missing))


def _told(given: Value, assumed: Value) -> Value:
    """What the caller passes, completed by what is assumed."""
    if says_nothing(given):
        return assumed
    if isinstance(given, Tensor):
        known = given.dtype is not DType.UNKNOWN or not isinstance(assumed, Tensor)
        dtype = given.dtype if known else assumed.dtype  # type: ignore[union-attr]
        varying = assumed.varying_dims if isinstance(assumed, Tensor) else NOWHERE
        return replace(given, dtype=dtype, role="input", varying_dims=varying)
    return given


def open_arguments(machine: Machine, code: ClassCode, state: State) -> Arguments:
    """The arguments of a constructor, each left open under its name."""
    initializer = machine.project.method(code, "__init__")
    if not isinstance(initializer, FunctionCode):
        return Arguments(complete=False)
    keywords: dict[str, Value] = {}
    complete = all(it.kind not in ("args", "kwargs") for it in initializer.parameters)
    for parameter in initializer.parameters[1:]:
        if parameter.kind in ("positional", "keyword"):
            name = parameter.name
            default = UNKNOWN if parameter.required else default_of(
                machine, initializer, name, state)  # fmt: skip
            keywords[name] = open_argument(machine, initializer, name, default, state)
    return Arguments((), keywords, complete)


def name_unknown(
    machine: Machine, code: FunctionCode, arguments: Arguments, state: State
) -> Arguments:
    """Constructor arguments of which nothing is known are left open under their names."""

    def named(name: str, value: Value) -> Value:
        if not _is_undecided(value):
            return value
        return open_argument(machine, code, name, UNKNOWN, state)

    names = [it.name for it in code.parameters[1:] if it.kind == "positional"]
    positional = [
        named(names[index], value) if index < len(names) else value
        for index, value in enumerate(arguments.positional)
    ]
    known = {it.name for it in code.parameters}
    keywords = {
        name: named(name, value) if name in known else value
        for name, value in arguments.keywords.items()
    }
    return replace(arguments, positional=tuple(positional), keywords=keywords)


def _is_undecided(value: Value) -> bool:
    """Whether nothing is known of it, or that it is one of several constants."""
    if not isinstance(value, Union):
        return value == UNKNOWN
    return all(isinstance(it.value, Const) and it.guard is None for it in value.options)


def open_argument(
    machine: Machine, code: FunctionCode, name: str, default: Value, state: State
) -> Value:
    """A constructor argument that any caller may choose, known by its name."""
    owner = code.owner.qualified_name if code.owner else code.name
    condition = Condition(f"{owner}({name})", name, "config")
    text = code.annotation(name)
    promised = from_text(text) if text else UNKNOWN
    if isinstance(promised, Scalar):
        return Scalar(promised.type, Source.PARAMETER, condition)
    if isinstance(promised, Tensor):
        return promised
    if isinstance(default, (Class, Library, Function)):
        usual = Condition(f"{condition.key} is default", f"{name} is {_shown(default)}", "config")
        return unite((Option(default, usual), Option(Unknown(condition), usual.negated())))
    plain = constant(default, (bool, int, float, str))
    if plain is not None and not text:
        return Scalar(type(plain).__name__, Source.PARAMETER, condition)
    return Unknown(condition, required=default == UNKNOWN)


def _shown(value: Class | Library | Function) -> str:
    """The name of a class or function, the way a user would write it."""
    name = value.name if isinstance(value, Library) else value.code.name
    return name.rpartition(".")[2]
