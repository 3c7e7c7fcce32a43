"""What the use of an argument shows of it, where neither annotation nor default tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from astroid import nodes

from gnnlint import library
from gnnlint.library import kinds
from gnnlint.project.code import FunctionCode
from gnnlint.trace.conventions import CONVENTIONAL, COUNTING_LETTERS, NUMBERS


class Evidence:
    """How a function uses its parameters: what shows that one is a tensor, or a graph."""

    def __init__(self, code: FunctionCode) -> None:
        self._attributes: dict[str, set[str]] = {}
        self._operands: set[str] = set()
        self._subscripts: set[str] = set()
        self._passed: set[str] = set()
        self._compared: set[str] = set()  # within an index of a tensor
        self._masks: set[str] = set()
        self._keys: dict[str, set[str]] = {}
        for node in _walk(code.node):
            self._look(node)

    def _look(self, node: nodes.NodeNG) -> None:
        if isinstance(node, nodes.Attribute) and isinstance(node.expr, nodes.Name):
            self._attributes.setdefault(node.expr.name, set()).add(node.attrname)
        elif isinstance(node, nodes.BinOp):
            self._operands |= {it.name for it in (node.left, node.right) if _is_name(it)}
        elif isinstance(node, nodes.Subscript) and isinstance(node.value, nodes.Name):
            parts = _parts(node)
            self._compared |= _compared_in(parts)
            self._masks |= _masks_among(parts)
            if _is_index(node.slice):
                self._subscripts.add(node.value.name)
            elif isinstance(node.slice, nodes.Const) and isinstance(node.slice.value, str):
                self._keys.setdefault(node.value.name, set()).add(node.slice.value)
        elif isinstance(node, nodes.Call):
            arguments = [*node.args, *(it.value for it in node.keywords)]
            self._passed |= {it.name for it in arguments if _is_name(it)}

    def is_tensor(self, name: str) -> bool:
        """Whether a use shows that the parameter is a tensor."""
        if self.is_no_tensor(name):
            return False
        if self._attributes.get(name, set()) & (kinds.TENSOR_ONLY | kinds.SPARSE_ONLY):
            return True
        if name in self._compared and not _is_counting(name):
            return True
        if self.is_mask(name):
            return True
        if name not in CONVENTIONAL:
            return False
        return name in self._operands or name in self._passed or name in self._subscripts

    def is_mask(self, name: str) -> bool:
        """Whether a tensor is indexed by the parameter, which is called a mask."""
        return name in self._masks and not self.is_no_tensor(name)

    def is_sparse(self, name: str) -> bool:
        """Whether a use shows that a tensor, if the parameter is one, is sparse.

        Where its layout is asked for, it may be either.
        """
        used = self._attributes.get(name, set())
        return not used.isdisjoint(kinds.SPARSE_ONLY) and used.isdisjoint(_ASKING_LAYOUT)

    def is_no_tensor(self, name: str) -> bool:
        """Whether the parameter is asked for something that no tensor has."""
        used = self._attributes.get(name, set())
        return name in self._keys or any(not library.is_tensor_attribute(it) for it in used)

    def is_graph(self, name: str) -> bool:
        """Whether the parameter is a graph object (``data.x``, ``data["edge_index"]``)."""
        used = self._attributes.get(name, set()) | self._keys.get(name, set())
        called = name == "g" or any(part in name for part in ("data", "batch", "graph"))
        return "edge_index" in used or (called and not used.isdisjoint(_OF_GRAPHS))

    def is_mapping(self, name: str) -> bool:
        """Whether the parameter is used as a dict."""
        return bool(self._attributes.get(name, set()) & {"items", "keys", "values", "get"}) or (
            name in self._subscripts or name in self._passed
        )


def _is_counting(name: str) -> bool:
    """Whether a number may well have that name: of one, ``x[n > 2]`` takes all or nothing."""
    return name in NUMBERS or name in COUNTING_LETTERS or name.startswith(("num_", "n_"))


def _compared_in(parts: Sequence[nodes.NodeNG]) -> set[str]:
    """Names compared with a number to pick from a tensor: ``edge_index[:, kind == 0]``.

    What a tensor is called by convention may be compared with anything, ``x[batch == i]``.
    """
    tests = (it for part in parts for it in _comparisons(part) if _is_comparison(it))
    return {
        it.left.name
        for it in tests
        if isinstance(it.left, nodes.Name) and (_by_number(it) or it.left.name in CONVENTIONAL)
    }


def _masks_among(parts: Sequence[nodes.NodeNG]) -> set[str]:
    """Names of masks that pick from a tensor: ``x[train_mask]``, ``edge_index[:, ~mask]``."""
    negated = (it.operand if _is_inverted(it) else it for it in parts)
    return {it.name for it in negated if isinstance(it, nodes.Name) and it.name.endswith("mask")}


def _is_inverted(node: nodes.NodeNG) -> bool:
    return isinstance(node, nodes.UnaryOp) and node.op == "~"


def _parts(node: nodes.Subscript) -> list[nodes.NodeNG]:
    """The index, or its parts, of what has to be a tensor; of anything else nothing.

    A list may be asked for a flag, ``pair[flag == 1]``: what is asked has to be a tensor by its
    name, or to have more than one dimension.
    """
    index = node.slice
    if isinstance(index, nodes.Tuple) and any(isinstance(it, nodes.Slice) for it in index.elts):
        return list(index.elts)
    return [index] if node.value.name in CONVENTIONAL else []


def _is_index(node: nodes.NodeNG) -> bool:
    """Whether tensors are indexed so: also by a row of what is one by its name, ``edge_index[0]``.

    So are lists by some of it, which those that are called as tensors are not.
    """
    if isinstance(node, nodes.Subscript):
        return isinstance(node.value, nodes.Name) and node.value.name in CONVENTIONAL
    return isinstance(node, (nodes.Tuple, nodes.Slice, nodes.Name))


def _comparisons(node: nodes.NodeNG) -> Iterator[nodes.Compare]:
    """The comparisons that a mask is put together from: ``(a > 0) & ~(b == 1)``."""
    if isinstance(node, nodes.Compare):
        yield node
    elif _is_inverted(node):
        yield from _comparisons(node.operand)
    elif isinstance(node, nodes.BinOp) and node.op in "&|":
        yield from _comparisons(node.left)
        yield from _comparisons(node.right)


def _is_comparison(test: nodes.Compare) -> bool:
    """Whether it is one comparison that tensors know, and not with a text or None."""
    [(sign, other), *more] = test.ops
    if more or sign not in ("==", "!=", "<", "<=", ">", ">="):
        return False
    return not isinstance(other, nodes.Const) or isinstance(other.value, (int, float))


def _by_number(test: nodes.Compare) -> bool:
    """Whether something is compared with a number that is written there."""
    return isinstance(test.ops[0][1], nodes.Const)


_OF_GRAPHS = frozenset({"x", "edge_attr", "batch", "ptr", "num_graphs"})


_ASKING_LAYOUT = frozenset({"is_sparse", "is_sparse_csr", "layout"})


def _is_name(node: nodes.NodeNG) -> bool:
    return isinstance(node, nodes.Name)


def _walk(node: nodes.NodeNG) -> Iterator[nodes.NodeNG]:
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(current.get_children())
