"""Bound methods of values that are not the project's: tensors, containers, strings, modules."""

from __future__ import annotations

from astroid import nodes

from gnnlint import library
from gnnlint.frozen import replace
from gnnlint.library import kinds
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.trace import (
    arrays,
    gradients,
    hooks,
    leaves,
    message_passing,
    releases,
    shapes,
    tensors,
)
from gnnlint.trace.agreement import heed
from gnnlint.trace.attributes import OVERLOADING
from gnnlint.trace.bound import Arguments, Bound, bind, with_blended
from gnnlint.trace.calls import call_function
from gnnlint.trace.command_line import PARSER, call_parser
from gnnlint.trace.containers import call_dict, call_list
from gnnlint.trace.environment import ENVIRONMENT, get_variable
from gnnlint.trace.event import Kind
from gnnlint.trace.example import computed
from gnnlint.trace.heap import DictObject, Instance, ListObject
from gnnlint.trace.instances import (
    COMPILED,
    initialize_base,
    read_modules,
    region_of,
)
from gnnlint.trace.iteration import DATA_CLASSES, ITEMS, every_item, items_of, pass_numbers
from gnnlint.trace.layers import call_forward
from gnnlint.trace.libraries import names_of, random_number
from gnnlint.trace.machine import Machine, calls
from gnnlint.trace.modes import TELLING, tell
from gnnlint.trace.node_count import count_passed
from gnnlint.trace.number_arguments import keep_numbers, read_numbers, with_known
from gnnlint.trace.presence import open_up
from gnnlint.trace.promises import replaced
from gnnlint.trace.releases import Release
from gnnlint.trace.state import State
from gnnlint.trace.subgraphs import note_change
from gnnlint.trace.texts import made_of, read_text, written
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    COUNT,
    MISSING,
    NODE_COUNT,
    NONE,
    SIZE,
    UNKNOWN,
    Const,
    DType,
    Function,
    Method,
    Opaque,
    Option,
    Ref,
    Scalar,
    Source,
    Super,
    Tensor,
    Tuple,
    Unknown,
    Value,
    constant,
    is_array,
    is_none,
    made_outside,
    may_be_tensor,
    written_to,
)
from gnnlint.trace.variables import receiver_of
from gnnlint.trace.walking import switch, walk


@calls(Method)
def call_bound(
    machine: Machine, node: nodes.NodeNG, method: Method, arguments: Arguments, state: State
) -> Value:
    """The value of calling a bound method."""
    owner = method.owner
    if isinstance(owner, Tensor):
        return _call_tensor(machine, node, owner, method.name, arguments, state)
    if isinstance(owner, Super):
        return _call_super(machine, node, owner, method.name, arguments, state)
    if isinstance(owner, Ref):
        return _call_object(machine, node, owner, method.name, arguments, state)
    if method.name == "lower" and isinstance(owner, (Scalar, Unknown)):
        return owner  # an option, compared with lower-case names: it keeps its own
    if isinstance(owner, Const) and isinstance(owner.value, Release):
        return releases.method(machine, owner.value, method.name, arguments, state)
    if isinstance(owner, (Const, Scalar)):
        return _call_plain(machine, node, owner, method.name, arguments, state)
    if isinstance(owner, Tuple):
        return SIZE if method.name in ("numel", "count", "index") else UNKNOWN
    if isinstance(owner, Opaque):
        return _call_opaque(machine, node, owner, method.name, arguments, state)
    return UNKNOWN


_PROVING = kinds.TENSOR_ONLY - frozenset(
    "to cpu cuda clone detach contiguous float long bool size split item tolist".split()
)
"""Methods whose call shows that what was assumed to be a tensor is one; graphs and batches of them
can be moved and copied as well."""


