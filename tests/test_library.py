"""The library data: true of what is installed, and read the way users write names and calls."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import gnnlint
from gnnlint import catalogue, library
from gnnlint.library import Parameter, Signature, kinds, operators
from gnnlint.library.callables import MODULE_ROOTS, RENAMED

FOLDER = Path(gnnlint.__file__).parent / "library"
PACKAGES = {"torch": "torch", "torch_geometric": "torch_geometric"}
KINDS = ("classes", "functions", "aliases")

POOL = "torch_geometric.nn.global_mean_pool"
CONV = "torch_geometric.nn.GCNConv"


def data(package: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{package}.json").read_bytes())
    return loaded


# -- against what is installed -----------------------------------------------------------------


@pytest.fixture(scope="module")
def introspected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data as introspection writes it here and now, in a process of its own."""
    for package in PACKAGES:
        if find_spec(package) is None:
            pytest.skip(f"needs {package}")
        expected = data(package)["version"]
        try:
            installed = version(package).partition("+")[0]
        except PackageNotFoundError:
            pytest.skip(f"{package} does not say its version")
        if installed != expected:
            pytest.skip(f"the data are of {package} {expected}, installed is {installed}")
    folder = tmp_path_factory.mktemp("library")
    for module in ("introspection", "operators"):  # each alone: importing PyG changes torch
        code = (
            "import sys, warnings; warnings.simplefilter('ignore')\n"
            "from pathlib import Path\n"
            f"from gnnlint.verify.{module} import write\n"
            "write(Path(sys.argv[1]))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            capture_output=True, text=True, timeout=300, check=False,
            cwd=FOLDER.parents[1],
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("package", PACKAGES)
def test_the_data_are_what_introspection_says(introspected: Path, package: str) -> None:
    ours = data(package)
    theirs = json.loads((introspected / f"{package}.json").read_bytes())
    for kind in sorted({*ours, *theirs}):
        mine, found = ours.get(kind), theirs.get(kind)
        if isinstance(mine, dict) and isinstance(found, dict):
            changed = {it for it in {*mine, *found} if mine.get(it) != found.get(it)}
            assert not changed, f"{kind}: run python -m gnnlint.verify.introspection"
        assert mine == found, kind


def test_the_operators_are_those_of_torch(introspected: Path) -> None:
    ours, theirs = (
        json.loads((folder / "operators.json").read_bytes()) for folder in (FOLDER, introspected)
    )
    for kind in sorted({*ours, *theirs}):
        mine, found = ours.get(kind), theirs.get(kind)
        if isinstance(mine, dict) and isinstance(found, dict):
            changed = {it for it in {*mine, *found} if mine.get(it) != found.get(it)}
            assert not changed, f"{kind}: run python -m gnnlint.verify.operators"
        assert mine == found, kind


def test_every_operator_can_be_read() -> None:
    held = json.loads((FOLDER / "operators.json").read_bytes())
    for name in held["operators"]:
        for it in operators.operator(name):
            assert all(one.annotation or one.kind == "args" for one in it.parameters), name
            assert it.returns, name
    assert operators.compiled_function("torch.relu") == operators.operator("relu")
    assert operators.compiled_function("math.comb") == ()
    assert operators.compiled_function("torch.nn.functional.interpolate") is None
    assert operators.attribute("Tensor", "shape") == "List[int]"
    assert operators.is_missing("torch", "scatter_mean")
    assert not operators.is_missing("torch", "relu")
    assert operators.is_absent_method("new_tensor") and not operators.is_absent_method("view")


@pytest.mark.parametrize("package", PACKAGES)
def test_the_files_are_as_introspection_writes_them(package: str) -> None:
    """Written by hand they would differ in more than what they say."""
    text = (FOLDER / f"{package}.json").read_text("utf-8")
    assert text == json.dumps(data(package), indent=0, sort_keys=True) + "\n"


# -- the data by themselves --------------------------------------------------------------------


@pytest.mark.parametrize("package", PACKAGES)
def test_the_data_hold_together(package: str) -> None:
    held = data(package)
    known = {*held["classes"], *held["functions"]}
    assert all(name.startswith(f"{package}.") for name in known)
    assert not known & set(held["aliases"]), "a name is canonical or an alias, not both"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_signature_can_be_read(package: str) -> None:
    """One that cannot would quietly become ``(*args, **kwargs)``, which hides what is missing."""
    held = data(package)
    unread = Signature((Parameter("args", "args"), Parameter("kwargs", "kwargs")))
    wrong = [
        name
        for name, texts in held["functions"].items()
        if name not in held["classes"]  # of a class, signatures are those of its forward
        for text, signature in zip(texts, library.signatures(name), strict=True)
        if signature.parameters == unread.parameters and "*args" not in text
    ]
    assert not wrong


# -- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("canonical", "spellings"),
    [
        (
            POOL,
            """torch_geometric.nn.global_mean_pool torch_geometric.nn.pool.global_mean_pool
            torch_geometric.nn.glob.global_mean_pool
            torch_geometric.nn.pool.glob.global_mean_pool""",
        ),
        (
            CONV,
            """torch_geometric.nn.GCNConv torch_geometric.nn.conv.GCNConv
            torch_geometric.nn.conv.gcn_conv.GCNConv""",
        ),
        (
            "torch_geometric.nn.MessagePassing",
            """torch_geometric.nn.conv.MessagePassing torch_geometric.nn.MessagePassing
            torch_geometric.nn.conv.message_passing.MessagePassing""",
        ),
        (
            "torch_geometric.utils.scatter",
            """torch_geometric.utils.scatter torch_geometric.utils._scatter.scatter""",
        ),
        (
            "torch.nn.Linear",
            "torch.nn.Linear torch.nn.modules.Linear torch.nn.modules.linear.Linear",
        ),
        (
            "torch.nn.Module",
            "torch.nn.Module torch.nn.modules.Module torch.nn.modules.module.Module",
        ),
        ("torch.Tensor", "torch.Tensor torch._tensor.Tensor"),
        ("torch.FloatTensor", "torch.FloatTensor"),
        ("torch.nn.functional.relu", "torch.nn.functional.relu"),
        ("torch.Tensor.item", "torch.Tensor.item torch._tensor.Tensor.item"),
    ],
)
def test_many_spellings_of_one_name(canonical: str, spellings: str) -> None:
    assert {library.canonical(it) for it in spellings.split()} == {canonical}


