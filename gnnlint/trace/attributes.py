"""Attribute access on values."""

from __future__ import annotations

from astroid import nodes

from gnnlint import library
from gnnlint.library import kinds
from gnnlint.premise import Condition
from gnnlint.project.code import Assigned, ClassCode, FunctionCode, LibraryName, ModuleCode
from gnnlint.trace import arrays, leaves, ranks, releases, shapes, varying
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.command_line import NAMESPACE, PARSER, of_parser
from gnnlint.trace.enums import member, of_member
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import SETTINGS, DictObject, Instance, ListObject
from gnnlint.trace.iteration import DATA_CLASSES
from gnnlint.trace.machine import Machine, reads_attributes
from gnnlint.trace.modes import tell_one
from gnnlint.trace.moves import COLUMNS, NOWHERE, ROWS
from gnnlint.trace.names import global_value, library_value, value_of
from gnnlint.trace.presence import open_up
from gnnlint.trace.releases import Release
from gnnlint.trace.sizes import SHAPE, shape_of
from gnnlint.trace.state import State, present
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    COUNT,
    DEVICE,
    DEVICE_OF_RUN,
    EXAMPLE,
    NODE_COUNT,
    SIZE,
    UNKNOWN,
    WIDTH,
    Class,
    Const,
    DType,
    Function,
    Layout,
    Library,
    Member,
    Method,
    Module,
    Opaque,
    Option,
    Partial,
    Ref,
    Region,
    Scalar,
    Slice,
    Source,
    Super,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
    is_array,
    is_none,
    role_of_result,
)

TRAINING = Condition("self.training", "self.training", "training")

_INTEGER_DATA = frozenset({"edge_index", "batch", "z", "edge_type", "node_type", "ptr", "n_id"})
_DATA_MASKS = ("mask",)
_ROWS_OF_DATA = frozenset({"x", "pos", "edge_attr", "edge_weight"})
_DATA_METHODS = frozenset(
    """adj_t to keys num_node_types clone cpu cuda metadata to_dict is_undirected is_directed
    has_self_loops has_isolated_nodes is_coalesced coalesce validate to_data_list get_example
    index_select subgraph edge_subgraph sort concat size""".split()
)

_NAMED_ITEMS = {"values": 0, "indices": 1}
"""Fields of what ``max``, ``sort`` and ``topk`` return."""


@reads_attributes
def attribute(machine: Machine, node: nodes.NodeNG, owner: Value, name: str, state: State) -> Value:
    """The value of ``owner.name``."""
    if isinstance(owner, Union):
        kept = [it for it in owner.options if not is_none(it.value)]
        found = [Option(machine.attribute(node, it.value, name, state), it.guard) for it in kept]
        return unite(found) if found else UNKNOWN
    if isinstance(owner, Tensor):
        if owner.array and name in arrays.UNTRACED:
            full = f"numpy.ndarray.{name}"
            machine.emit(Kind.CALL, node, state, name=full, callee=f"ndarray.{name}",
                         classes=(full,))  # fmt: skip
        return of_tensor(owner, name)
    if isinstance(owner, Ref):
        return _of_object(machine, node, owner, name, state)
    if isinstance(owner, Library):
        return library_value(machine, library.canonical(f"{owner.name}.{name}"))
    if isinstance(owner, Module):
        return _of_module(machine, owner, name, state)
    if isinstance(owner, Class):
        return of_class(machine, owner.code, name, state)
    if isinstance(owner, Super):
        return _of_super(machine, owner, name, state)
    if isinstance(owner, Unknown):
        return _of_unknown(owner, name)
    if isinstance(owner, Opaque):
        return _of_opaque(owner, name)
    if isinstance(owner, Tuple) and owner.items and name in _NAMED_ITEMS:
        place = _NAMED_ITEMS[name]
        return owner.items[place] if place < len(owner.items) else UNKNOWN
    if isinstance(owner, Const) and isinstance(owner.value, Release):
        return releases.part(owner.value, name) or Method(owner, name)
    if isinstance(owner, Const) and isinstance(owner.value, Member):
        return _of_member(machine, node, owner, name, state)
    if isinstance(owner, (Const, Scalar, Tuple, Slice, Region, Partial, Method)):
        return Method(owner, name)
    return UNKNOWN


_TURNING = {"T": "t", "mT": "movedim", "H": "t", "mH": "movedim"}
"""Attributes of tensors that move sizes, by the operator that does the same."""