def _call_tensor(
    machine: Machine,
    node: nodes.NodeNG,
    owner: Tensor,
    name: str,
    arguments: Arguments,
    state: State,
) -> Value:
    if owner.assumed and name in _PROVING:
        owner = replace(owner, assumed=None)
    full = f"numpy.ndarray.{name}" if owner.array else f"torch.Tensor.{name}"
    count_passed(machine, node, arguments, state)
    pass_numbers(machine, node, arguments, state)
    bound, signature = bind(library.signatures(full), arguments, owner)
    asked = with_known(machine, node, bound, state)
    machine.emit(Kind.CALL, node, state, name=full, call=asked, classes=(full,))
    keep_numbers(node, full, state)
    if name.endswith("_") and isinstance(node, nodes.Call):
        _write_in_place(node, owner, name, state)
    listed = with_blended(shapes.with_lists(bound, state))
    read_numbers(machine, node, full, listed, state)
    if owner.array:
        result = arrays.of_method(name, owner, listed)
    else:
        result = tensors.result(name, owner, listed, signature)
        operands = [owner, *(it for it in listed.values() if isinstance(it, Tensor))]
        result = gradients.followed(
            machine, result, lambda: leaves.of_result(name, operands, listed)
        )
        result = heed(machine, name, operands, listed, result, state)
    if name == "requires_grad_" and isinstance(result, Tensor):
        result = gradients.require(machine, node, result, bound, state)
    if name.endswith("_") and isinstance(node, nodes.Call):
        gradients.write_in_place(node, result, state)
    if machine.is_traced:
        result = computed(full, result, (owner, *bound.values()), state)
    if name == "tolist" and not owner.scalar:
        numbers = made_outside(result) if machine.is_outside else result
        return machine.allocate(state, ListObject((), numbers, _count_of_rows(owner)))
    return result


def _count_of_rows(tensor: Tensor) -> Value | None:
    """The number that the length of ``tensor.tolist()`` follows, where it is known to vary."""
    return COUNT if tensor.rows or 0 in tensor.unbacked_dims else None


_RESHAPING = frozenset(
    """unsqueeze_ squeeze_ t_ transpose_ swapaxes_ swapdims_ resize_ resize_as_ set_ as_strided_
    rename_""".split()
)


def _write_in_place(node: nodes.Call, owner: Tensor, name: str, state: State) -> None:
    """``x.add_(y)`` leaves another tensor under the name ``x``."""
    receiver = receiver_of(node)
    if receiver is not None and receiver.name in state.names:
        changed = written_to(owner, reshaped=name in _RESHAPING)
        if changed is not owner:
            state.names[receiver.name] = changed


def _call_super(
    machine: Machine,
    node: nodes.NodeNG,
    owner: Super,
    name: str,
    arguments: Arguments,
    state: State,
) -> Value:
    """A method that ``super()`` finds in a library base."""
    ref = owner.owner
    thing = state.heap.get(ref.key) if isinstance(ref, Ref) else None
    if not isinstance(thing, Instance) or not isinstance(thing.kind, ClassCode):
        return UNKNOWN
    assert isinstance(ref, Ref)
    base = machine.project.library_base(thing.kind)
    if base is None:
        return UNKNOWN
    if name == "__init__":
        initialize_base(machine, node, ref, base.name, arguments, state)
        return NONE
    if name == "__call__":
        own = machine.project.method(thing.kind, "forward")
        if isinstance(own, FunctionCode):
            return call_function(machine, node, Function(own, ref), arguments, state)
    if name in ("forward", "__call__"):
        read_modules(machine, node, ref, state)
        return call_forward(machine, node, ref, replace(thing, base=base.name), arguments, state)
    return _call_object(machine, node, ref, name, arguments, state)


def _call_object(
    machine: Machine, node: nodes.NodeNG, ref: Ref, name: str, arguments: Arguments, state: State
) -> Value:
    if name in TELLING and machine.is_outside:
        tell(node, ref, name, arguments, state)
    elif name == "requires_grad_" and not machine.is_outside:
        switch(machine, node, ref, arguments, state)
    thing = state.heap.get(ref.key)
    if isinstance(thing, (ListObject, DictObject)):
        return _call_container(machine, node, ref, thing, name, arguments, state)
    if isinstance(thing, Instance) and thing.kind == PARSER:
        return call_parser(machine, node, ref, thing, name, arguments, state)
    if isinstance(thing, Instance):
        return _call_library_object(machine, node, ref, thing, name, arguments, state)
    return UNKNOWN


def _call_container(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: ListObject | DictObject,
    name: str,
    arguments: Arguments,
    state: State,
) -> Value:
    if isinstance(thing, ListObject):
        value = call_list(machine, node, ref, thing, name, arguments, state)
    else:
        value = call_dict(machine, node, ref, thing, name, arguments, state)
    if state.heap.get(ref.key) is not thing:
        note_change(machine, node, ref, state)
    return value