def test_names_nobody_knows_stay_what_they_are() -> None:
    for name in ("my.package.Net", "torch.no.such.thing", "torch_geometric", "numpy.array", ""):
        assert library.canonical(name) == name
        assert not library.is_known(name)
    assert library.signatures("my.package.f") == () == library.init_signatures("my.package.C")


def test_an_attribute_of_an_alias() -> None:
    assert library.canonical("torch.nn.modules.linear.Linear.forward") == "torch.nn.Linear.forward"


def test_canonical_names_are_fixed_points() -> None:
    for package in PACKAGES:
        held = data(package)
        for name in (*held["classes"], *held["functions"]):
            assert library.canonical(name) == name or name in RENAMED
        for alias in held["aliases"]:
            once = library.canonical(alias)
            assert library.canonical(once) == once


def test_both_files_are_asked_by_the_head_of_the_name() -> None:
    assert library.is_class(CONV) and library.is_class("torch.nn.Linear")
    assert not library.is_class(POOL) and library.is_known(POOL)
    assert not library.is_class("torchvision.models.ResNet")


# -- classes -----------------------------------------------------------------------------------


def test_ancestors_are_canonical_and_nearest_first() -> None:
    line = library.ancestors("torch_geometric.nn.GATConv")
    assert line.index("torch_geometric.nn.MessagePassing") < line.index("torch.nn.Module")
    assert library.ancestors("torch.nn.LSTM")[0].endswith("RNNBase")
    assert library.ancestors(POOL) == () == library.ancestors("my.Class")


