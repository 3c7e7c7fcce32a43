"""Programs: module level, functions and ordinary classes, where models are made and compiled."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence

from astroid import nodes

from gnnlint.finding import EntryPoint
from gnnlint.frozen import replace
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode, ModuleCode
from gnnlint.trace.bound import Arguments
from gnnlint.trace.calls import closure_of, run
from gnnlint.trace.entry import Trace, build, finish
from gnnlint.trace.handed import of_function
from gnnlint.trace.heap import Instance
from gnnlint.trace.machine import Activation, Interests, Limits, Machine, PathEnds
from gnnlint.trace.parameters import assume_parameters, chosen_parameters
from gnnlint.trace.state import State
from gnnlint.trace.uses import made_by_contract
from gnnlint.trace.value import UNKNOWN, Const, Function, Ref, Value
from gnnlint.tree import nodes_of

_COMPILING = (b"torch.compile", b"torch_geometric.compile", b"import compile", b"jittable",
              b"_dynamo.optimize")  # fmt: skip
_COMPILING_ALSO = (
    re.compile(rb"\.compile\((?<!\bre\.compile\()"),
    re.compile(rb"_dynamo import .*\boptimize"),
)
"""A file without any of these starts no compiler."""

_TORCHSCRIPT = re.compile(rb"\bjit\.(?:script|trace|freeze)|torch\.jit import")
"""A file without any of these hands nothing to TorchScript."""

_MAKING = re.compile(r"[A-Z]\w*\(")
"""A call of something whose name starts as a class's does, without what stands before a dot."""

MAKING_STEPS = 2_000
"""Steps of a function that makes a model; what it does besides is of no interest."""

PREPARING = frozenset({"setUp", "setup_method"})
"""Methods that run before each of the others (unittest, pytest)."""

FIRST = PREPARING | {"__init__"}

CONTRACT = ("model", "inputs")
"""The two functions by which a file says how its model is made and called."""


def is_program(project: Project, module: ModuleCode) -> bool:
    """Whether the file starts a compiler, or makes models outside of other models."""
    return (
        hands_over(module.source.data) or _keeps_contract(module) or bool(_makers(project, module))
    )


def starts_compiler(data: bytes) -> bool:
    """Whether something in the text starts a compiler."""
    is_named = any(it in data for it in _COMPILING)
    return is_named or any(it.search(data) is not None for it in _COMPILING_ALSO)


def hands_over(data: bytes) -> bool:
    """Whether something in the text starts a compiler, or hands something to TorchScript."""
    return starts_compiler(data) or (b"jit" in data and _TORCHSCRIPT.search(data) is not None)


def trace_program(
    project: Project,
    module: ModuleCode,
    limits: Limits | None = None,
    interests: Interests | None = None,
) -> Trace:
    """Trace a script: its module level, then each function that this did not reach.

    Only what runs inside something compiled is recorded, and calls (for rules about call sites).
    The models that it makes are noted in ``machine.uses``.
    """
    compiles = hands_over(module.source.data)
    machine = Machine(project, limits, interests)
    machine.program, machine.only_makes = module, not compiles
    state = State({"__name__": Const("__main__")})
    machine.program_names = state.names
    frame = Activation(machine.key(), "<module>", module)
    machine.recording = True
    with machine.activation(frame), machine.outside():
        end = machine.execute(module.tree.body, state)
        state = end or state
        machine.program_names = state.names
        _follow_contract(machine, state)
        machine.most_steps = MAKING_STEPS if machine.only_makes else None
        _run_the_rest(machine, state)
        _run_uncalled(machine, state)
    machine.recording = False
    return finish(EntryPoint(module.name, module.place(module.tree)), machine, state)


def _run_the_rest(machine: Machine, state: State) -> None:
    """Run what the module level did not reach, as far as it makes or compiles something."""
    module, project = machine.module, machine.project
    makers = _makers(project, module)
    for code in project.functions(module):
        wanted = not machine.only_makes or _makes(module, code.node, makers)
        if wanted and code not in machine.reached:
            machine.refresh()
            _run_unreached(machine, code, state.fork(), None)
    for kind in _ordinary_classes(project, module):
        if _compiles(module, kind.node):
            _run_methods(machine, kind, list(kind.methods.values()), state.fork())
        elif _makes(module, kind.node, makers):
            _run_methods(machine, kind, _making_methods(kind, makers), state.fork())


def _run_uncalled(machine: Machine, state: State) -> None:
    """Run functions that were compiled and then handed on, with arguments as assumed."""
    for region, inner in machine.regions.values():
        function = region.target
        assert isinstance(function, Function)
        machine.refresh()
        code, going = function.code, inner.fork()
        names = assume_parameters(machine, code, going, function.owner)
        with machine.compiling(code.node, region, of_function(code)):
            _run(machine, function, names, going)


def _making_methods(kind: ClassCode, makers: frozenset[str]) -> list[FunctionCode]:
    """The methods that make models; all of them, where the constructor does."""
    methods = kind.methods
    if "__init__" in methods and _makes(kind.module, methods["__init__"].node, makers):
        return list(methods.values())
    return [it for it in methods.values() if _makes(kind.module, it.node, makers)]


