"""The few library functions whose work decides what follows."""

from __future__ import annotations

from astroid import nodes

from gnnlint.trace import releases
from gnnlint.trace.agreement import note
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.builtin_calls import Handler
from gnnlint.trace.combining import COMBINING
from gnnlint.trace.command_line import PARSER, make_parser
from gnnlint.trace.copying import COPYING
from gnnlint.trace.disabling import DISABLED, DISABLING, leave_graph
from gnnlint.trace.environment import get_variable
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import SCRIPTED, SETTINGS, DictObject, Instance
from gnnlint.trace.inspecting import INSPECTING
from gnnlint.trace.machine import Machine
from gnnlint.trace.promises import replaced
from gnnlint.trace.releases import PARSERS
from gnnlint.trace.resolvers import RESOLVERS
from gnnlint.trace.sequences import make_dict
from gnnlint.trace.state import State
from gnnlint.trace.subgraphs import run_subgraph
from gnnlint.trace.tracing import freeze_call, trace_call, trace_module_call
from gnnlint.trace.transforms import TRANSFORMING
from gnnlint.trace.value import (
    NONE,
    UNKNOWN,
    Const,
    Function,
    Library,
    Opaque,
    Partial,
    Ref,
    Tensor,
    Value,
    is_from_data,
)


def _record(
    machine: Machine, node: nodes.NodeNG, state: State, name: str, passed: dict[str, Value]
) -> None:
    """Record the call of a function that is known by its name alone."""
    machine.emit(Kind.CALL, node, state, name=name, classes=(name,), call=Bound(passed))


def _partial(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if not arguments.positional:
        return UNKNOWN
    callee, *rest = arguments.positional
    return Partial(callee, tuple(rest), tuple(arguments.keywords.items()))


def _replaced(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return replaced(machine, node, arguments.first, arguments, state)


def _logger(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    name = "logging.getLogger"
    given = (*arguments.positional, *arguments.keywords.values())
    _record(machine, node, state, name, dict(zip(("name",), given, strict=False)))
    return Opaque("logging.Logger")


def _same(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """A decorator or cast that hands its argument through."""
    return arguments.first


def _wraps(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``wraps(f)`` is a decorator that hands the wrapper through."""
    return Library("functools.update_wrapper")


def _unread(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """What Dynamo puts into the graph as it is, without reading it."""
    return UNKNOWN


def _wrapped(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """A progress bar yields what it is laid over."""
    name = "tqdm.tqdm"
    _record(machine, node, state, name, {"iterable": arguments.first})
    return arguments.first


def _script(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """A scripted module is another object; a scripted function is traced as what it was."""
    value, name = arguments.first, "torch.jit.script"
    _record(machine, node, state, name, {"obj": value})
    if isinstance(value, Function):
        machine.scripted.add(value.code)
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if not isinstance(thing, Instance):
        return value
    return machine.allocate(state, thing.put(SCRIPTED, Const(True)))


def _cast(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return arguments.positional[1] if len(arguments.positional) > 1 else UNKNOWN


def _defaultdict(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return machine.allocate(state, DictObject({}, UNKNOWN))


def _namespace(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """An object of settings: its attributes are what it is made with."""
    given = dict(arguments.keywords)
    bound = Bound(given, {}, arguments.complete)
    machine.emit(Kind.CALL, node, state, name=SETTINGS, call=bound, classes=(SETTINGS,))
    return machine.allocate(state, Instance(SETTINGS, bound, attributes=given))


def _checkpoint(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if not arguments.positional:
        return UNKNOWN
    function, *rest = arguments.positional
    return run_subgraph(machine, node, function, Arguments(tuple(rest)), state)


def _variable(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``Variable(x)`` is the tensor, since torch 0.4."""
    name = "torch.autograd.Variable"
    _record(machine, node, state, name, {"data": arguments.first})
    return arguments.first if isinstance(arguments.first, Tensor) else UNKNOWN


def _vouch(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``torch._check(n < 10)`` tells the compiler of a number: tests of it may be decided then."""
    if is_from_data(arguments.first):
        note(machine, state)
    return NONE


def _disable(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    leave_graph(machine, node, state)
    given = arguments.positional or "fn" in arguments.keywords
    return DISABLED if given else Library("torch.compiler.disable")


SPECIAL: dict[str, Handler] = {
    **dict.fromkeys(DISABLING, _disable),
    **dict.fromkeys(("torch._check", "torch._check_is_size", "torch._check_value"), _vouch),
    "logging.getLogger": _logger,
    "os.getenv": get_variable,
    **dict.fromkeys(PARSERS, releases.parse),
    "importlib.metadata.version": releases.installed,
    PARSER: make_parser,
    "functools.partial": _partial,
    "functools.wraps": _wraps,
    "functools.update_wrapper": _same,
    "functools.lru_cache": _same,
    "typing.cast": _cast,
    "tqdm.tqdm": _wrapped,
    "tqdm.auto.tqdm": _wrapped,
    "tqdm.std.tqdm": _wrapped,
    "collections.OrderedDict": make_dict,
    "collections.defaultdict": _defaultdict,
    "types.SimpleNamespace": _namespace,
    "argparse.Namespace": _namespace,
    **RESOLVERS,
    **COMBINING,
    **COPYING,
    **INSPECTING,
    **TRANSFORMING,
    "dataclasses.replace": _replaced,
    "torch.utils.checkpoint.checkpoint": _checkpoint,
    "torch.autograd.Variable": _variable,
    "torch.jit.script": _script,
    "torch.jit.script_if_tracing": _script,
    "torch.jit.trace": trace_call,
    "torch.jit.trace_module": trace_module_call,
    "torch.jit.freeze": freeze_call,
    "torch.jit.ignore": _same,
    "torch.jit.unused": _same,
    "torch.compiler.allow_in_graph": _unread,
    "torch._dynamo.allow_in_graph": _unread,
    "torch.jit._overload": _same,
}
"""Library functions whose effect on values matters."""