def test_what_is_a_module() -> None:
    for name in ("torch.nn.Linear", CONV, "torch.nn.Module", "torch_geometric.nn.Sequential"):
        assert library.is_module_class(name), name
    for name in ("torch_geometric.data.Data", "torch.Tensor", POOL, "my.Module", "torch.Generator"):
        assert not library.is_module_class(name), name
    assert all(library.is_module_class(it) for it in MODULE_ROOTS)


def test_tensor_attributes() -> None:
    assert all(library.is_tensor_attribute(it) for it in ("item", "shape", "T", "scatter_add_"))
    assert not library.is_tensor_attribute("edge_index")


# -- signatures --------------------------------------------------------------------------------


def parameter(signature: Signature, name: str) -> Parameter:
    (found,) = [it for it in signature.parameters if it.name == name]
    return found


def test_a_function() -> None:
    (signature,) = library.signatures(POOL)
    assert [it.name for it in signature.parameters] == ["x", "batch", "size"]
    assert parameter(signature, "size") == Parameter(
        "size", "positional", "Optional[int]", False, None
    )
    assert parameter(signature, "x").required and signature.returns == "Tensor"


def test_the_forward_of_a_layer() -> None:
    (signature,) = library.signatures(CONV)
    assert [it.name for it in signature.parameters] == ["x", "edge_index", "edge_weight"]


def test_a_constructor_and_what_its_bases_take() -> None:
    """``GCNConv(aggr=…)`` reaches MessagePassing through ``**kwargs``."""
    (signature,) = library.init_signatures(CONV)
    own = parameter(signature, "add_self_loops")
    assert (own.kind, own.required, own.default) == ("positional", False, None)
    inherited = parameter(signature, "aggr")
    assert inherited.kind == "keyword" and not inherited.required
    assert parameter(signature, "node_dim").default == -2
    names = [it.name for it in signature.parameters]
    assert len(names) == len(set(names)), "what the class sets itself is not inherited again"
    assert signature.fits(2, frozenset({"aggr", "flow"}))
    (plain,) = library.init_signatures("torch.nn.Linear")
    assert "aggr" not in [it.name for it in plain.parameters]


def test_models_take_the_arguments_of_their_layers() -> None:
    (signature,) = library.init_signatures("torch_geometric.nn.GCN")
    assert signature.fits(3, frozenset({"add_self_loops", "jk", "dropout"}))


def test_overloads() -> None:
    names = [{it.name for it in each.parameters} for each in library.signatures("torch.max")]
    assert {"input"} in names and {"input", "other"} in names
    assert any({"input", "dim", "keepdim"} == it for it in names)
    assert not any(each.fits(0, frozenset()) for each in library.signatures("torch.max"))
    repeats = library.signatures("torch.repeat_interleave")
    assert any(parameter(it, "repeats").annotation == "Tensor" for it in repeats)
    assert any(it.parameters[0].name == "repeats" for it in repeats)
    sized = [it for it in library.signatures("torch.where") if it.fits(1, frozenset())]
    assert sized, "with one argument it is nonzero"


def test_methods_do_not_take_themselves() -> None:
    for name in ("item", "sum", "nonzero", "masked_select", "view", "index_select"):
        for signature in library.signatures(f"torch.Tensor.{name}"):
            assert "self" not in [it.name for it in signature.parameters], name
    assert any(it.fits(0, frozenset()) for it in library.signatures("torch.Tensor.item"))
    nonzero = library.signatures("torch.nonzero")
    assert any(it.fits(1, frozenset({"as_tuple"})) for it in nonzero)
    made = library.signatures("torch.zeros")
    assert any(it.fits(1, frozenset({"requires_grad", "dtype"})) for it in made)


# -- what introspection cannot see -------------------------------------------------------------


def test_the_tables_name_what_exists() -> None:
    for name in kinds.UNBACKED_RESULTS:
        assert library.is_known(library.canonical(name)), name
    for table in (kinds.UNBACKED, kinds.MANY, kinds.SIZES):
        unknown = {
            it
            for it in table
            if not library.is_tensor_attribute(it) and not library.signatures(f"torch.{it}")
        }
        assert len(unknown) <= 2, unknown


