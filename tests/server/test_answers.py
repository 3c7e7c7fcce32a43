"""What is asked of a place: hover, actions, lenses, links, and the commands that they name."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.server.client import Editor, editor

CODE = """\
import torch
from torch import nn
from torch_geometric.nn import GATConv, global_add_pool


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = GATConv(16, 16)

    def forward(self, x, edge_index, batch):
        x = self.conv(x, edge_index)
        x = torch.relu(x)  # noqa: GNN301
        return global_add_pool(x, batch)
"""
CONV, MASKED, POOL = 11, 12, 13
"""Lines, from 0."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[tool.gnnlint]\n")
    (tmp_path / "net.py").write_text(CODE)
    return tmp_path


def at(line: int, character: int) -> types.Position:
    return types.Position(line, character)


async def opened(it: Editor) -> types.TextDocumentIdentifier:
    it.open("net.py")
    await it.sees("net.py", "GNN203", "GNN002", "GNN201")
    return types.TextDocumentIdentifier(it.uri("net.py"))


async def acted(it: Editor, line: int, only: list[str] | None = None) -> list[types.CodeAction]:
    document = types.TextDocumentIdentifier(it.uri("net.py"))
    span = types.Range(at(line, 15), at(line, 15))
    context = types.CodeActionContext([], only=only)
    params = types.CodeActionParams(document, span, context)
    return list(await it.client.text_document_code_action_async(params) or ())


async def run(it: Editor, command: types.Command) -> None:
    params = types.ExecuteCommandParams(command.command, command.arguments)
    await it.client.workspace_execute_command_async(params)


def edited(text: str, action: types.CodeAction) -> str:
    """The text after an action."""
    assert action.edit is not None and action.edit.document_changes is not None
    (change,) = action.edit.document_changes
    (edit,) = change.edits
    lines = text.split("\n")
    start, end = edit.range.start, edit.range.end
    assert start.line == end.line
    line = lines[start.line]
    lines[start.line] = line[: start.character] + edit.new_text + line[end.character :]
    return "\n".join(lines)


async def test_a_hover_shows_the_rule_of_a_finding(root: Path) -> None:
    async with editor(root) as it:
        document = await opened(it)
        found = await it.client.text_document_hover_async(types.HoverParams(document, at(POOL, 20)))
        assert found is not None
        assert found.contents.value.startswith("# GNN201: pool-without-size")
        assert "What to write instead" in found.contents.value
        assert found.range.start == at(POOL, 15)
        away = await it.client.text_document_hover_async(types.HoverParams(document, at(1, 3)))
        assert away is None


@pytest.mark.parametrize(
    ("formats", "kind"),
    [
        (None, types.MarkupKind.Markdown),
        ([types.MarkupKind.PlainText], types.MarkupKind.PlainText),
        ([types.MarkupKind.Markdown, types.MarkupKind.PlainText], types.MarkupKind.Markdown),
    ],
)
async def test_a_hover_is_plain_where_the_client_wants_that(
    root: Path, formats: list[types.MarkupKind] | None, kind: types.MarkupKind
) -> None:
    capabilities = types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            hover=types.HoverClientCapabilities(content_format=formats)
        )
    )
    async with editor(root, capabilities=capabilities) as it:
        document = await opened(it)
        params = types.HoverParams(document, at(POOL, 20))
        found = await it.client.text_document_hover_async(params)
        assert found is not None and found.contents.kind == kind


async def test_a_hover_shows_the_rule_that_a_comment_names(root: Path) -> None:
    async with editor(root) as it:
        document = await opened(it)
        column = CODE.split("\n")[MASKED].index("GNN301")
        found = await it.client.text_document_hover_async(
            types.HoverParams(document, at(MASKED, column + 2))
        )
        assert found is not None
        assert found.contents.value.startswith("# GNN301: item-of-tensor")


async def test_an_action_silences_the_line(root: Path) -> None:
    async with editor(root) as it:
        await opened(it)
        silence, *_ = await acted(it, POOL)
        assert silence.kind == types.CodeActionKind.QuickFix
        assert [shown.code for shown in silence.diagnostics] == ["GNN201"]
        text = edited(CODE, silence)
        assert "global_add_pool(x, batch)  # gnnlint: ignore[GNN201]\n" in text
        it.type("net.py", text)
        await it.sees("net.py", "GNN203", "GNN002")


async def test_an_action_extends_the_comment_that_is_there(root: Path) -> None:
    call = "global_add_pool(\n            x, batch)"
    for before, after in (
        (f"{call}  # gnnlint: ignore[GNN3]", f"{call}  # gnnlint: ignore[GNN3, GNN201]"),
        (f"{call}  # pool", f"{call}  # pool  # gnnlint: ignore[GNN201]"),
    ):
        async with editor(root) as it:
            text = CODE.replace("global_add_pool(x, batch)", before)
            it.open("net.py", text)
            await it.until(lambda it=it: "GNN201" in it.codes("net.py"))
            silence, *_ = await acted(it, POOL)
            assert after in edited(text, silence)


async def test_an_action_removes_a_comment_that_suppresses_nothing(root: Path) -> None:
    async with editor(root) as it:
        await opened(it)
        document = types.TextDocumentIdentifier(it.uri("net.py"))
        span = types.Range(at(MASKED, 30), at(MASKED, 30))
        params = types.CodeActionParams(document, span, types.CodeActionContext([]))
        remove, *_ = list(await it.client.text_document_code_action_async(params) or ())
        text = edited(CODE, remove)
        assert remove.title == "Remove the comment that suppresses nothing"
        assert "x = torch.relu(x)\n" in text
        it.type("net.py", text)
        await it.sees("net.py", "GNN203", "GNN201")