def _call_plain(
    machine: Machine,
    node: nodes.NodeNG,
    owner: Const | Scalar,
    name: str,
    arguments: Arguments,
    state: State,
) -> Value:
    if name == "format":
        parts = (*arguments.positional, *arguments.keywords.values())
        for value in parts:
            if may_be_tensor(value):
                machine.emit(
                    Kind.FORMAT, node, state, construct="format", operands={"value": value}
                )
        if isinstance(owner, Const) and isinstance(owner.value, str) and not arguments.keywords:
            return written(owner.value, arguments.positional)
        return made_of(parts)
    if name == "join" and arguments.positional:
        items, rest = items_of(machine, node, arguments.positional[0], state)
        for item in every_item(items, rest):
            read_text(machine, node, item, state, resumes=True)
        texts = [it for it in (constant(item, str) for item in items) if isinstance(it, str)]
        known = rest is None and len(texts) == len(items)
        if known and isinstance(owner, Const) and isinstance(owner.value, str):
            return Const(owner.value.join(texts))
    if isinstance(owner, Const) and isinstance(owner.value, str):
        plain = [it.value for it in arguments.positional if isinstance(it, Const)]
        safe = {"lower", "upper", "strip", "startswith", "endswith", "replace", "title", "split"}
        if name in safe and len(plain) == len(arguments.positional):
            try:
                result = getattr(owner.value, name)(*plain)
            except (TypeError, ValueError):
                return UNKNOWN
            if isinstance(result, list):
                return machine.allocate(state, ListObject(tuple(Const(it) for it in result)))
            return Const(result)
    if name in ("split", "rsplit", "splitlines"):
        return machine.allocate(state, ListObject((), Scalar("str")))
    if name in ("startswith", "endswith", "isdigit", "is_integer"):
        condition = getattr(owner, "condition", None)
        return Scalar("bool", Source.PARAMETER) if condition is None else UNKNOWN
    if name == "item" and isinstance(owner, Scalar):
        return owner
    return Scalar("str") if name in ("join", "lower", "upper", "strip", "replace") else UNKNOWN


def _call_opaque(
    machine: Machine,
    node: nodes.NodeNG,
    owner: Opaque,
    name: str,
    arguments: Arguments,
    state: State,
) -> Value:
    read_text(machine, node, owner, state, resumes=True)
    full = f"{owner.type}.{name}"
    bound = Bound(
        {str(i): it for i, it in enumerate(arguments.positional)} | dict(arguments.keywords),
        {},
        arguments.complete,
        owner,
    )
    callee = machine.callee(node)
    machine.emit(
        Kind.CALL, node, state, name=full, callee=callee, call=bound, classes=names_of(full)
    )
    if owner.type in DATA_CLASSES and name in _LIKE_THE_GRAPH:
        return owner
    if owner.type in DATA_CLASSES and name in _TAKING_APART:
        return _taken_apart(machine, name, state)
    if owner.type in OVERLOADING and name == "size":
        return Tuple((NODE_COUNT, NODE_COUNT))
    if owner.type.startswith(kinds.DISTRIBUTIONS) and name in kinds.OF_DISTRIBUTIONS:
        drawn = name == "sample" and owner.type.endswith(".Categorical")
        return Tensor(DType.INT if drawn else DType.FLOAT)
    if is_array(owner):
        return arrays.of_number_method(name, owner, arguments)
    if owner.type == kinds.PYTHON_RANDOM and name in kinds.DRAWN_BY_OBJECT:
        return random_number(machine, kinds.DRAWN_BY_OBJECT[name], bound)
    if owner == ENVIRONMENT and name == "get":
        return get_variable(machine, node, arguments, state)
    if owner.type == "torch_sparse.SparseTensor":
        machine.gap(node, f"`{full}` is not known")
    return UNKNOWN


_TAKING_APART = frozenset({"to_data_list", "get_example"})
"""Methods of a batch that return its graphs, or one of them."""


def _taken_apart(machine: Machine, name: str, state: State) -> Value:
    graph = Opaque("torch_geometric.data.Data")
    return graph if name == "get_example" else machine.allocate(state, ListObject((), graph))


