"""Writes the data about numbers that operators read from tensors: which, and what Dynamo does.

``x.view(n, 4)``, where ``n`` is a tensor without dimensions, is code that runs: the parser of
torch's arguments calls ``item()``. Dynamo cannot read the number of a tensor that it traces, so
plain ``torch.compile`` breaks there (GB0033), and ``fullgraph=True`` fails unless the operator can
do with a symbol for it. Which can is not documented: every number among the parameters of every
function of torch is given a tensor here, where the call runs eagerly with a number and with the
tensor. What rules have a row for is left out.

Run ``python -m gnnlint.verify.number_arguments`` with torch installed; it rewrites
``gnnlint/library/number_arguments.json`` (two minutes). A test asks a part of it again.
"""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import _dynamo as dynamo
from torch._dynamo.utils import counters

from gnnlint import library
from gnnlint.catalogue import load
from gnnlint.library.callables import Parameter, Signature
from gnnlint.library.numbers import FILE, LEFT_OUT
from gnnlint.verify.introspection import FOLDER

CAPTURED, FAILS = "captured", "fails"

BREAK = "Data dependent operator"
"""How Dynamo names GB0033."""

_TYPES = frozenset({"int", "float", "number"})
_WRAPPED = frozenset({"optional", "union", "none", "list", "tuple"})

_GIVEN = {"int": "1", "number": "1", "float": "0.5", "bool": "True", "List[int]": "(1,)"}
"""What the other required parameters are given, by their type."""

_LISTS = ("({}, 1)", "({}, -1)", "(1, {})")
"""How a number stands in a list of them."""

_TENSORS = ("matrix", "labels", "vector", "index", "batch", "image", "mask")

_NOT_ASKED = (
    *("torch._", "quantize", "cuda", "cudnn", "miopen", "mkldnn", "fbgemm", "sparse_"),
    *("torch.gradient", "torch.histogramdd"),
)
"""Parts of names: what needs hardware, makes what no graph can hold, or takes tensors as well."""

_PROGRAM = """\
def call({parameters}):
    one = index.max() - index.max() + 1
    four = index.max() + 2
    share = vector.sum() * 0 + 0.5
    return {code}
"""


@dataclass(frozen=True)
class Example:
    """A call that runs with a tensor for a number.

    ``name`` is the function, ``parameter`` the number, ``code`` the call.
    """

    name: str
    parameter: str
    code: str


def examples(names: Sequence[str] | None = None) -> Iterator[Example]:
    """One call for each function and number that runs; of all functions of torch, or of these."""
    functions = json.loads((FOLDER / "torch.json").read_bytes())["functions"]
    for name in functions if names is None else names:
        if any(it in name for it in _NOT_ASKED) or name.rpartition(".")[2].startswith("_"):
            continue
        found: set[str] = set()
        for signature in library.signatures(name):
            for parameter in signature.parameters:
                is_left_out = parameter.name in found | LEFT_OUT or parameter.name[0] == "_"
                if is_left_out or not _is_number(parameter):
                    continue
                if (example := _example(name, signature, parameter)) is not None:
                    found.add(parameter.name)
                    yield example


def ask(example: Example) -> str | None:
    """What Dynamo does: ``captured`` or ``fails`` under fullgraph=True; None where none breaks."""
    function = _function(example.code)
    dynamo.reset()
    counters.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            torch.compile(function, backend="eager")(**_arguments())
        except Exception:
            return None
        if not any(it.startswith(BREAK) for it in counters["graph_break"]):
            return None
        dynamo.reset()
        try:
            torch.compile(function, backend="eager", fullgraph=True)(**_arguments())
        except Exception:
            return FAILS
    return CAPTURED


def _arguments() -> dict[str, torch.Tensor]:
    return {
        "matrix": torch.rand(4, 4) + 0.1,
        "labels": torch.tensor([[0, 1, 2, 1]] * 4),
        "vector": torch.rand(4) + 0.1,
        "index": torch.tensor([0, 1, 2, 1]),
        "batch": torch.rand(2, 4, 8) + 0.1,
        "image": torch.rand(1, 2, 8, 8) + 0.1,
        "mask": torch.rand(4, 4) > 0.5,
    }


