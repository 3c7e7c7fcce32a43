"""Notebooks: each cell is a document of its own to the editor, and one file to Python."""

from __future__ import annotations

import json
from pathlib import Path

from lsprotocol import types

from tests.server.client import Editor, editor

CELLS = [
    ("markdown", "# A net"),
    ("code", "import torch\nfrom torch import nn\n%matplotlib inline"),
    (
        "code",
        "%load_ext rich\nclass Net(nn.Module):\n    def forward(self, x):\n"
        "        return x * x.sum().item()\n",
    ),
]
CELL = "vscode-notebook-cell:/net.ipynb#{}"


def notebook(root: Path) -> str:
    cells = [
        {"cell_type": kind, "source": text, "metadata": {}, "id": str(number)}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for number, (kind, text) in enumerate(CELLS)
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (root / "net.ipynb").write_text(text)
    return "net.ipynb"


def open_cells(it: Editor, name: str) -> None:
    kinds = {"code": types.NotebookCellKind.Code, "markdown": types.NotebookCellKind.Markup}
    cells = [
        types.NotebookCell(kinds[kind], CELL.format(number))
        for number, (kind, _) in enumerate(CELLS)
    ]
    document = types.NotebookDocument(it.uri(name), "jupyter-notebook", 1, cells)
    texts = [
        types.TextDocumentItem(CELL.format(number), "python", 1, text)
        for number, (_, text) in enumerate(CELLS)
    ]
    it.client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(document, texts))


def close_cells(it: Editor, name: str) -> None:
    cells = [types.TextDocumentIdentifier(CELL.format(number)) for number in range(len(CELLS))]
    notebook = types.NotebookDocumentIdentifier(it.uri(name))
    it.client.notebook_document_did_close(types.DidCloseNotebookDocumentParams(notebook, cells))


async def test_a_notebook_is_judged_as_a_whole_and_told_by_cells(tmp_path: Path) -> None:
    name = notebook(tmp_path)
    async with editor(tmp_path) as it:
        open_cells(it, name)
        last = CELL.format(2)
        await it.until(lambda: it.client.diagnostics.get(last))
        (found,) = it.client.diagnostics[last]
        assert found.code == "GNN301"
        assert found.range.start == types.Position(3, 19)
        actions = await it.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(last), found.range, types.CodeActionContext([found])
            )
        )
        assert actions, "magics in the cell are in nobody's way"
        (silencing,) = (each for each in actions if each.title.startswith("Silence GNN301"))
        assert isinstance(silencing, types.CodeAction) and silencing.edit is not None
        assert silencing.edit.document_changes is not None
        (edit,) = silencing.edit.document_changes[0].edits  # type: ignore[union-attr]
        assert edit.range.start.line == 3

        text = types.TextDocumentContentChangeWholeDocument(CELLS[2][1].replace(".item()", ""))
        cell = types.VersionedTextDocumentIdentifier(2, last)
        change = types.NotebookDocumentCellChanges(
            text_content=[types.NotebookDocumentCellContentChanges(cell, [text])]
        )
        identifier = types.VersionedNotebookDocumentIdentifier(2, it.uri(name))
        event = types.NotebookDocumentChangeEvent(cells=change)
        changed = types.DidChangeNotebookDocumentParams(identifier, event)
        it.client.notebook_document_did_change(changed)
        await it.until(lambda: not it.client.diagnostics[last])

        close_cells(it, name)
        assert not it.diagnostics(name), "lines of a cell are no lines of the file"


async def test_a_notebook_that_is_opened_late_shows_what_is_known(tmp_path: Path) -> None:
    name, cell = notebook(tmp_path), CELL.format(2)
    (tmp_path / "net.py").write_text("def f(:\n")
    async with editor(tmp_path) as it:
        await it.sees("net.py", "GNN001")  # the folder is read: nothing of it is judged again
        for _ in range(2):
            open_cells(it, name)
            await it.until(lambda: it.client.diagnostics.get(cell))
            close_cells(it, name)
            await it.until(lambda: not it.client.diagnostics[cell])
