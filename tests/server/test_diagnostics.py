"""Diagnostics while code is written: open, change, save, close; sent, and asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types

from tests.server.client import Editor, editor

MODEL = """\
import torch
from torch import nn


class Net(nn.Module):
    def forward(self, x):
        x = torch.relu(x)
        return x * x.sum().item()
"""
CLEAN = MODEL.replace(".item()", "")
"""The same without the graph break."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[tool.gnnlint]\n")
    (tmp_path / "net.py").write_text(MODEL)
    return tmp_path


async def test_on_open(root: Path) -> None:
    async with editor(root) as it:
        it.open("net.py")
        (found,) = await it.sees("net.py", "GNN301")
        assert found.severity is types.DiagnosticSeverity.Warning
        assert found.source == "gnnlint"
        assert found.code_description is not None
        assert found.code_description.href.endswith("/rules/GNN301/")
        assert found.range == types.Range(types.Position(7, 19), types.Position(7, 33))
        assert "captured by fullgraph=True" in found.message and "instead: " in found.message


async def test_the_text_that_is_not_saved_counts(root: Path) -> None:
    async with editor(root) as it:
        it.open("net.py", CLEAN)
        await it.sees("net.py")
        version = it.type("net.py", MODEL)
        await it.sees("net.py", "GNN301")
        assert it.published_version("net.py") == version
        it.type("net.py", CLEAN)
        await it.sees("net.py")


async def test_what_is_on_disk_counts_once_it_is_closed(root: Path) -> None:
    async with editor(root) as it:
        it.open("net.py", CLEAN)
        await it.sees("net.py")
        it.close("net.py")
        await it.sees("net.py", "GNN301")


async def test_files_that_nobody_opened_are_checked(root: Path) -> None:
    async with editor(root) as it:
        await it.sees("net.py", "GNN301")


async def test_or_not_where_that_is_not_wanted(root: Path) -> None:
    (root / "other.py").write_text(MODEL)
    async with editor(root, settings={"diagnostics": "openFiles"}) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        assert not it.diagnostics("other.py")
        it.close("net.py")
        await it.sees("net.py")


async def test_a_pause_is_waited_for(root: Path) -> None:
    """Of many keystrokes in a row, few are judged."""
    async with editor(root) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        before = it.published
        for number in range(30):
            version = it.type("net.py", f"{MODEL}# {number}\n")
        await it.until(lambda: it.published_version("net.py") == version)
        assert it.published - before < 10


async def test_on_save_alone_where_that_is_wanted(root: Path) -> None:
    async with editor(root, settings={"run": "onSave"}) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        before = it.published
        it.type("net.py", CLEAN)
        await asyncio.sleep(1)
        assert it.published == before
        it.save("net.py", CLEAN)
        await it.sees("net.py")


HELPER = "def shrink(x, keep):\n    return x[keep]\n"
USER = """\
import torch
from torch import nn

from helper import shrink


class Net(nn.Module):
    def forward(self, x):
        return shrink(x, x > 0)
"""