def of_tensor(owner: Tensor, name: str) -> Value:
    """An attribute of a tensor; its methods are bound."""
    if owner.array:
        return arrays.attribute(owner, name)
    if name == "shape":
        return shape_of(owner)
    if name == "ndim":
        return ranks.as_number(owner)
    if name == "itemsize":
        return WIDTH
    if name == "nbytes":
        return SIZE
    if name in kinds.METADATA:
        return Scalar("bool", Source.SIZE)
    if name in ("is_sparse", "is_sparse_csr", "is_mkldnn"):
        return Const(owner.layout is Layout.SPARSE) if name == "is_sparse" else Const(False)
    if name == "layout":
        return Library("torch.strided") if owner.layout is Layout.DENSE else UNKNOWN
    if name in kinds.TENSORS:
        depends, dims = shapes.of_result(_TURNING.get(name, name), owner, (owner,), Bound())
        rank = ranks.of_result(name, owner, (owner,), Bound())
        return Tensor(
            owner.dtype,
            owner.layout,
            owner.assumed,
            role_of_result((owner,)),
            rank=rank,
            unbacked=depends,
            unbacked_dims=dims,
            varying_dims=varying.of_result(_TURNING.get(name, name), owner, (owner,), Bound()),
            graded=leaves.of_result(name, (owner,), Bound()),
        )
    if name == "dtype":
        return Opaque("torch.dtype", owner.dtype)
    if name == "device":
        return DEVICE_OF_RUN if owner.role == EXAMPLE or owner.is_held else DEVICE
    return Method(owner, name) if library.is_tensor_attribute(name) else UNKNOWN


def _of_unknown(owner: Unknown, name: str) -> Value:
    """``args.use_gdc``: a configuration's attribute is as open as the configuration, by name."""
    if name in kinds.TENSOR_METHODS:
        return Method(Tensor(), name)
    condition = owner.condition
    if name == "lower" and condition is not None:
        return Method(owner, name)
    if condition is None or not condition.text.replace(".", "").isidentifier():
        return UNKNOWN
    text = f"{condition.text}.{name}"
    return Unknown(Condition(f"{condition.key}.{name}", text, condition.kind))


def _of_opaque(owner: Opaque, name: str) -> Value:
    if owner.type in DATA_CLASSES:
        return of_data(owner, "" if owner.assumed else owner.type, name)
    if owner.type == "torch_sparse.SparseTensor":
        return Method(owner, name)
    if is_array(owner) and name in ("shape", "ndim", "size"):
        return SHAPE if name == "shape" else SIZE
    return Method(owner, name)


OVERLOADING = frozenset({"torch_geometric.data.Data", "torch_geometric.data.Batch"})
"""Graph objects whose ``num_nodes`` is declared a second time, as an overload (data/data.py)."""


def of_data(owner: Value, kind: str, name: str) -> Value:
    """What a graph object holds under a name, by the conventions of torch_geometric.data.Data."""
    if name in _DATA_METHODS:
        return Method(owner, name)
    if name.endswith("_dict"):
        return UNKNOWN
    if name == "num_nodes" and kind in OVERLOADING:
        return NODE_COUNT
    if name in ("num_nodes", "num_edges", "num_graphs", "batch_size"):
        return COUNT
    if name in ("num_features", "num_node_features", "num_edge_features"):
        return WIDTH
    if name.endswith(_DATA_MASKS):
        return Tensor(DType.BOOL)
    if name in _INTEGER_DATA:
        rank = ranks.BY_NAME.get(name)
        return Tensor(DType.INT, rank=rank, varying_dims=COLUMNS if rank == 2 else ROWS)
    if name in ("x", "pos", "edge_attr", "edge_weight", "y", "adj", "norm", "face", "train_y"):
        dtype = DType.FLOAT if name in ("x", "pos") else DType.UNKNOWN
        return Tensor(dtype, varying_dims=ROWS if name in _ROWS_OF_DATA else NOWHERE)
    return UNKNOWN


def _of_module(machine: Machine, owner: Module, name: str, state: State) -> Value:
    found = machine.project.member(owner.code, name)
    if isinstance(found, Assigned):
        home = machine.project.home(owner.code, name)
        return global_value(machine, home, found, state)
    return value_of(machine, found, state)


def of_class(machine: Machine, code: ClassCode, name: str, state: State) -> Value:
    """A class attribute, unbound method or nested class."""
    found = machine.project.method(code, name)
    if isinstance(found, FunctionCode):
        bound = "classmethod" in found.decorators
        return Function(found, Class(code) if bound else None)
    if isinstance(found, Assigned):
        if (known := member(machine.project, code, name)) is not None:
            return known
        return global_value(machine, _home(machine, found, code), found, state)
    if isinstance(found, ClassCode):
        return Class(found)
    if isinstance(found, LibraryName):
        if name == "apply" and (applied := _applied(machine, code)) is not None:
            return applied
        return Library(library.canonical(f"{found.name}.{name}"))
    return UNKNOWN


def _applied(machine: Machine, code: ClassCode) -> Function | None:
    """What ``apply`` of a ``torch.autograd.Function`` runs: its ``forward``, with a context.

    A class with ``setup_context`` gets the context there instead.
    """
    base = machine.project.library_base(code)
    forward = machine.project.method(code, "forward")
    if base is None or base.name != "torch.autograd.Function":
        return None
    if not isinstance(forward, FunctionCode) or code.node.decorators:
        return None
    separate = isinstance(machine.project.method(code, "setup_context"), FunctionCode)
    return Function(forward, None if separate else _CONTEXT)