def _run_methods(
    machine: Machine, kind: ClassCode, methods: Sequence[FunctionCode], state: State
) -> None:
    """Run methods of a trainer, or of a test case, on an instance with open arguments."""
    machine.refresh()
    owner = _made(machine, kind, state)
    if owner is not None:
        for name in PREPARING & set(kind.methods):
            _run_unreached(machine, kind.methods[name], state, owner)
        _forget_what_changes(owner, kind, state)
    for code in methods:
        done = code.short_name in FIRST or code in machine.reached
        if owner is not None and not done:
            machine.refresh()
            _run_unreached(machine, code, state.fork(), owner)


def _forget_what_changes(owner: Ref, kind: ClassCode, state: State) -> None:
    """Attributes that methods set have any value by the time another method runs."""
    thing = state.heap.get(owner.key)
    if isinstance(thing, Instance):
        changing = {
            node.attrname
            for code in kind.methods.values()
            if code.short_name not in FIRST
            for node in nodes_of(code.node, nodes.AssignAttr)
        }
        kept = {name: UNKNOWN if name in changing else it for name, it in thing.attributes.items()}
        state.heap[owner.key] = replace(thing, attributes=kept)


def _made(machine: Machine, code: ClassCode, state: State) -> Ref | None:
    try:
        return build(machine, code, state)
    finally:
        machine.recording = True


def _run_unreached(machine: Machine, code: FunctionCode, state: State, owner: Ref | None) -> None:
    value = state.names.get(code.short_name)
    if owner is None and value is not None and not isinstance(value, Function):
        return  # wrapped by torch.compile: traced as a compiled function
    _run(machine, Function(code, owner), chosen_parameters(machine, code, state, owner), state)


def _run(machine: Machine, function: Function, names: dict[str, Value], state: State) -> None:
    """Run a function that nobody calls here."""
    code, owner = function.code, function.owner
    closure = closure_of(function, state)
    frame = Activation(
        machine.key(), code.name, code.module, code, owner, code.owner, closure=closure
    )
    with contextlib.suppress(PathEnds):
        run(machine, frame, names, state)


def _follow_contract(machine: Machine, state: State) -> None:
    """Note the model that a file with ``model()`` and ``inputs()`` describes."""
    module = machine.module
    if not _keeps_contract(module):
        return
    inner = state.fork()
    before = len(machine.uses)
    made, given = (_result(machine, module.bindings[name], inner) for name in CONTRACT)
    place = module.place(module.bindings["model"].node)  # type: ignore[union-attr]
    del machine.uses[before:]  # the same models, made once more
    machine.uses += made_by_contract(place, made, given, inner)


def _result(machine: Machine, definition: object, state: State) -> Value:
    assert isinstance(definition, FunctionCode)
    machine.refresh()
    try:
        return machine.call(definition.node, Function(definition), Arguments(), state)
    except PathEnds:
        return UNKNOWN


def _keeps_contract(module: ModuleCode) -> bool:
    found = [module.bindings.get(name) for name in CONTRACT]
    return all(
        isinstance(it, FunctionCode) and not any(p.required for p in it.parameters) for it in found
    )


def _makers(project: Project, module: ModuleCode) -> frozenset[str]:
    """The module classes that the file makes outside of other models, by the name it uses."""
    called = set().union(*(_called(_text(module, it)) for it in _parts(project, module)))
    return frozenset(name for name in called if _is_model(project, module, name))


def _called(text: str) -> set[str]:
    """What is called in the text by a name that looks like a class's."""
    found: set[str] = set()
    for match in _MAKING.finditer(text):
        start = match.start()
        while start and (text[start - 1] in "._" or text[start - 1].isalnum()):
            start -= 1
        found.add(text[start : match.end() - 1])
    return found


def _is_model(project: Project, module: ModuleCode, name: str) -> bool:
    found = project.resolve(module, name)
    return isinstance(found, ClassCode) and project.is_module(found)


def _ordinary_classes(project: Project, module: ModuleCode) -> Iterator[ClassCode]:
    """The classes of a module that are no models."""
    for code in project.classes(module):
        if not project.is_module(code):
            yield code


def _parts(project: Project, module: ModuleCode) -> Iterator[nodes.NodeNG]:
    """Everything in the file that is not part of a model."""
    for statement in module.tree.body:
        if not isinstance(statement, (nodes.ClassDef, nodes.FunctionDef)):
            yield statement
    yield from (it.node for it in project.functions(module))
    yield from (it.node for it in _ordinary_classes(project, module))


def _makes(module: ModuleCode, node: nodes.NodeNG, makers: frozenset[str]) -> bool:
    """Whether one of the classes is made in the lines of ``node``."""
    return bool(makers) and not makers.isdisjoint(_called(_text(module, node)))


def _compiles(module: ModuleCode, node: nodes.NodeNG) -> bool:
    return hands_over(_text(module, node).encode())


def _text(module: ModuleCode, node: nodes.NodeNG) -> str:
    """The lines in which ``node`` stands."""
    first, last = node.fromlineno or 1, node.end_lineno or node.fromlineno or 1
    return module.source.between(first, last)
