"""Notebooks: each cell is a document of its own to the editor, and one file to Python."""

from __future__ import annotations

import json
from pathlib import Path

from lsprotocol import types

from tests.server.client import editor

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


async def test_a_notebook_is_judged_as_a_whole_and_told_by_cells(tmp_path: Path) -> None:
    name = notebook(tmp_path)
    kinds = {"code": types.NotebookCellKind.Code, "markdown": types.NotebookCellKind.Markup}
    async with editor(tmp_path) as it:
        cells = [
            types.NotebookCell(kinds[kind], CELL.format(number))
            for number, (kind, _) in enumerate(CELLS)
        ]
        document = types.NotebookDocument(it.uri(name), "jupyter-notebook", 1, cells)
        texts = [
            types.TextDocumentItem(CELL.format(number), "python", 1, text)
            for number, (kind, text) in enumerate(CELLS)
        ]
        params = types.DidOpenNotebookDocumentParams(document, texts)
        it.client.notebook_document_did_open(params)
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

        closed = types.DidCloseNotebookDocumentParams(
            types.NotebookDocumentIdentifier(it.uri(name)),
            [types.TextDocumentIdentifier(each.document) for each in cells],
        )
        it.client.notebook_document_did_close(closed)
        assert not it.diagnostics(name), "lines of a cell are no lines of the file"
