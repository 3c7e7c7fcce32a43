"""A check that stays open: files change, and what rests on them alone is judged again."""

from __future__ import annotations

from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Mapping,
    Sequence,
)
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from gnnlint import baseline, broken, excerpt, tree
from gnnlint.answer import Answer
from gnnlint.capture import CaptureFlags
from gnnlint.change import Change
from gnnlint.conclusion import Checked, conclude
from gnnlint.config import Settings
from gnnlint.earlier import Earlier
from gnnlint.excerpt import paths_in
from gnnlint.finding import Run
from gnnlint.judge import Judge
from gnnlint.project import Project
from gnnlint.project.trail import Known, Memory
from gnnlint.scope import Scope
from gnnlint.source import Source, Unreadable, read
from gnnlint.stamp import Stamp, stamp
from gnnlint.surroundings import ConfigurationFiles, Surroundings, are_whole_project
from gnnlint.units import Units


def never() -> bool:
    """What is asked whether to stop, where nobody wants that."""
    return False


class Session:
    """The files of a project as an editor has them: unsaved text over what is on disk.

    Nothing is read before `look` or `write` is called, nothing judged before `judge`.

    Args:
        settings: by which it is judged.
        paths: the files and folders that are checked, absolute.
        apart: folders below them that are projects of their own.

    Raises:
        ConfigError: a rule folder is wrong.
    """

    def __init__(
        self, settings: Settings, paths: Sequence[Path], apart: Collection[Path] = ()
    ) -> None:
        self.settings = settings
        self.paths = tuple(paths)
        self.apart = frozenset(apart)
        self._scope = Scope(settings, paths, apart)
        self._sources: dict[Path, Source] = {}
        self._lost: dict[Path, Unreadable] = {}
        self._broken: dict[Path, Answer] = {}
        self._unsaved: dict[Path, Source | Unreadable] = {}
        self._stamps: dict[Path, Stamp | None] = {}
        self._configuration = ConfigurationFiles(settings, read)
        self._project = Project(
            settings.root, self.paths, self._read, self._unsaved, releases=settings.releases
        )
        self._flags = CaptureFlags(self._project, self._sources)
        self._units = Units(self._project.trail)
        self._judge = Judge(settings, self._project, self._flags, self._units.get)
        self._answers: Memory[Path, Answer] = Memory(self._project.trail)
        self._meanwhile: dict[Path, Answer] = {}  # of files that are pending: as far as is known
        self._judged_under: dict[Path, frozenset[str]] = {}
        self._spoken_of: dict[Path, set[Path]] = {}  # in the last answer, by its file
        self._at_large: set[Path] = set()  # files of which something rests on the whole project
        self._touched: set[Path] = set()
        self._is_begun = False
        self._earlier: Earlier | None = None  # until all is judged for the first time
        self._taken_up: set[Path] = set()  # said by an earlier check, and not judged here yet
        self._judged_here: set[Path] = set()  # and not kept yet for later ones

    # -- what the files say ----------------------------------------------------------------

    @property
    def files(self) -> list[Path]:
        """The files that are checked, those that cannot be read included."""
        return [*self._sources, *self._lost]

    def source(self, path: Path) -> Source | None:
        """The text of a file as it is checked or imported; None where it cannot be read."""
        found = self._unsaved.get(path) or self._sources.get(path) or read(path)
        return found if isinstance(found, Source) else None

    def look(self) -> None:
        """Take in what changed on disk: files that came, went, or were written."""
        found = {path: stamp(path) for path in self._scope.files()}
        found |= {path: None for path in self._unsaved if self._scope.holds(path)}
        followed = {
            path: stamp(path)
            for path in self._project.trail.files()
            if path not in found and path not in self._unsaved
        }
        came_or_went = found.keys() ^ {*self._sources, *self._lost}
        for path in came_or_went - found.keys():
            self._drop(path)
        written = [it for it in found if it in came_or_went or found[it] != self._stamps.get(it)]
        self._take([path for path in written if path not in self._unsaved or path in came_or_went])
        self._forget([it for it in followed if followed[it] != self._stamps.get(it, followed[it])])
        self._stamps = {**found, **followed}
        if came_or_went:
            self._look_around()
        elif not self._scope.holds_imports:
            self._look_elsewhere()
        self._look_beside()

    def write(self, path: Path, source: Source | Unreadable | None) -> None:
        """Take ``source`` for the text of a file, whatever is on disk; None closes it again."""
        is_new = path not in self._sources and path not in self._lost
        if source is None:
            if self._unsaved.pop(path, None) is None:
                return
            if not path.exists():
                self._drop(path)
                self._look_around()
                return
            self._stamps[path] = stamp(path)
        else:
            self._unsaved[path] = source
        if self._scope.holds(path):
            self._take([path])
            if is_new:
                self._look_around()
        else:
            self._forget([path])

    def _read(self, path: Path) -> Source | Unreadable:
        """The text that the project goes on with; its stamp is older, so that no edit is missed."""
        known = self._unsaved.get(path) or self._sources.get(path)
        if known is None:
            self._stamps[path] = stamp(path)
        return known or read(path)

    def _take(self, paths: Iterable[Path]) -> None:
        """Read checked files anew; where the text is the same, nothing happens."""
        for path in paths:
            found = self._unsaved.get(path) or read(path)
            before = self._sources.get(path)
            if isinstance(found, Unreadable):
                self._drop(path)
                self._lost[path] = found
            elif before is None or before.data != found.data or before.cells != found.cells:
                self._lost.pop(path, None)
                self._sources[path] = found
                self._replace(found)

    def _replace(self, source: Source) -> None:
        """Go on with another text; while it cannot be parsed, others go on with the last one."""
        path = source.path
        self._withdraw(path)
        if not self._project.is_loaded(path):  # it is parsed when it is judged, or imported
            self._lose(self._project.forget([path]))  # what is taken up may rest on it
            self._move(path, None)
            return
        before = self._project.load(path)
        try:
            self._lose(self._project.replace(source))
        except SyntaxError as error:
            finding = broken.unparsable(path, source, error)
            self._broken[path] = Answer(((None, finding),))
        else:
            self._broken.pop(path, None)
            after = self._project.load(path)
            if before is not None and after is not None:
                self._move(path, self._units.follow(before, after))
            else:
                self._units.forget([path])
                self._move(path, None)

    def _move(self, path: Path, change: Change | None) -> None:
        """Keep what is said meanwhile of a file at the lines where it stands now."""
        for about, answer in [*self._meanwhile.items()]:
            if about == path or path in self._spoken_of.get(about, ()):
                if change is None:
                    del self._meanwhile[about]
                else:
                    self._meanwhile[about] = change.moved_as_far(answer)

    def _drop(self, path: Path) -> None:
        self._withdraw(path)
        for kept in (self._sources, self._lost, self._broken, self._stamps, self._judged_under):
            kept.pop(path, None)
        self._meanwhile.pop(path, None)
        self._spoken_of.pop(path, None)
        self._forget([path])

    def _forget(self, paths: Collection[Path]) -> None:
        self._units.forget(paths)
        self._lose(self._project.forget(paths))

    def _look_around(self) -> None:
        ordered = sorted(self._sources.items(), key=lambda it: it[0].parts)  # as they are found
        self._sources.clear()
        self._sources.update(ordered)
        self._units.clear()
        self._lose(self._project.look_around())

    def _look_elsewhere(self) -> None:
        """Follow imports anew: files that are not checked may have come or gone."""
        forgotten = self._project.look_around()
        if forgotten:
            self._units.clear()
            self._lose(forgotten)

    def _look_beside(self) -> None:
        """Ask anew what rests on files beside the code, where those changed."""
        before, now = self._configuration, ConfigurationFiles(self.settings, read)
        if before.looked_at is not None and now.stamps != before.stamps:
            self._configuration = now
            self._touched |= self._at_large

    def _withdraw(self, path: Path) -> None:
        """Forget what is said of one file."""
        self._touched |= {path, *self._spoken_of.get(path, ()), *self._at_large}
        self._at_large.discard(path)
        known = self._answers.known.get(path)
        if known is not None:
            self._meanwhile[path] = known.value
            self._answers.forget(path)

    def _lose(self, forgotten: Iterable[Known[Any, Any]]) -> None:
        """Note of which files something is said no more, until it is said again."""
        for known in forgotten:
            if isinstance(known.value, Answer) and isinstance(known.key, Path):
                self._touched |= {known.key, *self._spoken_of.get(known.key, ())}
                self._meanwhile[known.key] = known.value

    # -- what is said of them --------------------------------------------------------------

    @property
    def pending(self) -> list[Path]:
        """The files that are to be judged, or judged again."""
        known = self._answers.known
        return [it for it in self._sources if it not in known and it not in self._broken]

    def bearing_on(self, files: Collection[Path]) -> list[Path]:
        """What is pending of ``files``, then of others that spoke of them so far."""
        pending = self.pending
        own = [it for it in pending if it in files]
        others = [it for it in pending if self._speaks_of(it, files)]
        return list(dict.fromkeys((*own, *others)))

    def withdraw(self, files: Iterable[Path]) -> None:
        """Take ``files`` for touched: somebody said something of them before."""
        self._touched |= set(files)

    def touched(self) -> set[Path]:
        """The files of which something else is said, perhaps, than when this was asked before."""
        touched, self._touched = self._touched, set()
        return touched

    def take_up(self) -> None:
        """At the start, take for judged what earlier checks kept and nothing has changed for.

        It is said at once; but where a file of these is edited, all of it is judged, and not the
        edited definition alone. So `deepen` what somebody works at.
        """
        if self._is_begun:
            return
        self._is_begun = True
        self._earlier = Earlier(self.settings, self._project.finder)
        pending = self.pending
        self._flags.renew()
        flags = {path: self._flags.of(path) for path in pending}
        found = self._earlier.get(pending, flags, self._unsaved)
        for path, (answer, steps) in found.items():
            for it in steps:
                if isinstance(it, Path) and it not in self._stamps:
                    self._stamps[it] = stamp(it)
            self._answers.put(path, answer, steps)
            self._note(path, answer)
        self._taken_up = set(found)

    def keep(self) -> None:
        """Keep what was judged here at the start, for checks to come, where these keep anything."""
        if self._earlier is None:
            return
        known = self._answers.known
        judged = {
            path: (known[path].value, known[path].steps)
            for path in self._judged_here
            if path in known
        }
        self._earlier.keep(judged, self._judged_under, self._judged_text)
        self._earlier = None
        self._judged_here.clear()

    def _judged_text(self, path: Path) -> Source | None:
        module = self._project.load(path) if self._project.is_loaded(path) else None
        return module.source if module is not None else self.source(path)

    def deepen(self, files: Collection[Path], *, stop: Callable[[], bool] = never) -> bool:
        """Judge those of ``files`` that were taken up, so that an edit is followed in them.

        Returns:
            Whether it came to the end.
        """
        shallow = [it for it in files if it in self._taken_up]
        for path in shallow:
            self._withdraw(path)
        return not shallow or self.judge(shallow, stop=stop)

    def glance(self, files: Collection[Path]) -> list[Path]:
        """Judge what was edited in ``files``, where more rests on it; `run` tells of that at once.

        What it says of the rest is what held before the edit, until `judge` has been there.

        Returns:
            The files where that is so.
        """
        split = [it for it in self.pending if it in files and self._units.is_split(it)]
        if split:
            with tree.paused_collection(), self._project.trail.unnoted(), self._units.glance():
                self._compare_flags()
                for path in split:
                    self._meanwhile[path] = tree.deeply(partial(self._judged, path))
                    self._touched.add(path)
        return split

    def judge(
        self,
        files: Sequence[Path] | None = None,
        *,
        stop: Callable[[], bool] = never,
        progress: Callable[[int, int], None] | None = None,
    ) -> bool:
        """Judge what is pending, of ``files`` alone where they are given.

        Args:
            files: in the order in which they matter.
            stop: asked before each file; what was judged until then stays.
            progress: called with the number of files done and their total.

        Returns:
            Whether it came to the end.
        """
        with tree.paused_collection(), self._project.trail.unnoted():
            return tree.deeply(lambda: self._judge_files(files, stop, progress))

    def _judge_files(
        self,
        files: Sequence[Path] | None,
        stop: Callable[[], bool],
        progress: Callable[[int, int], None] | None,
    ) -> bool:
        self._compare_flags()
        pending = self.pending
        if files is not None:
            wanted = set(pending)
            pending = [it for it in files if it in wanted]
        for done, path in enumerate(pending):
            if stop():
                return False
            if progress is not None:
                progress(done, len(pending))
            self._judge_file(path)
        if files is None:
            self._project.trail.settle()
        return True

    def _judge_file(self, path: Path) -> None:
        answer = self._answers.get(path, partial(self._judged, path))
        self._taken_up.discard(path)
        if self._earlier is not None:
            self._judged_here.add(path)
        self._units.settle(path)
        self._note(path, answer)

    def _note(self, path: Path, answer: Answer) -> None:
        """Take note of what is said of a file now."""
        self._meanwhile.pop(path, None)
        self._judged_under[path] = self._flags.of(path)
        self._spoken_of[path] = set(map(Path, paths_in(answer)))
        self._touched |= {path, *self._spoken_of[path]}
        if any(finding.nowhere for _, finding in answer.found):
            self._at_large.add(path)

    def _judged(self, path: Path) -> Answer:
        return self._judge.judge(path, self._sources[path])

    def _compare_flags(self) -> None:
        """Forget what was judged under other capture flags than hold now."""
        self._flags.renew()
        for path, flags in self._judged_under.items():
            if self._flags.of(path) != flags:
                self._withdraw(path)

    def run(self, files: Collection[Path] | None = None) -> Run:
        """The outcome, of what is judged so far; known findings of a baseline apart.

        Of files that are pending it says what held before, as far as the lines are still there.

        Args:
            files: leave out findings and models in others, which saves most of the work.

        Raises:
            ConfigError: the baseline cannot be read.
        """
        said = {path: Answer(((None, broken.unreadable(it)),)) for path, it in self._lost.items()}
        said |= {path: it for path in self._sources if (it := self._said_of(path)) is not None}
        answers = [*said.values()]
        scripted = any(it.scripted for answer in answers for it in answer.models)
        sources: Mapping[Path, Source] = self._sources
        if files is not None:
            names = {path.as_posix() for path in files}
            about = (it for path, it in said.items() if self._speaks_of(path, files))
            answers = [part for it in about if (part := excerpt.of_answer(names, it)) is not None]
            near = {*files, *(Path(path) for it in answers for path in paths_in(it))}
            sources = {path: self._sources[path] for path in near if path in self._sources}
        paths = self.paths if not self.pending else ()  # no comment is unused before the end
        total = len(self._sources) + len(self._lost)
        around = self._surroundings()
        run = conclude(
            Checked(self.settings, paths, sources, total, answers, around, scripted=scripted)
        )
        if files is not None:
            run = excerpt.of_run(names, run)
        return baseline.applied(run, self.settings)

    def _speaks_of(self, path: Path, files: Collection[Path]) -> bool:
        """Whether what is said of a file may be about some of ``files``."""
        return path in files or not self._spoken_of.get(path, frozenset()).isdisjoint(files)

    def _surroundings(self) -> Surroundings:
        settings = self.settings
        is_whole = are_whole_project(settings.root, self.paths, settings.exclude)
        whole = is_whole and not (self._lost or self.apart)
        sources = self._sources.values()
        return Surroundings(sources, is_whole=whole, configuration=self._configuration)

    def _said_of(self, path: Path) -> Answer | None:
        """What is known of a file so far."""
        if path in self._broken:
            return self._broken[path]
        known = self._answers.known.get(path)
        answer = known.value if known is not None else self._meanwhile.get(path)
        return self._still_true(answer) if answer is not None else None

    def _still_true(self, answer: Answer) -> Answer:
        """Without what stands in files that changed and cannot be parsed since."""
        if not self._broken:
            return answer
        moved = {path.as_posix() for path in self._broken}
        return replace(
            answer, found=tuple(it for it in answer.found if it[1].place.path not in moved)
        )
