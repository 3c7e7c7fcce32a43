"""Calls of library names: functions, classes, builtins."""

from __future__ import annotations

from astroid import nodes

from gnnlint import library
from gnnlint.frozen import replace
from gnnlint.library import Signature, kinds
from gnnlint.trace import (
    arrays,
    builtin_calls,
    gradients,
    leaves,
    library_calls,
    mathematics,
    ranks,
    shapes,
    tensors,
)
from gnnlint.trace.agreement import by_groups, heed, note
from gnnlint.trace.annotation import from_text
from gnnlint.trace.bound import Arguments, Bound, bind, with_blended
from gnnlint.trace.collation import collate
from gnnlint.trace.event import Kind
from gnnlint.trace.example import computed
from gnnlint.trace.heap import Instance, ListObject
from gnnlint.trace.instances import make_library, region_of
from gnnlint.trace.iteration import every_item, pass_numbers
from gnnlint.trace.machine import Machine, calls
from gnnlint.trace.modes import hand_out
from gnnlint.trace.node_count import count_passed
from gnnlint.trace.number_arguments import keep_numbers, read_numbers, with_known
from gnnlint.trace.promises import annotated
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    COUNT,
    DEVICE,
    INDICES,
    NONE,
    SIZE,
    UNKNOWN,
    Const,
    DType,
    Function,
    Layout,
    Library,
    Opaque,
    Partial,
    Ref,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Value,
    options,
)

QUIET = ("math.", "typing.", "itertools.", "functools.", "operator.", "collections.", "os.",
         "time.", "random.", "logging.", "warnings.", "numpy.", "copy.", "re.", "sys.", "abc.",
         "dataclasses.", "enum.", "contextlib.", "inspect.", "string.", "torch.cuda.",
         "torch.jit.", "torch.compiler.", "torch._dynamo.", "torch.autograd.",
         "torch.nn.init.", "torch.manual_seed", "torch.Generator", "tqdm.", "json.",
         "pathlib.")  # fmt: skip
"""Prefixes of library names whose calls yield nothing the trace follows, and hide no break."""

CONSTANTS: dict[str, object] = {
    "torch.jit.is_scripting": False,
    "torch.jit.is_tracing": False,
    "torch.onnx.is_in_onnx_export": False,
    "torch.compiler.is_compiling": True,
    "torch.compiler.is_dynamo_compiling": True,
    "torch._dynamo.is_compiling": True,
    "torch._dynamo.external_utils.is_compiling": True,
    "torch_geometric.is_compiling": True,
    "torch_geometric.is_in_onnx_export": False,
    "torch._utils.is_compiling": True,
    "torch.utils._python_dispatch.is_traceable_wrapper_subclass": False,
}
"""What these answer while Dynamo traces."""

WHILE_TRACED = frozenset({"torch.jit.is_tracing"})
"""Those that are true while ``torch.jit.trace`` runs the code."""


@calls(Library)
def call_library(
    machine: Machine, node: nodes.NodeNG, callee: Library, arguments: Arguments, state: State
) -> Value:
    """The value of calling a library's callable."""
    name = callee.name
    if name in CONSTANTS:
        return Const(name in WHILE_TRACED if machine.is_traced else CONSTANTS[name])
    if name.startswith("builtins."):
        return builtin_calls.call_builtin(machine, node, name, arguments, state)
    if (special := library_calls.SPECIAL.get(name)) is not None:
        return special(machine, node, arguments, state)
    if name == "torch.compile":
        return _compile(machine, node, arguments, state)
    if name in OPTIMIZING:
        return _compiling(name, arguments)
    if library.is_class(name) and name not in _TENSOR_CLASSES:
        return make_library(machine, node, name, arguments, state)
    if name.startswith(("torch.", "torch_geometric.")):
        count_passed(machine, node, arguments, state)
    if name.startswith("torch."):
        pass_numbers(machine, node, arguments, state)
    signatures = library.signatures(name)
    bound, signature = bind(signatures, arguments)
    if name.startswith("math."):
        bound = mathematics.bind_numbers(arguments)
    if name in _FROM_NUMBERS or name in _TENSOR_CLASSES or name in _OF_TENSORS:
        bound = shapes.with_lists(bound, state)
    if name == gradients.TAKING:
        gradients.take(machine, arguments, state)
    emit_call(machine, node, name, with_known(machine, node, bound, state), state)
    keep_numbers(node, name, state)
    result = _result(machine, node, name, with_blended(bound), signature, state)
    return computed(name, result, bound.values(), state) if machine.is_traced else result


