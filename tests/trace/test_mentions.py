"""Names of TorchScript that a file mentions, and names that only look the same."""

from __future__ import annotations

from pathlib import Path

from gnnlint import engine
from gnnlint.config import load


def test_a_local_name_is_not_the_compiler_of_that_name(tmp_path: Path) -> None:
    path = tmp_path / "export.py"
    path.write_text(
        "import torch\nfrom torch.jit import script\n\n\ndef export(script, model):\n"
        "    return script(model)\n\n\ndef exported(model):\n    import torch\n\n"
        "    return script(model), torch.jit.script(model)\n"
    )
    found = engine.check([path], load(tmp_path)).findings
    assert {it.place.line for it in found if it.code == "GNN521"} == {12}
