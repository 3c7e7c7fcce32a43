"""What an annotation promises."""

from __future__ import annotations

import pytest

from gnnlint.library import kinds
from gnnlint.trace.annotation import Mapping, dtype_of, from_text, read
from gnnlint.trace.sizes import SHAPE
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    NONE,
    UNKNOWN,
    DType,
    Library,
    Opaque,
    Option,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Value,
)

TENSOR = Tensor()
INT = Tensor(DType.INT)
OPTIONAL = unite((Option(TENSOR), Option(NONE)))
NUMBER = Scalar("int", Source.PARAMETER)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Tensor", TENSOR),
        ("torch.Tensor", TENSOR),
        ("'Tensor'", TENSOR),
        ('"torch.Tensor"', TENSOR),
        (" Tensor ", TENSOR),
        ("torch.LongTensor", INT),
        ("BoolTensor", Tensor(DType.BOOL)),
        ("nn.Parameter", Tensor(DType.FLOAT, role="parameter")),
        ("Adj", INT),
        ("Optional[Tensor]", OPTIONAL),
        ("Optional['Tensor']", OPTIONAL),
        ("Tensor | None", OPTIONAL),
        ("Union[Tensor, None]", OPTIONAL),
        ("typing.Union[None, torch.Tensor]", unite((Option(NONE), Option(TENSOR)))),
        ("Union[Tensor, SparseTensor]", TENSOR),
        ("Union[Tensor, Any]", UNKNOWN),
        ("SparseTensor", Opaque("torch_sparse.SparseTensor")),
        ("int", NUMBER),
        ("Optional[int]", unite((Option(NUMBER), Option(NONE)))),
        ("bool", Scalar("bool", Source.PARAMETER)),
        ("str", Scalar("str", Source.PARAMETER)),
        ("Literal['a', 'b']", Scalar("str", Source.PARAMETER)),
        ("None", NONE),
        ("Tuple[Tensor, int]", Tuple((TENSOR, NUMBER))),
        ("tuple[Tensor, Tensor | None]", Tuple((TENSOR, OPTIONAL))),
        ("Tuple[Tensor, ...]", Tuple(None, TENSOR)),
        ("PairTensor", Tuple((TENSOR, TENSOR))),
        ("torch.Size", SHAPE),
        ("Annotated[Tensor, 'float32']", TENSOR),
        ("Final[int]", NUMBER),
        ("Float[Tensor, 'n d']", Tensor(DType.FLOAT)),
        ("Int[torch.Tensor, '2 e']", INT),
        ("Data", Opaque("torch_geometric.data.Data")),
        ("torch_geometric.data.Batch", Opaque("torch_geometric.data.Batch")),
        ("torch.device", Opaque("torch.device")),
        ("Callable[[Tensor], Tensor]", UNKNOWN),
        ("Any", UNKNOWN),
        ("object", UNKNOWN),
        ("MyClass", UNKNOWN),
        ("", UNKNOWN),
        ("not a type", UNKNOWN),
        ("3", UNKNOWN),
        ("x[", UNKNOWN),
    ],
)
def test_reading(text: str, value: Value) -> None:
    assert read(text) == value
    assert from_text(text) == value


def test_pyg_s_own_size_is_a_pair_or_none() -> None:
    pair = Tuple((Scalar("int"), Scalar("int")))
    assert from_text("Size") == unite((Option(NONE), Option(pair)))


@pytest.mark.parametrize(
    ("text", "kind", "element"),
    [
        ("List[Tensor]", "list", TENSOR),
        ("list[int]", "list", NUMBER),
        ("Sequence[Tensor]", "list", TENSOR),
        ("Dict[str, Tensor]", "dict", TENSOR),
        ("dict[str, Optional[Tensor]]", "dict", OPTIONAL),
        ("Mapping[EdgeType, Tensor]", "dict", TENSOR),
        ("List[List[Tensor]]", "list", UNKNOWN),
    ],
)
def test_containers_need_an_object_of_their_own(text: str, kind: str, element: Value) -> None:
    found = read(text)
    assert isinstance(found, Mapping)
    assert (found.kind, found.element) == (kind, element)
    assert from_text(text) == UNKNOWN


def test_an_optional_container_says_nothing() -> None:
    assert read("Optional[List[Tensor]]") == UNKNOWN


def test_element_kinds() -> None:
    for name, kind in (
        ("torch.bool", DType.BOOL),
        ("builtins.bool", DType.BOOL),
        ("torch.long", DType.INT),
        ("torch.half", DType.FLOAT),
        ("torch.complex64", DType.UNKNOWN),
    ):
        assert dtype_of(Library(name), kinds.DTYPES) is kind
    assert dtype_of(UNKNOWN, kinds.DTYPES) is DType.UNKNOWN