def emit_call(machine: Machine, node: nodes.NodeNG, name: str, bound: Bound, state: State) -> None:
    """Record the call of a library function."""
    machine.emit(
        Kind.CALL,
        node,
        state,
        name=name,
        call=bound,
        classes=names_of(name),
    )


def names_of(name: str) -> tuple[str, ...]:
    """The names by which rules may ask for a callable: its own, ``networkx.*``."""
    package = name.partition(".")[0]
    return (name, f"{package}.*") if package in kinds.SKIPPED_PACKAGES else (name,)


def _result(
    machine: Machine,
    node: nodes.NodeNG,
    name: str,
    bound: Bound,
    signature: Signature | None,
    state: State,
) -> Value:
    if name in kinds.FOREIGN_TENSORS:
        return _foreign(machine, node, name, bound, state)
    if name in kinds.FOREIGN_RETURNS:
        return from_text(kinds.FOREIGN_RETURNS[name])
    if name in kinds.MANAGERS:
        return Opaque(name)
    if name.startswith(kinds.DISTRIBUTIONS) and name.rpartition(".")[2][0].isupper():
        return Opaque(name)
    if name in kinds.OBJECT_MAKERS:
        return Opaque(kinds.OBJECT_MAKERS[name])
    if name.partition(".")[0] in kinds.SKIPPED_PACKAGES:
        return Opaque(name) if name.rpartition(".")[2][0].isupper() else UNKNOWN
    if name in kinds.MODULE_MAKERS:
        return machine.allocate_at(node, state, Instance(name, bound, machine.module.place(node)))
    if name in kinds.DRAWN:
        return random_number(machine, kinds.DRAWN[name], bound)
    if name.startswith("math."):
        return mathematics.of_function(name, shapes.with_lists(bound, state))
    if name.startswith("numpy."):
        made = arrays.of_function(name, shapes.with_lists(bound, state))
        return _typed(made, bound, state) if name in _OF_LISTS else made
    if name == "torch_geometric.data.Batch.from_data_list":
        return collate(machine, node, next(iter(bound.values()), UNKNOWN), state)
    if name == "torch.autograd.grad" and not bound.passed.get("allow_unused"):
        return Tuple(None, Tensor(DType.FLOAT))
    if name in _FROM_NUMBERS:
        return _from_numbers(name, bound, signature, state)
    if name.startswith("torch."):
        listed = shapes.with_lists(bound, state)
        read_numbers(machine, node, name, listed, state)
        _convert(machine, node, name, listed, state)
        result = _torch_result(machine, node, name, listed, signature)
        operands = [it for it in listed.values() if isinstance(it, Tensor)]
        bare = name.rpartition(".")[2]
        known = gradients.followed(
            machine, result, lambda: leaves.of_result(bare, operands, listed)
        )
        return heed(machine, bare, operands, listed, known, state)
    if name.startswith("torch_geometric.") and (returns := _returns(name, bound, signature)):
        if name in kinds.PARTED_BY_DATA:
            return machine.allocate(state, ListObject((), Tensor(), COUNT))
        if by_groups(bound):
            note(machine, state)
        value = _refined(name, annotated(machine, returns, state))
        return shapes.of_call(name, value, bound)
    if name.startswith(("torch_scatter.", "torch_sparse.", "torch_cluster.")):
        return UNKNOWN
    if not name.startswith(QUIET):
        machine.gap(node, f"`{name}` is not known")
        if machine.is_outside:
            hand_out(state.heap, bound.values())
    return UNKNOWN