def _function(code: str) -> Callable[..., object]:
    space: dict[str, Any] = {"torch": torch}
    exec(_PROGRAM.format(parameters=", ".join(_TENSORS), code=code), space)
    function: Callable[..., object] = space["call"]
    return function


def _example(name: str, signature: Signature, parameter: Parameter) -> Example | None:
    """A call that runs, with the tensors that fit."""
    if any(it.kind == "keyword" and "Tensor" in it.annotation for it in signature.parameters):
        return None  # out=
    for owner in _TENSORS:
        for second in dict.fromkeys((owner, "index", "labels", "matrix")):
            given = _given(name, signature, parameter, owner, second)
            if given is None:
                return None
            for number, tensor in _ways(parameter):
                codes = [
                    _call(name, signature, owner, {**given, parameter.name: value})
                    for value in (number, tensor)
                ]
                if all(map(_runs, codes)):
                    return Example(name, parameter.name, codes[1])
    return None


def _words(annotation: str) -> set[str]:
    return set(re.findall(r"\w+", annotation.lower()))


def _is_number(parameter: Parameter) -> bool:
    words = _words(parameter.annotation)
    return bool(words & _TYPES) and words <= _TYPES | _WRAPPED


def _ways(parameter: Parameter) -> Iterator[tuple[str, str]]:
    """A number for the parameter, and a tensor that holds it."""
    pairs = [("1", "one"), ("4", "four")]
    if "int" not in _words(parameter.annotation):
        pairs.insert(0, ("0.5", "share"))
    forms = _LISTS if "list" in _words(parameter.annotation) else ("{}",)
    for form in ("{}", *forms) if "|" in parameter.annotation else forms:
        yield from ((form.format(number), form.format(tensor)) for number, tensor in pairs)


def _given(
    name: str, signature: Signature, parameter: Parameter, owner: str, second: str
) -> dict[str, str] | None:
    """The other required arguments; None where nothing is known to give."""
    given: dict[str, str] = {}
    is_first = not name.startswith("torch.Tensor.")
    for one in signature.parameters:
        if not one.required or one.name == parameter.name:
            continue
        if "Tensor" in one.annotation:
            tensor = owner if is_first else second
            is_first = False
            several = one.annotation.startswith(("List", "Tuple"))
            given[one.name] = f"[{tensor}, {tensor}]" if several else tensor
        elif one.annotation in _GIVEN:
            given[one.name] = _GIVEN[one.annotation]
        else:
            return None
    return given


def _call(name: str, signature: Signature, owner: str, given: Mapping[str, str]) -> str:
    """The call as it is written: by position as far as there is no gap."""
    written: list[str] = []
    by_position = True
    for one in signature.parameters:
        if one.name not in given:
            by_position = False
        elif by_position and one.kind != "keyword":
            written.append(given[one.name])
        else:
            written.append(f"{one.name}={given[one.name]}")
    is_method = name.startswith("torch.Tensor.")
    target = f"{owner}.{name.rpartition('.')[2]}" if is_method else name
    return f"{target}({', '.join(written)})"


def _runs(code: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            _function(code)(**_arguments())
        except Exception:
            return False
    return True


def has_row(example: Example) -> bool:
    """Whether a row of a rule speaks of that argument already."""
    asked = f"tensor(call.{example.parameter})"
    return any(
        example.name in row.names and asked in row.text
        for rule in load().rules
        for row in rule.rows
    )


def main() -> None:
    """Ask of all, and write what breaks."""
    logging.disable(logging.CRITICAL)
    found: dict[str, dict[str, str]] = {}
    for example in examples():
        if not has_row(example) and (effect := ask(example)) is not None:
            found.setdefault(example.name, {})[example.parameter] = effect
    told = {name: dict(sorted(found[name].items())) for name in sorted(found)}
    FILE.write_text(json.dumps(told, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