@pytest.mark.skipif(find_spec("torch_geometric") is None, reason="needs torch_geometric")
def test_what_bases_define_is_what_they_have() -> None:
    code = (
        "import importlib, json, sys\n"
        "for name in sys.argv[1:]:\n"
        "    module, _, kind = name.rpartition('.')\n"
        "    print(json.dumps(dir(getattr(importlib.import_module(module), kind))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *kinds.DEFINED_BY], capture_output=True, text=True, check=True
    )
    for base, line in zip(kinds.DEFINED_BY, done.stdout.splitlines(), strict=True):
        has = {it for it in json.loads(line) if not it.startswith(("__", "_abc", "_is_"))}
        line_of = (base, *library.ancestors(base))
        assert has == frozenset().union(*(kinds.DEFINED_BY.get(it, ()) for it in line_of)), base


def test_no_operator_has_two_kinds_of_elements() -> None:
    tables = (kinds.BOOLEAN, kinds.INTEGER, kinds.FLOATING)
    for index, first in enumerate(tables):
        for second in tables[index + 1 :]:
            assert not first & second


@pytest.mark.skipif(find_spec("torch") is None, reason="needs torch")
def test_the_tables_agree_with_torch() -> None:
    """Element kinds as torch answers them, for every operator that takes one tensor alone."""
    names = sorted((kinds.BOOLEAN | kinds.INTEGER | kinds.FLOATING) - {"bernoulli_mask"})
    code = (
        "import json, sys, warnings, torch; warnings.simplefilter('ignore')\n"
        "found = {}\n"
        "for name in json.loads(sys.argv[1]):\n"
        "    try:\n"
        "        result = getattr(torch.rand(4, 4), name)()\n"
        "        found[name] = str(result.dtype) if isinstance(result, torch.Tensor) else ''\n"
        "    except Exception:\n"
        "        pass\n"
        "print(json.dumps(found))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(names)],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    answers = {name: dtype for name, dtype in json.loads(done.stdout).items() if dtype}
    assert len(answers) > 30
    table = {it: "bool" for it in kinds.BOOLEAN} | {it: "int" for it in kinds.INTEGER}
    table |= {it: "float" for it in kinds.FLOATING}
    wrong = {
        name: dtype for name, dtype in answers.items() if kinds.DTYPES.get(dtype) != table[name]
    }
    assert not wrong


# -- numpy, as Dynamo traces it ----------------------------------------------------------------


def test_what_dynamo_traces_of_numpy() -> None:
    """What is taken for an array is traced; what GNN395 and GNN337 list as unknown is not."""
    if find_spec("torch") is None:
        pytest.skip("needs torch")
    rules = {it.code: it for it in catalogue.load().rules}
    untraced = {
        name
        for code in ("GNN395", "GNN337")
        for row in rules[code].rows
        if "GB0294" in row.gb
        for name in row.names
        if name.startswith("numpy.")
    }
    assert len(untraced) > 50
    code = (
        "import json, sys, numpy, warnings; warnings.simplefilter('ignore')\n"
        "from torch._dynamo.variables.misc import get_np_to_tnp_map\n"
        "traced = get_np_to_tnp_map()\n"
        "def found(name):\n"
        "    thing = numpy\n"
        "    for part in name.split('.')[1:]: thing = getattr(thing, part)\n"
        "    return thing in traced\n"
        "print(json.dumps({name: found(name) for name in json.loads(sys.argv[1])}))\n"
    )
    functions = {
        f"numpy.linalg.{it}" if it in LINEAR else f"numpy.{it}"
        for it in kinds.ARRAY_FUNCTIONS - DTYPES
    }
    asked = json.dumps(sorted(untraced | functions))
    done = subprocess.run(
        [sys.executable, "-c", code, asked], capture_output=True, text=True, timeout=300, check=True
    )
    traced = json.loads(done.stdout)
    assert not [name for name in untraced if traced[name]]
    assert not [name for name in functions if not traced[name]]


LINEAR = frozenset({"det", "inv", "matrix_power", "matrix_rank", "norm", "pinv", "solve"})
DTYPES = frozenset(
    {"bool_", "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8"}
)