def random_number(machine: Machine, kind: str, bound: Bound) -> Value:
    """A random number of Python: a tensor while Dynamo traces, where its bounds are constants."""
    if machine.is_outside:
        return Scalar(kind, Source.PARAMETER)
    fixed = all(isinstance(it, Const) for it in bound.passed.values())
    return Tensor(DType(kind), rank=0) if fixed else UNKNOWN


def _foreign(machine: Machine, node: nodes.NodeNG, name: str, bound: Bound, state: State) -> Value:
    """A function of another package, or an instance of one of its modules."""
    if name.rpartition(".")[2][0].isupper():
        return machine.allocate_at(node, state, Instance(name, bound, machine.module.place(node)))
    return Tensor()


_TORCH_TENSORS = ("torch.nn.functional.", "torch.linalg.", "torch.special.", "torch.fft.",
                  "torch.sparse.", "torch.nn.utils.rnn.pad_sequence")  # fmt: skip


_TENSOR_CLASSES = {
    "torch.Tensor": DType.UNKNOWN,
    "torch.FloatTensor": DType.FLOAT,
    "torch.LongTensor": DType.INT,
    "torch.BoolTensor": DType.BOOL,
}


def _convert(machine: Machine, node: nodes.NodeNG, name: str, bound: Bound, state: State) -> None:
    """A class of tensors is called with an array of another kind."""
    value = arrays.unsuited(_TENSOR_CLASSES.get(name, DType.UNKNOWN), bound)
    if value is not None:
        machine.emit(Kind.CONVERT, node, state, construct="class", operands={"value": value})


def _torch_result(
    machine: Machine, node: nodes.NodeNG, name: str, bound: Bound, signature: Signature | None
) -> Value:
    if name == "torch.device":
        return DEVICE
    if name in _TENSOR_CLASSES:
        return Tensor(_TENSOR_CLASSES[name])
    if name == "torch.broadcast_shapes":
        return Tuple(None, SIZE, "torch.Size")
    if name == "torch.is_tensor":
        return _whether_tensor(bound)
    if name == "torch.where" and len(bound.passed) == 1:
        return INDICES
    bare = name.rpartition(".")[2]
    known = signature is not None or library.signatures(name) or bare in kinds.UNLISTED
    operator = name.count(".") == 1 and known
    private = "._" in name and not known  # `torch.nn.functional._Reduction.get_enum`
    if operator or (name.startswith(_TORCH_TENSORS) and not private):
        return tensors.result(bare, None, bound, signature)
    if name.startswith("torch.nn.utils.rnn.") and signature is not None:
        return from_text(signature.returns)
    if name.startswith(("torch.utils.checkpoint", "torch.vmap", "torch.func")):
        machine.gap(node, f"`{name}` is not followed")
        return UNKNOWN
    if not name.startswith(QUIET):
        machine.gap(node, f"`{name}` is not known")
    return UNKNOWN


_FROM_NUMBERS = frozenset({"torch.tensor", "torch.as_tensor", "torch.asarray"})

_OF_TENSORS = frozenset({"torch.nn.utils.rnn.pad_sequence"})
"""Functions whose rules ask what is in a list of tensors."""


_OF_LISTS = frozenset({"numpy.array", "numpy.asarray", "numpy.sum", "numpy.prod", "numpy.cumsum"})


def _from_numbers(name: str, bound: Bound, signature: Signature | None, state: State) -> Value:
    """A tensor made of Python numbers: nested lists of them tell what it holds."""
    made = tensors.result(name.rpartition(".")[2], None, bound, signature)
    first = next(iter(bound.passed.values()), UNKNOWN)
    if isinstance(made, Tensor):
        rank = ranks.of_numbers(first, state)
        made = replace(made, rank=rank, constant=tensors.is_one_number(first))
    return _typed(made, bound, state)