_CONTEXT = Opaque("torch.autograd.function.FunctionCtx")


def _home(machine: Machine, found: Assigned, code: ClassCode) -> ModuleCode:
    for base in machine.project.ancestors(code):
        if isinstance(base, ClassCode) and found in base.attributes.values():
            return base.module
    return code.module


def _of_super(machine: Machine, owner: Super, name: str, state: State) -> Value:
    instance = owner.owner
    code = None
    if isinstance(instance, Ref):
        thing = state.heap.get(instance.key)
        code = thing.kind if isinstance(thing, Instance) else None
    elif isinstance(instance, Class):
        code = instance.code
    if not isinstance(code, ClassCode):
        return UNKNOWN
    found = machine.project.method(code, name, owner.after)
    if isinstance(found, FunctionCode):
        return Function(found, instance)
    if isinstance(found, LibraryName):
        return Method(owner, name)
    return UNKNOWN


def _of_object(machine: Machine, node: nodes.NodeNG, owner: Ref, name: str, state: State) -> Value:
    thing = state.heap.get(owner.key)
    if isinstance(thing, (ListObject, DictObject)):
        return Method(owner, name)
    if not isinstance(thing, Instance):
        return UNKNOWN
    if name == "__dict__":
        open_up(owner, state)
    if name in thing.attributes:
        found = present(state.select(thing.attributes[name]))
        if found is not None:
            return found
    if isinstance(thing.kind, str):
        tell_one(node, owner, state)
        return _of_library_object(thing, owner, name)
    found_in_class = machine.project.method(thing.kind, name)
    if isinstance(found_in_class, FunctionCode):
        return _method_or_property(machine, node, owner, thing.kind, found_in_class, state)
    if isinstance(found_in_class, Assigned):
        home = _home(machine, found_in_class, thing.kind)
        if found_in_class.node is found_in_class.annotation:
            return UNKNOWN
        return global_value(machine, home, found_in_class, state)
    if isinstance(found_in_class, ClassCode):
        return Class(found_in_class)
    if isinstance(found_in_class, LibraryName):
        if name == "apply" and (applied := _applied(machine, thing.kind)) is not None:
            return applied
        return _of_library_object(thing, owner, name)
    return UNKNOWN


def _of_member(
    machine: Machine, node: nodes.NodeNG, owner: Const, name: str, state: State
) -> Value:
    assert isinstance(owner.value, Member)
    if (known := of_member(machine, owner.value, name, state)) is not None:
        return known
    found = machine.project.method(owner.value.code, name)
    if isinstance(found, FunctionCode):
        return _method_or_property(machine, node, owner, owner.value.code, found, state)
    return of_class(machine, owner.value.code, name, state)


def _method_or_property(
    machine: Machine,
    node: nodes.NodeNG,
    owner: Ref | Const,
    kind: ClassCode,
    code: FunctionCode,
    state: State,
) -> Value:
    decorators = set(code.decorators)
    if decorators & {"property", "cached_property", "functools.cached_property"}:
        return machine.call(node, Function(code, owner), Arguments(), state)
    if "torch.compile" in machine.project.decorator_names(code) and machine.region is None:
        return Region(Function(code, owner))
    if "staticmethod" in decorators:
        return Function(code)
    if "classmethod" in decorators:
        return Function(code, Class(kind))
    return Function(code, owner)


_MODULE_METHODS = frozenset(
    """parameters named_parameters modules named_modules children named_children buffers
    named_buffers train eval to cuda cpu apply state_dict load_state_dict register_buffer
    register_parameter add_module register_module requires_grad_ zero_grad extra_repr
    reset_parameters propagate edge_updater jittable forward __init__ __call__ message update
    aggregate edge_update reduce append extend insert keys values items pop type float double half
    compile get_submodule save_hyperparameters log log_dict flatten_parameters
    register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook""".split()
)


def _of_library_object(thing: Instance, owner: Ref, name: str) -> Value:
    kind = thing.library_class or ""
    if kind in DATA_CLASSES:
        return of_data(owner, kind, name)
    if kind in (PARSER, NAMESPACE):
        return of_parser(owner, thing, name)
    if kind == SETTINGS:
        return UNKNOWN
    if name == "training":
        return Scalar("bool", Source.PARAMETER, TRAINING)
    if library.is_module_class(kind) or kind in ("torch_geometric.nn.MessagePassing",):
        if name in _MODULE_METHODS or name.startswith("__"):
            return Method(owner, name)
        init = thing.init if isinstance(thing.kind, str) else thing.base_init
        if init is not None and (value := init.value(name)) is not None:
            return value
        if name == "node_dim":
            return Const(-2)
        if name == "weight":
            return Tensor(DType.FLOAT, role="parameter")
        return UNKNOWN
    return Method(owner, name)
