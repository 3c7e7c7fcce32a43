"""A client for the tests: it does what an editor does, over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Union

from lsprotocol import types
from pytest_lsp import LanguageClient, make_test_lsp_client

from gnnlint.server.uris import uri_of

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
"""Seconds that an answer may take on a busy machine."""

PUSH = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True)
    ),
    workspace=types.WorkspaceClientCapabilities(configuration=True),
    window=types.WindowClientCapabilities(
        show_document=types.ShowDocumentClientCapabilities(support=True)
    ),
)


class Editor:
    """An editor with a client in it."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client = client
        self.root = root
        self.versions: dict[str, int] = {}
        self.published = 0
        self._published_versions: dict[str, int | None] = {}
        features = client.protocol.fm.features
        keep = features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def take(params: types.PublishDiagnosticsParams) -> None:
            """What the client of pytest-lsp drops: versions, and how often something came."""
            self.published += 1
            self._published_versions[params.uri] = params.version
            keep(params)

    def published_version(self, name: str) -> int | None:
        """The version of a document that its diagnostics are of."""
        return self._published_versions.get(self.uri(name))

    def uri(self, name: str) -> str:
        return uri_of(self.root / name)

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def open(self, name: str, text: str | None = None, language: str = "python") -> str:
        """Open a file, with the text that it has or another; its address."""
        return self.open_uri(self.uri(name), self.text(name) if text is None else text, language)

    def open_uri(self, uri: str, text: str, language: str = "python") -> str:
        self.versions[uri] = 1
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def type(self, name: str, text: str) -> int:
        """Put another text in the place of a document's; its version."""
        uri = self.uri(name)
        self.versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        return self.versions[uri]

    def save(self, name: str, text: str | None = None) -> None:
        """Save a document, with ``text`` where it is given."""
        if text is not None:
            (self.root / name).write_text(text, encoding="utf-8")
        document = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(document))

    def close(self, name: str) -> None:
        document = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def send(self, message: str) -> None:
        """Send any text where a message should be."""
        data = message.encode()
        self.client.protocol.writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))

    def tell(self, *names: str) -> None:
        """Say that files changed on disk."""
        kind = types.FileChangeType.Changed
        events = [types.FileEvent(self.uri(name), kind) for name in names]
        params = types.DidChangeWatchedFilesParams(events)
        self.client.workspace_did_change_watched_files(params)

    def diagnostics(self, name: str) -> Sequence[types.Diagnostic]:
        """What was published of a file last."""
        return self.client.diagnostics.get(self.uri(name), ())

    def codes(self, name: str) -> list[str]:
        return [str(it.code) for it in self.diagnostics(name)]

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for something to become true."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while not holds() and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.01)
        assert holds(), "the server did not do it"

    async def sees_nothing(self, name: str) -> None:
        """Wait until a document is judged of which nothing is to be said."""
        document = types.TextDocumentIdentifier(self.uri(name))
        params = types.DocumentDiagnosticParams(document)
        report = await self.client.text_document_diagnostic_async(params)
        assert not report.items

    async def sees(self, name: str, *codes: str) -> Sequence[types.Diagnostic]:
        """Wait until these codes, and no others, are published of a file."""
        uri = self.uri(name)
        with suppress(AssertionError):
            await self.until(
                lambda: uri in self.client.diagnostics and self.codes(name) == [*codes]
            )
        assert uri in self.client.diagnostics, f"nothing was published of {name}"
        assert self.codes(name) == [*codes], self.client.log_messages
        return self.diagnostics(name)


def _read_actions(client: LanguageClient) -> None:
    """Take an action for an action where it names a command: lsprotocol takes it for a command."""
    converter = client.protocol._converter

    def read(value: dict[str, Any], _: object) -> types.Command | types.CodeAction:
        kind = types.Command if isinstance(value.get("command"), str) else types.CodeAction
        return converter.structure(value, kind)

    converter.register_structure_hook(types.Command | types.CodeAction, read)
    converter.register_structure_hook(Union[types.Command, types.CodeAction], read)  # noqa: UP007


@asynccontextmanager
async def editor(
    root: Path,
    *,
    capabilities: types.ClientCapabilities = PUSH,
    folders: Sequence[Path] | None = None,
    options: object = None,
    settings: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Editor]:
    """A client that is connected to a server of its own, and says goodbye at the end."""
    client = make_test_lsp_client()
    _read_actions(client)
    client.set_configuration({"gnnlint": dict(settings or {})})
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    surroundings = {**os.environ, "PYTHONPATH": path, **(environment or {})}
    surroundings.pop("GNNLINT_TRACEBACK", None)  # a crash must not end anything
    await client.start_io(
        sys.executable, "-m", "gnnlint", "server", env=surroundings, cwd=str(root)
    )
    it = Editor(client, root)
    named = [root] if folders is None else folders
    await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            workspace_folders=[types.WorkspaceFolder(uri_of(it), it.name) for it in named],
            initialization_options=options,
        )
    )
    try:
        yield it
    finally:
        await client.shutdown_session()
        await client.stop()
