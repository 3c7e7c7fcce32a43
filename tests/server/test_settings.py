"""What decides how files are judged: pyproject.toml, the client's settings, several folders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lsprotocol import types

from gnnlint.server.preferences import read
from tests.server.client import PUSH, ROOT, editor
from tests.server.test_diagnostics import MODEL

BOTH = MODEL.replace("x = torch.relu(x)", "print(x.sum())")
"""Breaks by a print as well."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[tool.gnnlint]\nignore = ["GNN330"]\n')
    (tmp_path / "net.py").write_text(BOTH)
    return tmp_path


async def test_pyproject_decides(root: Path) -> None:
    async with editor(root) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")


async def test_a_change_of_pyproject_is_seen(root: Path) -> None:
    async with editor(root) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        (root / "pyproject.toml").write_text('[tool.gnnlint]\nignore = ["GNN301"]\n')
        it.tell("pyproject.toml")
        await it.sees("net.py", "GNN330")


async def test_a_change_of_pyproject_is_seen_by_who_watches_nothing(root: Path) -> None:
    async with editor(root) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        it.open("pyproject.toml", language="toml")
        it.save("pyproject.toml", '[tool.gnnlint]\nignore = ["GNN301"]\n')
        await it.sees("net.py", "GNN330")


async def test_a_wrong_pyproject_is_told_once_and_changes_nothing(root: Path) -> None:
    async with editor(root, settings={"preview": True, "exclude": ["docs"]}) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        (root / "pyproject.toml").write_text('[tool.gnnlint]\nignroe = ["GNN301"]\n')
        it.tell("pyproject.toml")
        await it.until(lambda: it.client.messages)
        (message,) = it.client.messages
        assert message.type is types.MessageType.Error
        assert "unknown key `ignroe`" in message.message and "`ignore`" in message.message
        it.type("net.py", BOTH + "\n\n")
        await it.until(lambda: it.published_version("net.py") == 2)
        assert it.codes("net.py") == ["GNN301"]


@pytest.mark.parametrize("spelled", ["ignore", "extend-select", "extendSelect"])
async def test_settings_of_the_client_win(root: Path, spelled: str) -> None:
    value = ["GNN301", "GNN330"] if spelled == "ignore" else ["print-in-forward"]
    async with editor(root, settings={spelled: value}) as it:
        it.open("net.py")
        await it.sees("net.py", *([] if spelled == "ignore" else ["GNN330", "GNN301"]))


async def test_settings_come_with_the_start_as_well(root: Path) -> None:
    without = types.ClientCapabilities(text_document=PUSH.text_document)
    async with editor(root, capabilities=without, options={"ignore": ["GNN301"]}) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN330")


async def test_a_change_of_settings_that_the_client_sends(root: Path) -> None:
    without = types.ClientCapabilities(text_document=PUSH.text_document)
    async with editor(root, capabilities=without) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        settings = {"gnnlint": {"ignore": ["GNN3"]}}
        params = types.DidChangeConfigurationParams(settings)
        it.client.workspace_did_change_configuration(params)
        await it.sees("net.py")


async def test_a_change_of_settings_that_the_server_asks_for(root: Path) -> None:
    async with editor(root) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        it.client.set_configuration({"gnnlint": {"ignore": ["GNN3"]}})
        params = types.DidChangeConfigurationParams(None)
        it.client.workspace_did_change_configuration(params)
        await it.sees("net.py")


async def test_wrong_settings_are_told_with_the_nearest_right_one(root: Path) -> None:
    settings = {"ignroe": ["GNN301"], "torchVersion": "1.4", "ignore": ["GNN301"]}
    async with editor(root, settings=settings) as it:
        it.open("net.py")
        await it.until(lambda: len(it.client.messages) == 2)
        await it.sees("net.py", "GNN330")  # by the one that is right
        first, second = (message.message for message in it.client.messages)
        assert "unknown setting `ignroe`. Did you mean `ignore`?" in first
        assert "no rule knows torch 1.4" in second


def test_settings_under_their_section_and_without() -> None:
    for value in ({"gnnlint": {"run": "onSave"}}, {"run": "onSave"}):
        assert read(value).run == "onSave"
    assert read(None) == read({}) == read("nonsense") == read({"select": None})
    assert read({"run": "sometimes"}).complaints == (
        "setting `run` is one of onType, onSave, not `sometimes`",
    )