async def test_an_action_takes_one_code_of_several_out_of_a_comment(root: Path) -> None:
    async with editor(root) as it:
        call = "global_add_pool(x, batch)"
        text = CODE.replace(call, f"{call}  # gnnlint: ignore[GNN201, GNN305]")
        it.open("net.py", text)
        await it.until(lambda: it.codes("net.py").count("GNN002") == 2)
        column = text.split("\n")[POOL].index("ignore")
        document = types.TextDocumentIdentifier(it.uri("net.py"))
        span = types.Range(at(POOL, column), at(POOL, column))
        params = types.CodeActionParams(document, span, types.CodeActionContext([]))
        removing, *_ = list(await it.client.text_document_code_action_async(params) or ())
        assert removing.title.startswith("Take GNN305 out of the comment")
        assert f"{call}  # gnnlint: ignore[GNN201]\n" in edited(text, removing)


async def test_an_action_leads_to_where_the_remedy_goes(root: Path) -> None:
    async with editor(root) as it:
        await opened(it)
        (there,) = [each for each in await acted(it, CONV) if each.title.startswith("Go to")]
        await run(it, there.command)
        (shown,) = it.client.shown_documents
        assert shown.uri == it.uri("net.py")
        assert shown.selection.start == at(8, 20)
        assert not shown.external


async def test_an_action_opens_the_page_of_the_rule(root: Path) -> None:
    async with editor(root) as it:
        await opened(it)
        (page,) = [each for each in await acted(it, POOL) if each.title.startswith("Read about")]
        await run(it, page.command)
        (shown,) = it.client.shown_documents
        assert shown.external and shown.uri.endswith("/rules/GNN201/")


async def test_a_client_that_shows_no_documents_is_told_the_address(root: Path) -> None:
    async with editor(root, capabilities=types.ClientCapabilities()) as it:
        await opened(it)
        (page,) = [each for each in await acted(it, POOL) if each.title.startswith("Read about")]
        await run(it, page.command)
        (message,) = it.client.messages
        assert message.message.endswith("/rules/GNN201/")


async def test_actions_of_other_kinds_alone(root: Path) -> None:
    async with editor(root) as it:
        await opened(it)
        assert await acted(it, POOL, [types.CodeActionKind.QuickFix])
        assert not await acted(it, POOL, [types.CodeActionKind.Refactor])
        assert not await acted(it, 1)


async def test_related_information_names_the_line_of_the_remedy(root: Path) -> None:
    async with editor(root) as it:
        await opened(it)
        (found,) = [each for each in it.diagnostics("net.py") if each.code == "GNN203"]
        related = [
            (each.location.range.start.line, each.message) for each in found.related_information
        ]
        assert related == [(8, "the remedy goes here")]


async def test_a_lens_says_what_becomes_of_a_model(root: Path) -> None:
    async with editor(root) as it:
        document = await opened(it)
        (lens,) = await it.client.text_document_code_lens_async(types.CodeLensParams(document))
        assert lens.range.start.line == 5, "the line of the class"
        assert lens.range.end == types.Position(5, len(CODE.split("\n")[5])), "and no other"
        assert lens.command.title == "breaks by default, captured by fullgraph=True"
        await run(it, lens.command)
        (message,) = it.client.messages
        assert message.message.startswith("net.Net: breaks by default")
        it.type(
            "net.py",
            CODE.replace("self.conv(x, edge_index)", "x").replace("global_add_pool(x, batch)", "x"),
        )
        (lens,) = await it.client.text_document_code_lens_async(types.CodeLensParams(document))
        assert lens.command.title == "no break found"


async def test_a_lens_says_what_was_not_followed(root: Path) -> None:
    text = CODE.replace("torch.relu(x)", "self.conv.unknown_thing(x)")
    text = text.replace(
        "from torch import nn", "from torch import nn\nfrom somewhere import something"
    )
    text = text.replace("torch.relu(x)", "something(x)").replace(
        "self.conv.unknown_thing(x)", "something(x)"
    )
    async with editor(root) as it:
        it.open("net.py", text)
        document = types.TextDocumentIdentifier(it.uri("net.py"))
        (lens,) = await it.client.text_document_code_lens_async(types.CodeLensParams(document))
        assert lens.command.title.endswith("1 call not followed")
        await run(it, lens.command)
        assert "not followed in line 14" in it.client.messages[-1].message


async def test_no_lens_where_none_is_wanted(root: Path) -> None:
    async with editor(root, settings={"codeLens": False}) as it:
        document = await opened(it)
        assert not await it.client.text_document_code_lens_async(types.CodeLensParams(document))


async def test_codes_in_comments_are_links(root: Path) -> None:
    async with editor(root) as it:
        text = CODE + "# GNN320 says nothing, no comment for linters; GNN999 in one neither:\n"
        text += "x = 1  # gnnlint: ignore[GNN320, GNN999]\n"
        it.open("net.py", text)
        params = types.DocumentLinkParams(types.TextDocumentIdentifier(it.uri("net.py")))
        found = list(await it.client.text_document_document_link_async(params) or ())
        lines = text.split("\n")
        said = [
            (
                lines[it.range.start.line][it.range.start.character : it.range.end.character],
                it.target,
            )
            for it in found
        ]
        assert [code for code, _ in said] == ["GNN301", "GNN320"]
        assert all(target.endswith(f"/rules/{code}/") for code, target in said)
