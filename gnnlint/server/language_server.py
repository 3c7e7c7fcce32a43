"""The server: what the client asks for, and what it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from gnnlint import __version__, notebook
from gnnlint.remark import FAILURES
from gnnlint.server import diagnostics
from gnnlint.server.background import DELAY, Background
from gnnlint.server.documents import Documents
from gnnlint.server.outcome import Outcome
from gnnlint.server.positions import Positions
from gnnlint.server.preferences import SECTION, Preferences, read
from gnnlint.server.progress import ProgressBar
from gnnlint.server.projects import Projects
from gnnlint.server.rules import page
from gnnlint.server.uris import path_of
from gnnlint.source import CODE_SUFFIXES, Source, Unreadable, absolute, decode, encode, is_notebook
from gnnlint.surroundings import CONFIGURATION_SUFFIXES

_WATCHED = (
    *(f"**/*{suffix}" for suffix in (*CODE_SUFFIXES, *CONFIGURATION_SUFFIXES)),
    "**/.gitignore",
)
SETTLING = frozenset({"pyproject.toml", "rule.toml", ".gitignore"})
"""Files that decide what is checked, and how."""

_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [
        types.NotebookDocumentFilterWithNotebook(
            notebook="*", cells=[types.NotebookCellLanguage("python")]
        )
    ],
    save=True,
)


class Server(LanguageServer):
    """One client, its folders and documents.

    Texts come whole: pygls counts lines by ``str.splitlines``, which a form feed or U+2028 ends as
    well, so that edits of a part would end up elsewhere than the client and Python put them.
    """

    def __init__(self) -> None:
        super().__init__(
            "gnnlint",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            notebook_document_sync=_NOTEBOOKS,
        )
        self.documents = Documents()
        self.folders: dict[Path, Preferences] = {}
        self.elsewhere = Preferences()
        self.outcomes: dict[str, Outcome] = {}
        self._sent: dict[str, tuple[int | None, str]] = {}
        self._background: Background | None = None
        self._is_configured = False
        self._bar = ProgressBar(self)
        self._told: set[str] = set()

    # -- set-up ----------------------------------------------------------------------------

    @property
    def background(self) -> Background:
        """The thread that does the work, started on first use."""
        if self._background is None:
            loop = asyncio.get_running_loop()

            def say(text: str) -> None:
                loop.call_soon_threadsafe(self.complain, text)

            projects = Projects(say)
            self._background = Background(projects, self.take, self.log_error, self._bar.show)
        return self._background

    @property
    def positions(self) -> Positions:
        """Counts columns as the client does."""
        return Positions(self.workspace.position_encoding, self.documents)

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics, and so is not sent any."""
        document = self.client_capabilities.text_document
        return document is not None and document.diagnostic is not None

    @property
    def refreshes(self) -> bool:
        """Whether a client that asks for diagnostics can be told to ask again."""
        return self.has("workspace", "diagnostics", "refresh_support")

    def has(self, *names: str) -> bool:
        """Whether the client has a capability, by the way that leads to it."""
        value: Any = self.client_capabilities
        for name in names:
            value = getattr(value, name, None)
        return bool(value)

    @property
    def markup(self) -> types.MarkupKind:
        """What the client shows in a hover: Markdown unless it says otherwise."""
        document = self.client_capabilities.text_document
        shown = document.hover.content_format if document and document.hover else None
        is_plain = shown is not None and types.MarkupKind.Markdown not in shown
        return types.MarkupKind.PlainText if is_plain else types.MarkupKind.Markdown

    def start(self, options: object) -> None:
        """Take in the folders, and what the client set when it started the server."""
        self.elsewhere = read(options)
        for folder in self.workspace.folders.values():
            self._add_folder(folder.uri)
        if not self.folders and self.workspace.root_uri:
            self._add_folder(self.workspace.root_uri)
        if self.folders:
            self.documents.folder = next(iter(self.folders))

    def _add_folder(self, uri: str) -> None:
        path = path_of(uri)
        if path is not None:
            self.folders[absolute(path)] = self.elsewhere

    def change_folders(self, event: types.WorkspaceFoldersChangeEvent) -> None:
        """Folders were added to the workspace, or removed."""
        for folder in event.removed:
            path = path_of(folder.uri)
            if path is not None:
                self.folders.pop(absolute(path), None)
        for folder in event.added:
            self._add_folder(folder.uri)

    async def configure(self, *, rules: bool = False) -> None:
        """Ask for the settings of each folder where the client answers that, and apply them."""
        if self.has("workspace", "configuration"):
            await self._ask_for_settings()
        for each in (self.elsewhere, *self.folders.values()):
            for complaint in each.complaints:
                self.complain(f"{complaint} It is left out.")
        folders, elsewhere = dict(self.folders), self.elsewhere
        if rules:
            page.cache_clear()
        take = self.background.do if self._is_configured else self.background.begin
        self._is_configured = True
        take(lambda projects: projects.configure(folders, elsewhere, rules=rules))

    async def _ask_for_settings(self) -> None:
        paths = list(self.folders)
        uris = [self.documents.uri(path.as_posix()) for path in paths]
        items = [types.ConfigurationItem(scope_uri=uri, section=SECTION) for uri in (*uris, None)]
        try:
            answers = await self.workspace_configuration_async(types.ConfigurationParams(items))
        except Exception as error:  # a client that promised what it does not do
            self.log(f"no settings from the client: {error}", types.MessageType.Warning)
            return
        for path, answer in zip(paths, answers, strict=False):
            if answer:
                self.folders[path] = read(answer)
        if len(answers) > len(paths) and answers[-1]:
            self.elsewhere = read(answers[-1])

    async def register(self) -> None:
        """Ask to be told of changed files and settings, where the client can be asked."""
        wanted: list[types.Registration] = []
        if self.watches:
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            wanted.append(
                types.Registration(
                    "gnnlint-files",
                    types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                    types.DidChangeWatchedFilesRegistrationOptions(watchers),
                )
            )
        if self.has("workspace", "did_change_configuration", "dynamic_registration"):
            options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
            wanted.append(
                types.Registration(
                    "gnnlint-settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, options
                )
            )
        if wanted:
            await self.client_register_capability_async(types.RegistrationParams(wanted))

    # -- documents -------------------------------------------------------------------------

    def preferences(self, path: Path) -> Preferences:
        """Those of the innermost folder around a file."""
        around = [it for it in (path, *path.parents) if it in self.folders]
        return self.folders[around[0]] if around else self.elsewhere

    def opened(self, uri: str, *, delay: float = 0.0) -> None:
        """A document was opened, or holds another text."""
        document = self.workspace.get_text_document(uri)
        path = self._open(uri, document.version)
        if path is None:
            return
        source, version = decode(path, encode(document.source)), document.version
        self.background.do(lambda projects: projects.write(path, source, version), delay)

    def opened_notebook(self, uri: str, *, delay: float = 0.0) -> None:
        """A notebook was opened, or one of its cells holds another text."""
        document = self.workspace.get_notebook_document(notebook_uri=uri)
        if document is None:
            return
        cells = [cell.document for cell in document.cells]
        path = self._open(uri, document.version, cells)
        if path is None:
            return
        source, version = self._notebook_source(path, document), document.version
        self.background.do(lambda projects: projects.write(path, source, version), delay)

    def _open(
        self, uri: str, version: int | None, cells: Sequence[str] | None = None
    ) -> Path | None:
        """Note a document; of one that was not open before, publish what is known already."""
        before = self.documents.opened
        path = self.documents.open(uri, version, cells)
        if path is not None and path not in before:
            self._send_again(path)
        return path

    def _notebook_source(self, path: Path, document: types.NotebookDocument) -> Source | Unreadable:
        """The notebook as its file would hold it."""
        code = types.NotebookCellKind.Code
        cells = [
            {
                "cell_type": "code" if cell.kind is code else "markdown",
                "source": self.workspace.get_text_document(cell.document).source
                if cell.kind is code
                else "",
            }
            for cell in document.cells
        ]
        path = path if is_notebook(path) else path.with_suffix(notebook.SUFFIX)
        return decode(path, json.dumps({"cells": cells, "metadata": {}}).encode())

    def closed(self, uri: str) -> None:
        """A document was closed."""
        self._clear_cells(uri)
        path = self.documents.close(uri)
        if path is not None:
            self._send_again(path)
            self.background.do(lambda projects: projects.close(path))

    def _clear_cells(self, uri: str) -> None:
        """Take back what was published of a notebook's cells: they are no documents any more."""
        for name in self.documents.cell_names(uri):
            self._send(Outcome(name, ()))

    def changed(self, uri: str) -> None:
        """A document was edited: judged after a pause, or when it is saved."""
        path = self.documents.path(uri)
        if path is not None and self.preferences(path).run == "onType":
            self.opened(uri, delay=DELAY)

    def changed_notebook(self, uri: str) -> None:
        """A notebook was edited."""
        path = self.documents.path(uri)
        if path is not None and self.preferences(path).run == "onType":
            self.opened_notebook(uri, delay=DELAY)

    @property
    def watches(self) -> bool:
        """Whether the client tells of files that change on disk."""
        return self.has("workspace", "did_change_watched_files", "dynamic_registration")

    def saved(self, uri: str) -> None:
        """A document was saved: its text, and what else is on disk where nobody watches that."""
        path = self.documents.path(uri)
        if path is None:
            return
        if self.documents.is_open(path) and not is_notebook(path):
            self.opened(uri)
        if not self.watches:
            self.background.do(lambda projects: projects.look())

    def source(self, uri: str) -> Source | None:
        """The document as the client has it now; a notebook's cell as Python, without magics."""
        document, name = self.workspace.get_text_document(uri), self.documents.name(uri)
        is_cell = name is not None and notebook.cell_of(name)[1] is not None
        text = notebook.without_magics(document.source) if is_cell else document.source
        found = decode(Path("document.py"), encode(text))
        return found if isinstance(found, Source) else None

    def outcome(self, uri: str) -> Outcome | None:
        """What is known of a document."""
        name = self.documents.name(uri)
        return self.outcomes.get(name) if name is not None else None

    # -- what the client is told -----------------------------------------------------------

    def take(self, found: list[Outcome]) -> None:
        """Keep what is known of documents now, and tell the client."""
        for outcome in found:
            self.outcomes[outcome.name] = outcome
            for it in outcome.findings:
                if it.code in FAILURES:
                    self.log_error(it.message)
        changed = [it for it in found if self._send(it)]
        if changed and self.pulls and self.refreshes:
            self.workspace_diagnostic_refresh(None)
        if found and self.has("workspace", "code_lens", "refresh_support"):
            self.workspace_code_lens_refresh(None)

    def _send(self, outcome: Outcome) -> bool:
        """Publish the diagnostics of a document where they are others than before."""
        uri = self.documents.uri(outcome.name)
        if uri is None:
            return False
        items = self.items(outcome)
        sent = (outcome.version, repr(items))
        if self._sent.get(uri, (None, "[]")) == sent:
            return False
        self._sent[uri] = sent
        if not self.pulls:
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri, items, version=outcome.version)
            )
        return True

    def _send_again(self, path: Path) -> None:
        """Publish what is known of a file, since it may be wanted now, or not any more."""
        for outcome in list(self.outcomes.values()):
            if Path(notebook.cell_of(outcome.name)[0]) == path:
                self._send(replace(outcome, version=None))

    def items(self, outcome: Outcome) -> list[types.Diagnostic]:
        """The diagnostics of a document; none of a closed one where those are not wanted."""
        path = Path(notebook.cell_of(outcome.name)[0])
        if self.preferences(path).diagnostics == "openFiles" and not self.documents.is_open(path):
            return []
        return diagnostics.diagnostics(outcome, self.positions)

    def log(self, text: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Write to the client's log."""
        self.window_log_message(types.LogMessageParams(kind, f"gnnlint: {text}"))

    def log_error(self, text: str) -> None:
        """Write of a mistake of our own to the client's log."""
        self.log(text, types.MessageType.Error)

    def complain(self, text: str) -> None:
        """Show what the user should mend, once."""
        if text not in self._told:
            self._told.add(text)
            message = types.ShowMessageParams(types.MessageType.Error, f"gnnlint: {text}")
            self.window_show_message(message)

    def show(self, text: str) -> None:
        """Show something that was asked for."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))

    async def open(self, uri: str, selection: types.Range | None = None) -> None:
        """Show a document, or a page on the web; its address where the client cannot."""
        if not self.has("window", "show_document", "support"):
            self.show(uri)
            return
        is_page = not uri.startswith("file:")
        await self.window_show_document_async(
            types.ShowDocumentParams(
                uri,
                external=is_page,
                take_focus=None if is_page else True,
                selection=selection,
            )
        )
