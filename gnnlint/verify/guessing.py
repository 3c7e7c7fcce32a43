"""What a name and an annotation tell of a parameter: expressions, the likeliest first."""

from __future__ import annotations

import linecache
import re

from gnnlint.verify.arguments import arguments, listed
from gnnlint.verify.signature import Parameter

SETTINGS = re.compile(r"(^|_)(args?|cfg|conf|config|configs|configuration|opts?|options|hparams?|"
                      r"params|flags|settings|hyper_?params?)$", re.I)  # fmt: skip
"""Names of objects that hold settings."""

DATA = re.compile(r"(^|_)(data|dataset|datasets|graph|g|loader|train_data|batch|sample)$", re.I)
"""Names of objects that hold graphs."""

_NODES = r"(num|n|number)_?(of_)?(nodes?|vertices)$|nodes?_(num|count|number)$"
_COUNT = r"(num|n|number|nb|max)_"
_TENSOR = re.compile(r"\b(Tensor|Adj|OptTensor|PairTensor|SparseTensor|FloatTensor|LongTensor)\b")
_BY_TYPE = {
    "int": ("4", "16", "1"),
    "float": ("0.5", "1.0"),
    "bool": ("False", "True"),
    "Callable": ("torch.relu", "mean_of", "shuffled"),
    "Module": ("torch.nn.Linear(16, 16)", "torch.nn.ReLU()", "pyg.SAGEConv(16, 16)"),
    "device": ("'cpu'",),
    "dict": ("{}",),
}
_FILE = re.compile(r"(^|_)(path|file|filename|dir|directory|folder|url|ckpt)s?$", re.I)
"""Names of places of files: nothing stands in for what is read there."""

_UNKNOWN = ("16", "4", "2", "1", "0.5")  # where neither name nor annotation tells anything


def for_init(parameter: Parameter) -> list[str]:
    """What a parameter of a constructor may get; nothing where nothing tells of it."""
    table = arguments()
    told = listed(table.init, parameter)
    found = [] if told is None else [told]
    handed = listed(table.call, parameter) or ""
    if not found and "torch." in handed:
        found.append(handed)  # to the constructor instead of to forward
    found += [f'"{it}"' for it in parameter.options]
    kind = parameter.annotation
    found += [it for it in _named("init", parameter.name) if _has_type(it, kind)]
    found += _by_type(kind)
    if not found:
        found += [it for it in _named("init", parameter.name.rstrip("0123456789_")) if
                  _has_type(it, kind)]  # fmt: skip
    if not found and not kind and not _FILE.search(parameter.name):
        found += _UNKNOWN
    if re.match(_COUNT, parameter.name):
        found = [it for it in found if re.fullmatch(r"[\d.]+", it)] or found
    if re.match(_NODES, parameter.name):  # as many as the inputs have
        found.insert(0, "20")
    return list(dict.fromkeys(found))


def for_call(parameter: Parameter) -> list[str]:
    """What a parameter of ``forward`` may get."""
    table, kind = arguments(), parameter.annotation
    told = listed(table.call, parameter)
    found = [] if told is None else [told]
    if kind and not _TENSOR.search(kind):
        found += [it for it in _by_type(kind) if it not in found]
    found += _named("call", parameter.name.lower())
    return list(dict.fromkeys(found))


_NUMBER, _STRING = r"-?[\d.]+$", r"['\"]"
_MENDING = (
    (r"'(int|float)' object is not (subscriptable|iterable)|'(int|float)' has no len|"
     r"after \* must be an iterable", _NUMBER, ("[16, 16]", "[16]", "[4, 4]", "{}")),
    (r"'NoneType' object is not (iterable|subscriptable)", "", ("[16, 16]", "[16]")),
    (r"'str' object is not callable|str is not a Module subclass", _STRING,
     ("torch.nn.ReLU()", "torch.nn.ReLU", "torch.nn.Linear(16, 16)", "torch.nn.BatchNorm1d")),
    (r"'\w+' object is not callable|is not a Module subclass", _NUMBER,
     ("torch.nn.ReLU()", "torch.nn.Linear(16, 16)", "torch.nn.ReLU", "torch.nn.BatchNorm1d")),
    (r"'(int|float|str|list)' object has no attribute '(shape|size|dim|device|to|view|unsqueeze|t|"
     r"dtype|clone|long|float|max|min|numel|new_\w+)'|must be Tensor, not|'NoneType' has no len",
     _NUMBER, ("torch.randn(20, 16)", "torch.randint(0, 20, (2, 70))", "torch.ones(20)",
               "DEGREES")),
    (r"object cannot be interpreted as an integer|'(str|float)' and 'int'|'int' and 'str'",
     _STRING, ("4", "16", "2")),
    (r"exceeds matrix dimension|out of (bounds|range)", r"\d+$", ("50", "20")),
)  # fmt: skip


def mending(told: str) -> tuple[str, list[str]]:
    """What an argument may get instead of something that raises this.

    With a pattern of the values that can be at fault, where the error names no argument.
    """
    for said, fault, values in _MENDING:
        if re.search(said, told):
            return fault, list(values)
    return "", []


def is_tensor(annotation: str) -> bool:
    """Whether an annotation says that a tensor is given."""
    return bool(_TENSOR.search(annotation))


def innermost_lines(error: BaseException) -> str:
    """The innermost lines that raised an error."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        lines.append(linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    return " ".join(lines[-3:])


def _named(kind: str, name: str) -> list[str]:
    """The expressions of every row that fits the name, the first row's first."""
    rows = arguments().names[kind]
    return [value for row in rows if row.fits(name) for value in row.values]


def _by_type(annotation: str) -> list[str]:
    plain = re.sub(r"^Optional\[(.*)\]$|^(.*?) \| None$", r"\1\2", annotation)
    if listed := re.match(r"(?:List|Sequence|list|Tuple|tuple|Iterable)\[(int|float)\b", plain):
        return ["[16, 16]" if listed[1] == "int" else "[0.5, 0.5]"]
    if plain.startswith("Callable"):
        plain = "Callable"
    if re.match(r"[Dd]ict\b", plain):
        plain = "dict"
    if plain.startswith("Union["):
        return [it for name in _BY_TYPE if re.search(rf"\b{name}\b", plain) for it in
                _BY_TYPE[name]]  # fmt: skip
    return list(_BY_TYPE.get(plain, ()))


def _has_type(expression: str, annotation: str) -> bool:
    """Whether an expression can be of the annotated type, as far as both tell."""
    plain = re.sub(r"^Optional\[(.*)\]$|^(.*?) \| None$", r"\1\2", annotation)
    if plain == "int":
        return bool(re.fullmatch(r"-?\d+", expression))
    if plain == "float":
        return bool(re.fullmatch(r"-?\d+(\.\d+)?", expression))
    if plain == "bool":
        return expression in ("True", "False")
    if plain == "str":
        return expression[:1] in "'\""
    if re.match(r"(?:List|Sequence|list)\b", plain):
        return expression.startswith("[") or expression == "METADATA[1]"
    if re.match(r"[Dd]ict\b", plain):
        return expression.startswith("{")
    return True
