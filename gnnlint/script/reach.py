"""What ``torch.jit.script`` compiles of an instance, and from where.

Mirrors ``infer_methods_to_compile`` and ``create_script_module_impl`` of torch/jit/_recursive.py:
``forward``, exported methods and properties of the instance and of all modules it holds, and
whatever these call; for layers of PyG the generated ``propagate`` and the hooks it calls.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from astroid import nodes

from gnnlint.finding import Place
from gnnlint.premise import Condition
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode, LibraryName
from gnnlint.project.trail import Memory
from gnnlint.script.compiled import Compiled, Propagation
from gnnlint.script.instances import Instances
from gnnlint.script.judgement import judge
from gnnlint.script.layers import HOOKS, MESSAGE_PASSING, Layers, Reading
from gnnlint.script.making import Making
from gnnlint.script.propagate import Problem
from gnnlint.script.signature import LEFT_OUT, Headers
from gnnlint.script.types import TENSOR, Type
from gnnlint.script.walk import Walk
from gnnlint.trace.entry import is_abstract
from gnnlint.trace.event import Site
from gnnlint.trace.heap import Heap
from gnnlint.trace.value import Ref


class Shared:
    """What does not depend on an instance: kept for all traces of a project."""

    def __init__(self, project: Project) -> None:
        self.headers = Headers(project)
        self.layers = Layers(project)
        self.made = Making(project)
        self.functions: Memory[FunctionCode, Compiled] = Memory(project.trail)


_LAYER = LibraryName(MESSAGE_PASSING)


@dataclass(frozen=True)
class Visit:
    """A compiled function and how the compiler got there."""

    compiled: Compiled
    stack: tuple[Site, ...]
    path: tuple[Condition, ...]


@dataclass(frozen=True)
class Misfit:
    """A problem of a generated method, at the call or at the text that PyG read."""

    problem: Problem
    visit: Visit
    propagation: Propagation
    reading: Reading


class Reach:
    """The compilation of one instance and of all that it holds."""

    def __init__(self, project: Project, heap: Heap) -> None:
        memory = project.companion(Shared)
        self.project = project
        self.headers = memory.headers
        self.layers = memory.layers
        self.instances = Instances(memory.headers, heap, memory.made)
        self.misfits: list[Misfit] = []
        self.modules: dict[Ref, tuple[Condition, ...]] = {}
        self._functions = memory.functions
        self._methods: dict[tuple[FunctionCode, Ref], Compiled | None] = {}
        self._active: list[tuple[FunctionCode, Ref | None]] = []
        self._visited: set[tuple[FunctionCode, Ref | None]] = set()
        self._calls: dict[tuple[Ref, str], list[tuple[Visit, Propagation]]] = {}
        self._constants: dict[Ref, frozenset[str]] = {}
        self._next = 0

    # -- compiling one function ------------------------------------------------------------

    def compiled(self, code: FunctionCode, owner: Ref | None) -> Compiled | None:
        """The function compiled; None while it is being compiled (recursion)."""
        if owner is None:
            if self.is_running(code, None):
                return None
            return self._functions.get(code, lambda: self._compile(code))
        key = (code, owner)
        if key not in self._methods:
            self._methods[key] = None
            self._methods[key] = self._walked(code, owner)
        return self._methods[key]

    def _compile(self, code: FunctionCode) -> Compiled:
        self.project.rest_on(code.module)
        return self._walked(code, None)

    def _walked(self, code: FunctionCode, owner: Ref | None) -> Compiled:
        self._active.append((code, owner))
        try:
            found = [Walk(self, code, owner, it).run() for it in self.headers.overloads(code)]
        finally:
            self._active.pop()
        return found[0] if len(found) == 1 else _joined(found)

    def is_left_out(self, code: FunctionCode) -> bool:
        """Whether the function is left to Python, so that its declared type is believed."""
        return bool(code.decorators) and bool(LEFT_OUT & set(self.project.decorator_names(code)))

    def is_running(self, code: FunctionCode, owner: Ref | None) -> bool:
        """Whether the function is being compiled: what it calls leads back to it."""
        return (code, owner) in self._active

    def result_of(self, code: FunctionCode, owner: Ref | None) -> Type | None:
        """The type a function returns."""
        header = self.headers.of(code)
        if header.returns_declared:
            return header.returns
        found = self.compiled(code, owner)
        return found.result if found is not None else None

    def result_of_propagate(self, owner: Ref | None, method: str) -> Type | None:
        """The type that PyG declares of a generated method: that of its last hook."""
        thing = self.instances.get(owner) if owner is not None else None
        if thing is None or not isinstance(thing.kind, ClassCode):
            return None
        hook = self.instances.find(thing.kind, HOOKS[method][-1])
        if hook is None:
            return TENSOR if self.project.library_base(thing.kind) == _LAYER else None
        header = self.headers.of(hook)
        return header.returns if header.returns_declared else TENSOR

    def constants_of(self, owner: Ref | None) -> frozenset[str]:
        """The names of an instance's attributes that are constants to the compiler."""
        if owner is None:
            return frozenset()
        if owner not in self._constants:
            thing = self.instances.get(owner)
            kind = thing.kind if thing is not None else None
            found = self.instances.constants(kind) if isinstance(kind, ClassCode) else frozenset()
            self._constants[owner] = found
        return self._constants[owner]

    def holds(self, kind: str) -> bool:
        """Whether a module of that class, by its whole name, may be among those compiled."""
        things = [it for ref in self.modules if (it := self.instances.get(ref)) is not None]
        names = {
            it.kind.qualified_name if isinstance(it.kind, ClassCode) else it.kind for it in things
        }
        return kind in names or any(map(self.instances.may_hold_others, things))

    def is_layer(self, owner: Ref | None) -> bool:
        """Whether an instance is a MessagePassing layer of the project."""
        thing = self.instances.get(owner) if owner is not None else None
        return (
            thing is not None
            and isinstance(thing.kind, ClassCode)
            and self.layers.is_layer(thing.kind)
        )

    # -- following -------------------------------------------------------------------------

    def visits(self, entry: Ref) -> Iterator[Visit]:
        """Every function the compiler compiles, unconditional ways first."""
        self._collect_modules(entry)
        pending: deque[Visit] = deque()
        later: deque[Visit] = deque()
        for ref, path in self.modules.items():
            for code in self.roots(ref):
                self._push(code, ref, (), path, pending, later)
        yield from self._follow(pending, later)
        self._judge_layers()

    def visits_of(self, codes: tuple[FunctionCode, ...]) -> Iterator[Visit]:
        """Every function that is compiled on account of some that are compiled by themselves."""
        pending: deque[Visit] = deque()
        later: deque[Visit] = deque()
        for code in codes:
            self._push(code, None, (), (), pending, later)
        yield from self._follow(pending, later)

    def _follow(self, pending: deque[Visit], later: deque[Visit]) -> Iterator[Visit]:
        """What is waiting, and what that calls in turn."""
        later = deque(sorted(later, key=lambda it: len(it.path)))
        while pending or later:
            visit = pending.popleft() if pending else later.popleft()
            key = (visit.compiled.code, visit.compiled.owner)
            if key in self._visited:
                continue
            self._visited.add(key)
            yield visit
            for call in visit.compiled.calls:
                stack = (*visit.stack, self.site(visit, call.node))
                path = together(visit.path, call.path)
                self._push(call.code, call.owner, stack, path, pending, later)
            self._follow_propagations(visit, pending, later)

    def site(self, visit: Visit, node: nodes.NodeNG) -> Site:
        """Where in a visited function ``node`` stands."""
        code = visit.compiled.code
        return self.site_at(code, code.module.place(node), len(visit.stack))

    def site_at(self, code: FunctionCode, place: Place, depth: int) -> Site:
        """A step of the chain from the entry point."""
        self._next += 1
        return Site(depth, code.name, place, self._next)

    def _push(
        self,
        code: FunctionCode,
        owner: Ref | None,
        stack: tuple[Site, ...],
        path: tuple[Condition, ...],
        pending: deque[Visit],
        later: deque[Visit],
    ) -> None:
        if (code, owner) in self._visited or not self.is_compiled(code):
            return
        compiled = self.compiled(code, owner)
        if compiled is not None:
            (later if path else pending).append(Visit(compiled, stack, path))

    def is_compiled(self, code: FunctionCode) -> bool:
        """Whether a call of the function compiles it, and what it compiles is known."""
        return isinstance(code.node, (nodes.FunctionDef, nodes.AsyncFunctionDef)) and (
            self.headers.lacks_implementation(code)
            or (self.headers.is_followed(code) and not is_abstract(code))
        )

    def _collect_modules(self, entry: Ref) -> None:
        """The instance and the modules it holds, with the conditions under which it holds them."""
        pending: list[tuple[Ref, tuple[Condition, ...]]] = [(entry, ())]
        while pending:
            ref, path = pending.pop(0)
            if ref in self.modules and len(self.modules[ref]) <= len(path):
                continue
            self.modules[ref] = path
            for held, guard in self.instances.submodules(ref):
                inner = together(path, (guard,) if guard is not None else ())
                pending.append((held, inner))

    def roots(self, ref: Ref) -> Iterator[FunctionCode]:
        """``forward``, exported methods and properties of a module of the project."""
        thing = self.instances.get(ref)
        if thing is None or not isinstance(thing.kind, ClassCode):
            return
        seen: set[str] = set()
        for base in self.project.ancestors(thing.kind):
            if not isinstance(base, ClassCode):
                seen |= {"forward"} if base.name != "torch.nn.Module" else set()
                continue
            for name, code in base.methods.items():
                if name not in seen:
                    seen.add(name)
                    if self._is_root(name, code, thing.kind):
                        yield code

    def _is_root(self, name: str, code: FunctionCode, kind: ClassCode) -> bool:
        decorators = set(self.project.decorator_names(code)) if code.decorators else set()
        if decorators & LEFT_OUT:
            return False
        if self.headers.is_overloaded(code):
            return True
        if name == "forward":
            return not is_abstract(code)
        if "property" in decorators:
            return name not in self.instances.listed(kind, "__jit_unused_properties__")
        return "torch.jit.export" in decorators

    # -- layers of PyG ---------------------------------------------------------------------

    def _follow_propagations(
        self, visit: Visit, pending: deque[Visit], later: deque[Visit]
    ) -> None:
        owner = visit.compiled.owner
        if owner is None:
            return
        for it in visit.compiled.propagations:
            self._calls.setdefault((owner, it.method), []).append((visit, it))
            for code in self.generated(owner, it.method):
                stack = (*visit.stack, self.site(visit, it.node))
                self._push(code, owner, stack, together(visit.path, it.path), pending, later)

    def generated(self, owner: Ref, method: str) -> Iterator[FunctionCode]:
        """The methods that are compiled on account of ``self.propagate``."""
        thing = self.instances.get(owner)
        if thing is None or not isinstance(thing.kind, ClassCode):
            return
        reading = self.layers.read(thing.kind, method)
        if reading is None or isinstance(reading.signature, Problem):
            return
        own = reading.signature is not None and reading.signature.origin == "custom"
        for name in (method,) if own else HOOKS[method]:
            found = self.instances.find(thing.kind, name)
            if found is not None:
                yield found

    def _judge_layers(self) -> None:
        for (owner, method), calls in self._calls.items():
            thing = self.instances.get(owner)
            if thing is None or not isinstance(thing.kind, ClassCode):
                continue
            reading = self.layers.read(thing.kind, method)
            if reading is None:
                continue
            given = tuple(it.call for _, it in calls)
            for problem in judge(reading.layer, reading.signature, given, method):
                visit, propagation = next(
                    (it for it in calls if it[1].call.line == problem.line), calls[0]
                )
                self.misfits.append(Misfit(problem, visit, propagation, reading))


def _joined(found: list[Compiled]) -> Compiled:
    """A method that is compiled once for each of its overloads."""
    first = found[0]
    steps = [step for it in found for step in it.steps]
    dead = [lines for lines in first.dead if all(lines in it.dead for it in found)]
    return Compiled(first.code, first.owner, steps, dead)


def together(path: tuple[Condition, ...], further: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The conditions of a path that goes on, each once."""
    return (*path, *(it for it in further if it not in path))
