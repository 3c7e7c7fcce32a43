"""Columns as the client counts them, and addresses of files, on Windows too."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from gnnlint.server.uris import path_of, uri_of
from tests.server.client import PUSH, editor

LINE = '        return "𝔘ü", x * x.sum().item()'
CODE = f"""\
from torch import nn


class Net(nn.Module):
    def forward(self, x):
{LINE}
"""
ENCODINGS = {
    types.PositionEncodingKind.Utf8: lambda text: len(text.encode("utf-8")),
    types.PositionEncodingKind.Utf16: lambda text: len(text.encode("utf-16-le")) // 2,
    types.PositionEncodingKind.Utf32: len,
}


@pytest.mark.parametrize("encoding", [None, *ENCODINGS])
async def test_columns_are_counted_as_was_agreed(
    tmp_path: Path, encoding: types.PositionEncodingKind | None
) -> None:
    (tmp_path / "net.py").write_text(CODE, encoding="utf-8")
    general = types.GeneralClientCapabilities(
        position_encodings=None if encoding is None else [encoding]
    )
    capabilities = types.ClientCapabilities(text_document=PUSH.text_document, general=general)
    units = ENCODINGS[encoding or types.PositionEncodingKind.Utf16]
    async with editor(tmp_path, capabilities=capabilities) as it:
        it.open("net.py")
        (found,) = await it.sees("net.py", "GNN301")
        start = LINE.index("x.sum()")
        assert found.range.start == types.Position(5, units(LINE[:start]))
        assert found.range.end == types.Position(5, units(LINE))
        assert units(LINE[:start]) > start or encoding is types.PositionEncodingKind.Utf32
        document = types.TextDocumentIdentifier(it.uri("net.py"))
        span = types.Range(found.range.start, found.range.start)
        params = types.CodeActionParams(document, span, types.CodeActionContext([]))
        silence, *_ = list(await it.client.text_document_code_action_async(params) or ())
        (edit,) = silence.edit.document_changes[0].edits
        assert edit.range.start == types.Position(5, units(LINE))
        assert edit.new_text == "  # gnnlint: ignore[GNN301]"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("odd", ["\f", "\v", "\u2028", "\x1c"])
async def test_lines_are_counted_as_the_protocol_does(tmp_path: Path, end: str, odd: str) -> None:
    """A form feed ends no line, neither for Python nor for an editor; `splitlines` says it does."""
    text = f"# page one{odd}# page two\n{CODE}".replace("\n", end)
    async with editor(tmp_path) as it:
        it.open("net.py", "")
        await it.sees_nothing("net.py")
        it.type("net.py", text)
        (found,) = await it.sees("net.py", "GNN301")
        assert found.range.start.line == 6


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c%3A/code/gnn/my%20net.py", "C:\\code\\gnn\\my net.py"),
        ("file:///C:/code/gnn/net.py", "C:\\code\\gnn\\net.py"),
        ("file:///c:/net.py", "C:\\net.py"),
        ("file://server/share/net.py", "\\\\server\\share\\net.py"),
        ("untitled:Untitled-1", None),
    ],
)
def test_addresses_of_windows(uri: str, path: str | None) -> None:
    assert path_of(uri, windows=True) == path


def test_paths_of_windows() -> None:
    address = uri_of("C:\\code\\gnn\\my net.py", windows=True)
    assert address == "file:///C:/code/gnn/my%20net.py"
    assert path_of(address, windows=True) == "C:\\code\\gnn\\my net.py"
    assert uri_of("\\\\server\\share\\net.py", windows=True) == "file://server/share/net.py"


@pytest.mark.parametrize("path", ["/srv/net.py", "/srv/my net #1 %20 ü.py"])
def test_addresses_elsewhere(path: str) -> None:
    assert path_of(uri_of(path, windows=False), windows=False) == path


async def test_odd_names_of_files(tmp_path: Path) -> None:
    name = "my net #1 %20 ü.py"
    (tmp_path / name).write_text(CODE, encoding="utf-8")
    async with editor(tmp_path) as it:
        it.open(name)
        await it.sees(name, "GNN301")