_LIKE_THE_GRAPH = frozenset("to clone cpu cuda coalesce subgraph edge_subgraph sort concat".split())
"""Methods of a graph that return another one of its class."""

_FLUENT = frozenset({"to", "train", "eval", "cuda", "cpu", "float", "double", "half", "type",
                     "requires_grad_", "apply", "jittable", "xpu", "share_memory"})  # fmt: skip


def _call_library_object(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: Instance,
    name: str,
    arguments: Arguments,
    state: State,
) -> Value:
    kind = thing.library_class or ""
    if name == "_replace":
        return replaced(machine, node, ref, arguments, state)
    copies = name == "__call__" or not library.is_transform(kind)
    if name in ("forward", "__call__") and copies:
        return call_forward(machine, node, ref, thing, arguments, state)
    if name in ("propagate", "edge_updater") and message_passing.is_message_passing(kind):
        return message_passing.propagate(machine, node, ref, thing, name, arguments, state)
    if message_passing.is_message_passing(kind) and name in ("message", "update", "aggregate"):
        return _default_step(machine, node, name, arguments, state)
    if name == "reduce" and message_passing.is_aggregation(kind):
        return Tensor()
    if isinstance(held := thing.attributes.get(ITEMS), Ref):
        if name in _FLUENT:
            return ref
        if name in ("add_module", "register_module") and len(arguments.positional) == 2:
            name, arguments = "append", Arguments(arguments.positional[1:])
        inner = _call_object(machine, node, held, name, arguments, state)
        return ref if name in ("append", "extend", "insert") else inner
    if name in ("register_buffer", "register_parameter", "add_module", "register_module"):
        _register(ref, name, arguments, state)
        return NONE
    if name == "compile" and library.is_module_class(kind):
        options, _ = bind(library.signatures("torch.compile"), arguments)
        state.heap[ref.key] = thing.put(COMPILED, region_of(NONE, options))
        return NONE
    if name in hooks.REGISTERING and machine.is_outside:
        state.heap[ref.key] = hooks.register(thing, name, arguments)
        return UNKNOWN
    full = f"{kind}.{name}"
    bound = Bound(dict(arguments.keywords), {}, arguments.complete, ref)
    machine.emit(
        Kind.CALL,
        node,
        state,
        name=full,
        call=bound,
        classes=(full, *(f"{base}.{name}" for base in library.ancestors(kind))),
    )
    walk(machine, node, ref, name, state)
    if name in _FLUENT or full == "torch.Generator.manual_seed":
        return ref
    if kind in DATA_CLASSES and name in _TAKING_APART:
        return _taken_apart(machine, name, state)
    if name in ("parameters", "buffers"):
        return machine.allocate(state, ListObject((), Tensor(role="parameter")))
    if name in ("children", "modules"):
        held_modules = [it for it in thing.attributes.values() if isinstance(it, Ref)]
        return machine.allocate(state, ListObject((), unite(map(Option, held_modules)))
                                if held_modules else ListObject())  # fmt: skip
    return UNKNOWN


def _default_step(
    machine: Machine, node: nodes.NodeNG, name: str, arguments: Arguments, state: State
) -> Value:
    first = arguments.first
    if not arguments.positional and arguments.keywords:
        first = next(iter(arguments.keywords.values()))
    return first if isinstance(first, Tensor) else Tensor()


def _held(method: str, value: Tensor) -> Tensor:
    """A tensor that a module registers; one that is a parameter already stays one."""
    is_buffer = method == "register_buffer" and value.role != "parameter"
    return replace(value, role="buffer" if is_buffer else "parameter")


def _register(ref: Ref, method: str, arguments: Arguments, state: State) -> None:
    given = list(arguments.positional)
    name = given[0] if given else arguments.keywords.get("name", UNKNOWN)
    value = given[1] if len(given) > 1 else next(
        (it for key, it in arguments.keywords.items() if key != "name"), MISSING
    )  # fmt: skip
    thing = state.heap.get(ref.key)
    if isinstance(thing, Instance) and isinstance(name, Const) and isinstance(name.value, str):
        value = made_outside(value)
        kept = _held(method, value) if isinstance(value, Tensor) else value
        state.heap[ref.key] = thing.put(name.value, NONE if is_none(value) else kept)
    elif isinstance(thing, Instance):
        open_up(ref, state)