def _typed(made: Value, bound: Bound, state: State) -> Value:
    """What is made of numbers, with their kind where nothing else tells one."""
    first = next(iter(bound.passed.values()), UNKNOWN)
    if isinstance(made, Tensor) and made.dtype is DType.UNKNOWN and "dtype" not in bound.passed:
        return replace(made, dtype=_kind_of_items(first, state))
    return made


def _kind_of_items(value: Value, state: State) -> DType:
    """The widest kind among the numbers of a nested list or tuple."""
    if isinstance(value, (Const, Scalar)):
        kind = value.type if isinstance(value, Scalar) else type(value.value).__name__
        return DType(kind) if kind in _WIDTH else DType.UNKNOWN
    items, rest = _items(value, state)
    found = [_kind_of_items(it, state) for it in every_item(items, rest)]
    if not found or DType.UNKNOWN in found:
        return DType.UNKNOWN
    return max(found, key=lambda it: _WIDTH.index(it.value))


_WIDTH = ("bool", "int", "float")


def _items(value: Value, state: State) -> tuple[tuple[Value, ...], Value | None]:
    if isinstance(value, Tuple):
        return value.items or (), value.element
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    return (thing.items, thing.rest) if isinstance(thing, ListObject) else ((), None)


def _whether_tensor(bound: Bound) -> Value:
    given = [it.value for it in options(next(iter(bound.passed.values()), UNKNOWN))]
    if all(isinstance(it, Tensor) and not it.assumed for it in given):
        return Const(True)
    if all(isinstance(it, (Const, Scalar, Tuple)) for it in given):
        return Const(False)
    return Scalar("bool", Source.SIZE)


def _returns(name: str, bound: Bound, signature: Signature | None) -> str:
    """The annotation of what a function of torch_geometric returns."""
    first = next(iter(bound.passed.values()), None)
    if name in kinds.RETURNS and isinstance(first, Tensor):
        return kinds.RETURNS[name]
    return signature.returns if signature is not None else ""


_INTEGER_RESULTS = frozenset(
    {
        "torch_geometric.utils.remove_self_loops",
        "torch_geometric.utils.add_self_loops",
        "torch_geometric.utils.add_remaining_self_loops",
        "torch_geometric.utils.coalesce",
        "torch_geometric.utils.to_undirected",
    }
)


def _refined(name: str, value: Value) -> Value:
    """What an annotation leaves open and the documentation says."""
    if name in kinds.SPARSE_RESULTS:
        return Tensor(DType.FLOAT, Layout.SPARSE)
    if name in _INTEGER_RESULTS:
        if isinstance(value, Tuple) and value.items and isinstance(value.items[0], Tensor):
            first = replace(value.items[0], dtype=DType.INT)
            return Tuple((first, *value.items[1:]))
        if isinstance(value, Tensor):
            return replace(value, dtype=DType.INT)
    if name == "torch_geometric.utils.index_to_mask":
        return Tensor(DType.BOOL)
    if name == "torch_geometric.utils.degree":
        return Tensor(DType.FLOAT)
    return value


OPTIMIZING = {"torch._dynamo.optimize": False, "torch._dynamo.optimize_assert": True}
"""What Dynamo calls ``torch.compile`` itself, each with whether it insists on one graph."""


def _compiling(name: str, arguments: Arguments) -> Partial:
    """``torch._dynamo.optimize(backend)``: what compiles a function or module, as a decorator."""
    whole = arguments.keywords.get("nopython", Const(OPTIMIZING[name]))
    dynamic = arguments.keywords.get("dynamic", NONE)
    return Partial(Library("torch.compile"), (), (("fullgraph", whole), ("dynamic", dynamic)))


def _compile(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``torch.compile(target, …)``, also as a decorator with options."""
    bound, _ = bind(library.signatures("torch.compile"), arguments)
    emit_call(machine, node, "torch.compile", bound, state)
    target = bound.value("model")
    if target is None or target == Const(None):
        return Partial(Library("torch.compile"), (), tuple(arguments.keywords.items()))
    region = region_of(target, bound)
    if isinstance(target, Function) and machine.is_outside:
        machine.regions[target.code] = (region, state.fork())
    return region