@pytest.fixture
def two_files(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[tool.gnnlint]\n")
    (tmp_path / "helper.py").write_text(HELPER)
    (tmp_path / "user.py").write_text(USER)
    return tmp_path


async def test_a_change_tells_in_other_files_that_it_affects(two_files: Path) -> None:
    """What a helper does wrong depends on who calls it: its own file did not change."""
    async with editor(two_files) as it:
        it.open("helper.py")
        it.open("user.py")
        await it.sees("helper.py", "GNN320")
        it.type("user.py", USER.replace("x > 0", "0"))
        await it.sees("helper.py")
        it.type("user.py", USER)
        await it.sees("helper.py", "GNN320")


async def test_others_import_the_text_that_is_not_saved(two_files: Path) -> None:
    async with editor(two_files) as it:
        it.open("helper.py", HELPER.replace("x[keep]", "x.relu()"))
        await it.sees("helper.py")
        it.type("helper.py", HELPER.replace("x[keep]", "x * x.sum().item()"))
        (found,) = await it.sees("helper.py", "GNN301")
        assert found.related_information is not None
        (entry,) = found.related_information
        assert entry.location.uri == it.uri("user.py")
        assert entry.location.range.start.line == 8
        assert "Net.forward" in entry.message


async def test_a_new_file_is_imported_before_it_is_saved(two_files: Path) -> None:
    (two_files / "helper.py").unlink()
    async with editor(two_files) as it:
        it.open("user.py")
        await it.sees("user.py")
        it.open("helper.py", HELPER)
        await it.sees("helper.py", "GNN320")
        it.close("helper.py")
        await it.sees("helper.py")


async def test_files_that_change_behind_the_editor(two_files: Path) -> None:
    async with editor(two_files) as it:
        await it.sees("helper.py", "GNN320")
        (two_files / "helper.py").write_text("def shrink(x, keep):\n    return x\n")
        it.tell("helper.py")
        await it.sees("helper.py")
        (two_files / "user.py").write_text(MODEL)
        (two_files / "helper.py").unlink()
        it.tell("user.py", "helper.py")
        await it.sees("user.py", "GNN301")


async def test_a_client_that_watches_nothing_has_the_disk_looked_at_on_save(
    two_files: Path,
) -> None:
    async with editor(two_files) as it:
        it.open("user.py")
        await it.sees("helper.py", "GNN320")
        (two_files / "helper.py").write_text("def shrink(x, keep):\n    return x\n")
        it.save("user.py")
        await it.sees("helper.py")


async def test_a_broken_text_is_told_and_loses_nothing_elsewhere(two_files: Path) -> None:
    """While a line is being typed, the findings of other files stay as they are."""
    (two_files / "other.py").write_text(USER.replace("shrink(x, x > 0)", "shrink(x, x > 0).item()"))
    async with editor(two_files) as it:
        it.open("helper.py")
        await it.sees("other.py", "GNN301")
        it.type("helper.py", HELPER + "def oh(\n")
        (found,) = await it.sees("helper.py", "GNN001")
        assert found.severity is types.DiagnosticSeverity.Error
        assert found.range.start.line == 2
        assert it.codes("other.py") == ["GNN301"]
        it.type("helper.py", HELPER)
        await it.sees("helper.py", "GNN320")


async def test_severities_and_tags(root: Path) -> None:
    text = MODEL + "\n\nx = 1  # gnnlint: ignore[GNN320]\n"
    text = text.replace("x = torch.relu(x)", "print(x.sum())")
    text += "compiled = torch.compile(Net())\n"
    async with editor(root) as it:
        it.open("net.py", text)
        printed, item, unused = await it.sees("net.py", "GNN330", "GNN301", "GNN002")
        assert printed.severity is types.DiagnosticSeverity.Error
        assert item.severity is types.DiagnosticSeverity.Warning
        assert unused.severity is types.DiagnosticSeverity.Information
        assert list(unused.tags or ()) == [types.DiagnosticTag.Unnecessary]


async def test_what_is_about_to_go_is_struck_through(root: Path) -> None:
    text = """\
import torch_geometric
from torch import nn


model = torch_geometric.compile(nn.Linear(2, 2))
"""
    async with editor(root) as it:
        it.open("net.py", text)
        (found,) = await it.sees("net.py", "GNN502")
        assert list(found.tags or ()) == [types.DiagnosticTag.Deprecated]


async def test_comments_silence_in_the_editor_too(root: Path) -> None:
    async with editor(root) as it:
        it.open("net.py", MODEL.replace(".item()", ".item()  # noqa: GNN301"))
        await it.sees("net.py")


PULL = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        diagnostic=types.DiagnosticClientCapabilities()
    ),
    workspace=types.WorkspaceClientCapabilities(
        diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    ),
)


async def pulled(
    it: Editor, name: str, previous: str | None = None
) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
    document = types.TextDocumentIdentifier(it.uri(name))
    params = types.DocumentDiagnosticParams(document, previous_result_id=previous)
    return await it.client.text_document_diagnostic_async(params)


async def test_pulled_for_a_document(root: Path) -> None:
    async with editor(root, capabilities=PULL) as it:
        it.open("net.py")
        first = await pulled(it, "net.py")
        assert [found.code for found in first.items] == ["GNN301"]
        again = await pulled(it, "net.py", first.result_id)
        assert again.kind == "unchanged" and again.result_id == first.result_id
        it.type("net.py", CLEAN)
        assert not (await pulled(it, "net.py", first.result_id)).items
        assert not it.published, "nothing is sent to who asks"


async def test_pulled_for_the_workspace(two_files: Path) -> None:
    async with editor(two_files, capabilities=PULL) as it:
        it.open("user.py")
        first = await it.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
        (report,) = first.items
        assert report.uri == it.uri("helper.py")
        assert [found.code for found in report.items] == ["GNN320"]
        known = [types.PreviousResultId(report.uri, report.result_id)]
        again = await it.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(known))
        assert [found.kind for found in again.items] == ["unchanged"]
        it.type("user.py", USER.replace("x > 0", "0"))
        third = await it.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(known))
        assert [(found.uri, list(found.items)) for found in third.items] == [(report.uri, [])]


async def test_who_pulls_is_told_to_ask_again_of_other_files(two_files: Path) -> None:
    async with editor(two_files, capabilities=PULL) as it:
        it.open("helper.py")
        it.open("user.py")
        assert [found.code for found in (await pulled(it, "helper.py")).items] == ["GNN320"]
        before = it.client.diagnostic_refresh_count
        it.type("user.py", USER.replace("x > 0", "0"))
        await it.until(lambda: it.client.diagnostic_refresh_count > before)
        assert not (await pulled(it, "helper.py")).items


async def test_who_cannot_be_told_to_ask_again_gets_all_at_once(two_files: Path) -> None:
    capabilities = types.ClientCapabilities(text_document=PULL.text_document)
    async with editor(two_files, capabilities=capabilities) as it:
        it.open("helper.py")
        assert [found.code for found in (await pulled(it, "helper.py")).items] == ["GNN320"]
