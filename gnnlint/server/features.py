"""What the server answers to, message by message."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

from lsprotocol import types

from gnnlint.server import commands, rules
from gnnlint.server.actions import actions
from gnnlint.server.hover import hover
from gnnlint.server.language_server import SETTLING, Server
from gnnlint.server.lenses import explained, lenses
from gnnlint.server.links import links
from gnnlint.server.outcome import Outcome
from gnnlint.server.preferences import read
from gnnlint.server.uris import path_of
from gnnlint.source import CODE_SUFFIXES

_PULL = types.DiagnosticOptions(
    inter_file_dependencies=True, workspace_diagnostics=True, identifier="gnnlint"
)
_ACTIONS = types.CodeActionOptions([types.CodeActionKind.QuickFix])


def serve() -> None:
    """Talk to a client on standard input and output until it says goodbye."""
    make().start_io()


def make() -> Server:
    """A server with all it answers to."""
    server = Server()
    for add in (_add_session, _add_documents, _add_notebooks, _add_diagnostics, _add_answers):
        add(server)
    return server


def _add_session(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.start(params.initialization_options)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        await server.register()
        await server.configure()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def change_settings(params: types.DidChangeConfigurationParams) -> None:
        if params.settings:
            server.elsewhere = read(params.settings)
            server.folders = dict.fromkeys(server.folders, server.elsewhere)
        await server.configure()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def change_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.change_folders(params.event)
        await server.configure()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def change_files(params: types.DidChangeWatchedFilesParams) -> None:
        names = {Path(path_of(it.uri) or "").name for it in params.changes}
        server.background.do(lambda projects: projects.look())
        if names & SETTLING:
            await server.configure(rules="rule.toml" in names)

    @server.feature(types.SHUTDOWN)
    def shutdown(params: None) -> None:
        server.background.close()


def _add_documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def open_document(params: types.DidOpenTextDocumentParams) -> None:
        if params.text_document.language_id in ("python", "") or _is_python(
            params.text_document.uri
        ):
            server.opened(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def change_document(params: types.DidChangeTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def save_document(params: types.DidSaveTextDocumentParams) -> None:
        server.saved(params.text_document.uri)
        name = Path(path_of(params.text_document.uri) or "").name
        if name in SETTLING and not server.watches:
            await server.configure(rules=name == "rule.toml")

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def close_document(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)


def _is_python(uri: str) -> bool:
    return uri.lower().endswith(CODE_SUFFIXES)


def _add_notebooks(server: Server) -> None:
    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def open_notebook(params: types.DidOpenNotebookDocumentParams) -> None:
        server.opened_notebook(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def change_notebook(params: types.DidChangeNotebookDocumentParams) -> None:
        server.changed_notebook(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)
    def save_notebook(params: types.DidSaveNotebookDocumentParams) -> None:
        server.opened_notebook(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def close_notebook(params: types.DidCloseNotebookDocumentParams) -> None:
        server.closed(params.notebook_document.uri)


def _add_diagnostics(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, _PULL)
    async def pull(
        params: types.DocumentDiagnosticParams,
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        # What others have to do with a document is known at the end: who cannot be told to ask
        # again gets the answer then.
        await (server.background.ready() if server.refreshes else server.background.whole())
        outcome = server.outcome(params.text_document.uri)
        items = server.items(outcome) if outcome is not None else []
        number = _result_id(items)
        if number == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(number)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=number)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def pull_all(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        await server.background.whole()
        known = {it.uri: it.value for it in params.previous_result_ids}
        return types.WorkspaceDiagnosticReport(
            [
                report
                for outcome in list(server.outcomes.values())
                if (report := _report(server, outcome, known)) is not None
            ]
        )


def _report(
    server: Server, outcome: Outcome, known: dict[str, str]
) -> types.WorkspaceDocumentDiagnosticReport | None:
    uri = server.documents.uri(outcome.name)
    if uri is None:
        return None
    items = server.items(outcome)
    number = _result_id(items)
    if known.get(uri) == number:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(
            uri, number, version=outcome.version
        )
    if not items and uri not in known:
        return None
    return types.WorkspaceFullDocumentDiagnosticReport(
        uri, items, version=outcome.version, result_id=number
    )


def _result_id(items: list[types.Diagnostic]) -> str:
    return hashlib.blake2b(repr(items).encode(), digest_size=8).hexdigest()


def _add_answers(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def show(params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        outcome, source = server.outcome(uri), server.source(uri)
        if outcome is None or source is None:
            return None
        page = partial(rules.page, folders=outcome.rule_folders)
        at, positions = params.position, server.positions
        return hover(outcome, source.lines, at, positions, page, server.markup)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, _ACTIONS)
    async def act(params: types.CodeActionParams) -> list[types.CodeAction]:
        await server.background.ready()
        uri = params.text_document.uri
        outcome, source = server.outcome(uri), server.source(uri)
        if outcome is None or source is None:
            return []
        version = server.workspace.get_text_document(uri).version
        return actions(outcome, source, params, version, server.positions)

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def look(params: types.CodeLensParams) -> list[types.CodeLens]:
        await server.background.ready()
        uri = params.text_document.uri
        outcome, path = server.outcome(uri), server.documents.path(uri)
        if outcome is None or path is None or not server.preferences(path).codeLens:
            return []
        return lenses(outcome, uri, server.positions)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def link(params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        uri = params.text_document.uri
        outcome, source = server.outcome(uri), server.source(uri)
        if source is None:
            return []
        folders = outcome.rule_folders if outcome is not None else ()
        return links(
            source.lines,
            server.positions,
            lambda code: rules.page(code, folders) is not None,
            tooltips=server.has("text_document", "document_link", "tooltip_support"),
        )

    @server.command(commands.OPEN)
    async def open_place(uri: str, selection: types.Range) -> None:
        await server.open(uri, selection)

    @server.command(commands.READ)
    async def read_page(address: str) -> None:
        await server.open(address)

    @server.command(commands.EXPLAIN)
    async def explain(uri: str, name: str) -> None:
        outcome = server.outcome(uri)
        pairs = zip(outcome.models, outcome.readiness, strict=True) if outcome is not None else ()
        for model, said in pairs:
            if model.name == name:
                server.show(explained(model, said))
