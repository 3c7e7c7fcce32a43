"""What a documentation says of parameters: their types, and the shapes of tensors."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

_ENTRY = re.compile(
    r"^\s*(?:[*-]\s+)?(?::(?:param|type)\s+)?\**`{0,2}(?P<name>\w+)`{0,2}\**"
    r"(?:\s*\((?P<kind>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)\s*[:.-]*|\s*:)(?P<rest>.*)$"
)
_TYPES = {
    "int": r"(?:integer|int)s?",
    "float": r"(?:float|number)s?",
    "bool": r"bool(?:ean)?",
    "str": r"str(?:ing)?",
    "Tensor": r"(?:pytorch |torch[. ])?(?:float |long |sparse )?(?:float|long|sparse)?_?tensor",
    "Callable": r"callable|function",
    "Module": r"(?:torch\.)?(?:nn\.)?module",
    "List[int]": r"list(?:\[int\]| of int(?:eger)?s?)",
    "dict": r"dict(?:ionary)?",
}
_SHAPE = re.compile(r"[(\[]\s*((?:[\w*|{}\\.+ -]+,)+(?:[\w*|{}\\.+ -]+)?)\s*[)\]]")


@dataclass(frozen=True)
class Entry:
    """What is said of one parameter."""

    kind: str = ""
    text: str = ""

    @property
    def annotation(self) -> str:
        """Its type as an annotation would name it; "" where none is told."""
        told = re.sub(r"[`~:]|obj:|class:|optional|,|default.*$", "", self.kind, flags=re.I)
        told = told.strip().lower()
        return next((it for it, said in _TYPES.items() if re.fullmatch(said, told)), "")

    @property
    def is_whole(self) -> bool:
        """Whether the tensor is said to hold whole numbers."""
        return bool(re.search(r"long|int|ind(ex|ices)\b", self.kind, re.I))


def entries(documentation: str, names: Collection[str]) -> dict[str, Entry]:
    """What a documentation says of the parameters of these names, in any of the usual styles."""
    kinds: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    current: list[str] = []
    indent = 0
    for line in documentation.splitlines():
        match, margin = _ENTRY.match(line), len(line) - len(line.lstrip())
        if match is not None and match["name"] in names:
            rest, kind, name = match["rest"].strip(), match["kind"] or "", match["name"]
            if kind or name not in kinds or ":type" in line:
                kinds[name] = kind or rest  # `name (type): …`, `name : type`, `:type name: type`
            current, indent = texts.setdefault(name, []), margin
            current.append(f"{kind} {rest}")
        elif line.strip() and margin <= indent:
            current = []
        else:
            current.append(line.strip())
    return {name: Entry(kinds[name], " ".join(lines)) for name, lines in texts.items()}


# -- shapes -------------------------------------------------------------------------------------

_SIZES = (
    ("g", r"b|bs|bsz|batch|batch_?size|n_?batch|num_?graphs?|n_?graphs|graphs|batches"),
    ("n", r"n|v|\|v\||num_?nodes?|n_?nodes?|nodes?|num_?atoms|n_?atoms|atoms?|number of nodes|"
          r"num_?vertices|n_?vertices|vertices|number of atoms|num_?points|points"),
    ("e", r"e|m|\|e\||num_?edges?|n_?edges?|edges?|number of edges|num_?bonds|n_?bonds"),
    ("4", r"t|t_?in|time|times|time_?steps?|seq|seq_?len(gth)?|sequence_?length|steps?|window|"
          r"num_?timesteps(_?in)?|lags?|horizon|history"),
)  # fmt: skip
_WIDTH = (
    r"(f|c|d|h|k)(_?(in|x|0))?|"
    r".*(channels?|feat(ure)?s?|dims?|dimension|size|hidden|embed\w*|width|emb)(_?in)?"
)
_TIME = re.compile(r"time|period|len|seq|lag|window|history|horizon")
_NODES = re.compile(r"(num|n|number)_?(of_)?(nodes|vertices|atoms)$")


def shape_of(entry: Entry, given: Mapping[str, str], width: int) -> str | None:
    """The first shape that an entry names, as an expression over n, e and g.

    ``given`` is what the constructor gets: a dimension may be named as an argument is.
    """
    for match in _SHAPE.finditer(entry.text):
        parts = [it for it in re.split(r"\s*,\s*", match[1]) if it.strip()]
        sizes = [_size(it, given, width) for it in parts]
        if sizes and all(sizes) and not all(re.fullmatch(r"\d+", it) for it in parts):
            return f"({', '.join(it for it in sizes if it)},)"
    return None


def _size(told: str, given: Mapping[str, str], width: int) -> str | None:
    """A dimension: a number, a count of the inputs, an argument of the constructor, a width."""
    name = re.sub(r"\\mathcal|[{}\\*]", "", told).strip()
    if re.fullmatch(r"\d+", name):
        return name
    if re.fullmatch(r"\d+", given.get(name, "")):
        return given[name]
    plain = name.lower()
    for size, names in _SIZES:
        if re.fullmatch(names, plain):
            return next(_as_constructed(size, given), size)
    return str(width) if re.fullmatch(_WIDTH, plain) else None


def _as_constructed(size: str, given: Mapping[str, str]) -> Iterator[str]:
    """The number of nodes or of steps that the constructor was told."""
    wanted = {"n": _NODES, "4": _TIME}.get(size)
    for name, value in given.items():
        if wanted is not None and wanted.search(name) and re.fullmatch(r"\d+", value):
            yield value
