"""The projects of the folders and files that are open, each judged by its own settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gnnlint import catalogue
from gnnlint.cache.folder import VARIABLE
from gnnlint.config import Settings, load
from gnnlint.config_keys import ConfigError
from gnnlint.discovery import discover
from gnnlint.finding import Finding, Run
from gnnlint.notebook import cell_of, name_of
from gnnlint.server.outcome import Outcome, outcomes
from gnnlint.server.preferences import Preferences, called
from gnnlint.session import Session
from gnnlint.source import Source, Unreadable, declares_gnnlint, project_root

Say = Callable[[str], None]
Emit = Callable[[list[Outcome]], None]
Progress = Callable[[int, int], None]

_MANY = 0.3
"""From this share of its files on, a project is concluded as a whole."""


@dataclass
class _Open:
    """A document of the editor: its text, and which version of it."""

    source: Source | Unreadable
    version: int | None


class Projects:
    """Everything that is checked. It belongs to one thread.

    Args:
        say: tells the user of wrong settings.
    """

    def __init__(self, say: Say) -> None:
        self._say = say
        self._folders: Mapping[Path, Preferences] = {}
        self._elsewhere = Preferences()
        self._sessions: dict[Path, Session] = {}
        self._open: dict[Path, _Open] = {}
        self._due: dict[Path, set[Path]] = {}
        self._gone: list[Path] = []

    # -- what changes ----------------------------------------------------------------------

    def configure(
        self, folders: Mapping[Path, Preferences], elsewhere: Preferences, *, rules: bool = False
    ) -> None:
        """Check these folders, by these preferences; files outside of them by others.

        Projects whose settings stay are kept as they are, unless ``rules`` says that rules changed.
        """
        if rules:
            catalogue.reload()
        self._folders, self._elsewhere = folders, elsewhere
        before, self._sessions = ({} if rules else self._sessions), {}
        dropped = dict(before)
        for folder, preferences in folders.items():
            if preferences.enable:
                self._add(folder, preferences, dropped)
        for path in self._open:
            self._require(path, dropped)
        for session in dropped.values():
            self._gone += session.files
        for path, document in self._open.items():
            owner = self._owner(path)
            if owner is not None:
                owner.write(path, document.source)

    def _add(self, folder: Path, preferences: Preferences, before: dict[Path, Session]) -> None:
        """The projects of a folder: its own, and those below that have settings of their own."""
        settings = self._settings(folder, preferences, before.get(folder))
        inner = sorted(_configured_below(folder, settings))
        self._keep(folder, settings, inner, before)
        for root in inner:
            own = self._settings(root, preferences, before.get(root))
            self._keep(root, own, [it for it in inner if root in it.parents], before)

    def _keep(
        self, path: Path, settings: Settings, apart: Collection[Path], before: dict[Path, Session]
    ) -> None:
        """The session of before where nothing of it changed, else a new one."""
        session = before.pop(path, None)
        if session is None or session.settings != settings or session.apart != frozenset(apart):
            before_it = session.files if session is not None else []
            session = Session(settings, (path,), apart)
            session.look()
            session.withdraw(before_it)
        self._sessions[path] = session

    def _settings(self, start: Path, preferences: Preferences, before: Session | None) -> Settings:
        """The settings at ``start``, without what is wrong of the client's; where pyproject.toml is
        wrong those of before, or none at all."""
        chosen = {"cache_dir": os.environ.get(VARIABLE) or None, **preferences.options}
        try:
            settings = load(start, chosen, called)
        except ConfigError:
            settings = self._as_far_as_right(start, chosen, before)
        # The code of a project's rules is never run here: opening a folder must be harmless.
        return replace(settings, allow_rule_code=False)

    def _as_far_as_right(
        self, start: Path, chosen: Mapping[str, object], before: Session | None
    ) -> Settings:
        """The settings without what is wrong; the user is told of that, once."""
        try:
            load(start, {}, called)
        except ConfigError as error:
            self._say(str(error))
            return before.settings if before is not None else Settings(root=project_root(start))
        return load(start, self._right(start, chosen), called)

    def _right(self, start: Path, chosen: Mapping[str, object]) -> dict[str, object]:
        """The options that can be read; the user is told of the others."""
        right: dict[str, object] = {}
        for name, value in chosen.items():
            try:
                load(start, {name: value}, called)
            except ConfigError as error:
                self._say(str(error))
            else:
                right[name] = value
        return right

    def write(self, path: Path, source: Source | Unreadable, version: int | None) -> None:
        """A document was opened or changed."""
        is_new = path not in self._open
        self._open[path] = _Open(source, version)
        if is_new:
            self._require(path, {})
        owner = self._owner(path)
        if owner is not None:
            owner.write(path, source)

    def close(self, path: Path) -> None:
        """A document was closed: what counts is on disk."""
        self._open.pop(path, None)
        if path in self._sessions:
            self._gone.append(path)
            del self._sessions[path]
        elif (owner := self._owner(path)) is not None:
            owner.write(path, None)

    def look(self) -> None:
        """Files changed on disk."""
        for session in self._sessions.values():
            session.look()

    def _owner(self, path: Path) -> Session | None:
        """The session that checks a file: of the innermost folder around it, or its own."""
        for folder in (path, *path.parents):
            if folder in self._sessions:
                return self._sessions[folder]
        return None

    def _require(self, path: Path, before: dict[Path, Session]) -> None:
        """A session for a file that lies in none of the folders."""
        if self._owner(path) is not None or not self._elsewhere.enable:
            return
        if any(folder in path.parents for folder in self._folders):
            return  # in a folder that is switched off
        self._keep(path, self._settings(path, self._elsewhere, before.get(path)), (), before)

    # -- what is said ----------------------------------------------------------------------

    def check(
        self, *, stop: Callable[[], bool], emit: Emit, ready: Callable[[], None], progress: Progress
    ) -> bool:
        """Judge what is pending: what was edited, what bears on open documents, then the rest.

        Args:
            stop: asked before each file whether somebody wants something newer.
            emit: takes what is known of documents, as soon as it is.
            ready: called when all is emitted that bears on open documents.
            progress: called with the number of files done and their total.

        Returns:
            Whether it came to the end.
        """
        opened = set(self._open)
        for session in self._sessions.values():
            session.take_up()
        glanced = [path for it in self._sessions.values() for path in it.glance(opened)]
        if glanced:
            self._emit(emit, glanced)
        for session in self._sessions.values():
            if not session.judge(session.bearing_on(opened), stop=stop):
                return False
        self._emit(emit, opened)
        ready()
        sessions = list(self._sessions.values())
        total = sum(len(session.pending) for session in sessions)
        done = 0
        for session in sessions:
            mine = len(session.pending)
            start = done
            if not session.judge(stop=stop, progress=lambda n, _: progress(start + n, total)):  # noqa: B023
                return False
            done += mine
        self._emit(emit, None)
        progress(total, total)
        for session in sessions:
            session.keep()
        return all(session.deepen(opened, stop=stop) for session in sessions)

    def _emit(self, emit: Emit, files: Collection[Path] | None) -> None:
        """Emit what may be another than before, of ``files`` alone where they are given."""
        found = [Outcome(path.as_posix(), ()) for path in self._gone if self._owner(path) is None]
        self._gone.clear()
        for key, session in self._sessions.items():
            due = self._due.setdefault(key, set())
            due |= session.touched()
            chosen = due if files is None else due & set(files)
            found += self._outcomes(session, set(chosen))
            due -= set(chosen)
        if found:
            emit(found)

    def _outcomes(self, session: Session, files: set[Path]) -> list[Outcome]:
        if not files:
            return []
        many = len(files) > _MANY * len(session.files)
        try:
            run = session.run(None if many else files)
        except ConfigError as error:  # of the baseline
            self._say(str(error))
            session.settings = replace(session.settings, baseline=None)
            run = session.run(None if many else files)
        versions = {
            path.as_posix(): document.version
            for path, document in self._open.items()
            if document.version is not None
        }
        names = [name for path in sorted(files) for name in _names(session, path)]
        texts = _texts(session, run, names)
        return outcomes(run, names, texts, versions, session.settings.rule_folders)


def _names(session: Session, path: Path) -> Iterator[str]:
    """What findings call a file: of a notebook each of its cells."""
    yield path.as_posix()
    source = session.source(path)
    for cell in source.cells if source is not None else ():
        yield name_of(path.as_posix(), cell.number)


def _texts(session: Session, run: Run, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The lines of documents and of all that their findings speak of."""
    texts = dict(run.sources)
    wanted = {*names, *(name for it in run.findings for name in _names_in(it))}
    for name in wanted - texts.keys():
        if cell_of(name)[1] is None:
            source = session.source(Path(name))
            texts[name] = source.lines if source is not None else ()
    return texts


def _names_in(finding: Finding) -> Iterator[str]:
    yield from (step.path for step in finding.trace)
    yield from (it.place.path for it in finding.related)
    if finding.masked_by is not None:
        yield finding.masked_by.path


def _configured_below(folder: Path, settings: Settings) -> Iterator[Path]:
    """The folders below one whose pyproject.toml holds settings of gnnlint."""
    files = discover([folder], root=settings.root, exclude=settings.left_out)
    seen: set[str] = {str(folder)}
    for path in files:
        parent = os.path.dirname(path)
        while parent not in seen and len(parent) > len(str(folder)):
            seen.add(parent)
            if declares_gnnlint(Path(parent) / "pyproject.toml"):
                yield Path(parent)
            parent = os.path.dirname(parent)