def test_the_settings_of_the_docs_are_known() -> None:
    page = (ROOT / "docs" / "editor.md").read_text(encoding="utf-8")
    table = page.split("| setting | says |")[1].split("\n\n")[0]
    cells = [row.split("|")[1] for row in table.split("\n") if row.startswith("| `")]
    names = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert len(names) > 10
    for name in names:
        assert not any("unknown" in it for it in read({name: "?"}).complaints), name


async def test_each_folder_has_its_settings(tmp_path: Path) -> None:
    for name, ignored in (("one", "GNN301"), ("two", "GNN330")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pyproject.toml").write_text(f'[tool.gnnlint]\nignore = ["{ignored}"]\n')
        (folder / "net.py").write_text(BOTH)
    async with editor(tmp_path, folders=[tmp_path / "one", tmp_path / "two"]) as it:
        await it.sees("one/net.py", "GNN330")
        await it.sees("two/net.py", "GNN301")


async def test_a_folder_is_added_and_removed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pyproject.toml").write_text("[tool.gnnlint]\n")
        (tmp_path / name / "net.py").write_text(MODEL)
    async with editor(tmp_path, folders=[tmp_path / "one"]) as it:
        await it.sees("one/net.py", "GNN301")
        assert it.uri("two/net.py") not in it.client.diagnostics
        one, two = (types.WorkspaceFolder(it.uri(name), name) for name in ("one", "two"))
        event = types.WorkspaceFoldersChangeEvent(added=[two], removed=[one])
        params = types.DidChangeWorkspaceFoldersParams(event)
        it.client.workspace_did_change_workspace_folders(params)
        await it.sees("two/net.py", "GNN301")
        await it.sees("one/net.py")


async def test_a_project_within_a_folder_has_its_own_settings(root: Path) -> None:
    inner = root / "packages" / "inner"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text('[tool.gnnlint]\nignore = ["GNN301"]\n')
    (inner / "net.py").write_text(BOTH)
    async with editor(root) as it:
        await it.sees("net.py", "GNN301")
        await it.sees("packages/inner/net.py", "GNN330")


async def test_a_file_outside_of_all_folders(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    away = tmp_path_factory.mktemp("away")
    (away / "net.py").write_text(MODEL)
    async with editor(away, folders=[root]) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        it.close("net.py")
        await it.sees("net.py")


async def test_a_document_without_a_file(root: Path) -> None:
    async with editor(root) as it:
        uri = it.open_uri("untitled:Untitled-1", MODEL)
        await it.until(lambda: it.client.diagnostics.get(uri))
        assert [found.code for found in it.client.diagnostics[uri]] == ["GNN301"]


async def test_excluded_files_are_left_alone(root: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.gnnlint]\nexclude = ["old/"]\n')
    (root / "old").mkdir()
    (root / "old" / "net.py").write_text(MODEL)
    async with editor(root) as it:
        it.open("old/net.py")
        await it.sees("net.py", "GNN330", "GNN301")
        assert not it.diagnostics("old/net.py")


async def test_it_can_be_switched_off(root: Path) -> None:
    async with editor(root, settings={"enable": False}) as it:
        document = types.TextDocumentIdentifier(it.open("net.py"))
        params = types.DocumentDiagnosticParams(document)
        report = await it.client.text_document_diagnostic_async(params)
        assert not report.items and not it.diagnostics("net.py")


async def test_known_findings_of_the_baseline_are_left_out(root: Path) -> None:
    from gnnlint.cli.main import main

    assert main(["baseline", "write", str(root), "--baseline", str(root / "known.txt")]) == 0
    (root / "pyproject.toml").write_text('[tool.gnnlint]\nbaseline = "known.txt"\n')
    async with editor(root) as it:
        it.open("net.py", BOTH + "\n\ndef other():\n    pass\n")
        await it.sees("net.py", "GNN330")  # was ignored when the baseline was written


async def test_a_baseline_that_is_not_there_is_told(root: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.gnnlint]\nbaseline = "known.txt"\n')
    async with editor(root) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN330", "GNN301")
        assert "known.txt does not exist" in it.client.messages[0].message
