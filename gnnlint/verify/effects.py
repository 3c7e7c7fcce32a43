"""What a program would do to the world outside its process: refused. Runs in a child.

A program that is run for what it calls a model with, such as the example of a documentation, must
not download, write, delete or start anything. What it does is judged when it does it, by the events
that Python raises for auditing (PEP 578, the table of audit events in Python's documentation), and
at the few functions of Python and torch that do such things without an event. That is a guard
against what programs do, not against what they may be made to do: compiled code of other libraries
raises no events, and what runs while a module is imported may call foreign functions.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any
from unittest.mock import patch

import torch


class Refused(PermissionError):
    """The program would have an effect outside of its process."""


@contextmanager
def refused() -> Iterator[None]:
    """Raise ``Refused`` in what has an effect outside; new temporary files are none."""
    global _active, _installed
    if not _installed:
        sys.addaudithook(_audit)  # it can never be removed
        _installed = True
    _active += 1
    try:
        with ExitStack() as stack:
            for owner, name, has_effect in _silent():
                stack.enter_context(patch.object(owner, name, _guarded(owner, name, has_effect)))
            yield
    finally:
        _active -= 1


_active = 0
_installed = False
_made: set[str] = set()  # temporary files and folders of the program's own

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_EFFECTS = (
    "ftplib.connect", "os.chown", "os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg",
    "os.posix_spawn", "os.spawn", "os.startfile", "os.symlink", "os.system", "shutil.",
    "smtplib.connect", "socket.bind", "socket.connect", "socket.getaddrinfo",
    "socket.gethostbyaddr", "socket.gethostbyname", "socket.getnameinfo", "socket.send",
    "subprocess.Popen", "syslog.", "urllib.Request", "webbrowser.open", "winreg.ConnectRegistry",
    "winreg.CreateKey", "winreg.DeleteKey", "winreg.DeleteValue", "winreg.DisableReflectionKey",
    "winreg.EnableReflectionKey", "winreg.LoadKey", "winreg.SaveKey", "winreg.SetValue",
    "_winapi.CreateJunction", "_winapi.CreateProcess", "_winapi.TerminateProcess",
)  # fmt: skip
_CHANGED: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(
        (
            "os.chflags", "os.chmod", "os.mkdir", "os.remove", "os.removexattr", "os.rmdir",
            "os.setxattr", "os.truncate", "os.utime", "shutil.make_archive", "shutil.rmtree",
        ),
        (0,),
    ),
    **dict.fromkeys(
        (
            "shutil.copyfile", "shutil.copymode", "shutil.copystat", "shutil.copytree",
            "shutil.unpack_archive", "_winapi.CopyFile2",
        ),
        (1,),
    ),
    **dict.fromkeys(("os.link", "os.rename", "shutil.move"), (0, 1)),
}  # fmt: skip
"""Which arguments of an event are the paths that it changes: a link makes both one file."""
_FOLDERS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("os.remove", "os.rmdir"), (1,)),
    **dict.fromkeys(("os.chmod", "os.mkdir"), (2,)),
    "os.utime": (3,),
    **dict.fromkeys(("os.link", "os.rename"), (2, 3)),
}
"""Which arguments are the open folders that these paths are relative to, where some are given."""


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _active:
        return
    if (changed := _CHANGED.get(event)) is not None:
        folders = _FOLDERS.get(event, ())
        for number, place in enumerate(changed):
            folder = arguments[folders[number]] if folders else -1
            path = _path_in(folder, arguments[place])
            if not _is_own(path, makes=event == "os.mkdir") and not _is_of_rmtree(arguments):
                raise Refused(f"{event} of {path} is refused")
    elif event.startswith(_EFFECTS):
        raise Refused(f"{event} is refused")
    elif event == "open" and _writes(*arguments):
        raise Refused(f"writing {arguments[0]} is refused")
    elif event == "sqlite3.connect" and not _is_own_database(arguments[0]):
        raise Refused(f"opening the database {arguments[0]} is refused")
    elif event == "ctypes.dlsym" and not any(it == _IMPORTING for it in _callers()):
        raise Refused(f"the foreign function {arguments[1]} is refused")


_IMPORTING = "<frozen importlib._bootstrap>"


def _callers() -> Iterator[str]:
    """The files of the functions that run now, the innermost first."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame.f_code.co_filename
        frame = frame.f_back


def _is_of_rmtree(arguments: tuple[Any, ...]) -> bool:
    """Whether ``shutil.rmtree`` removes it below a folder that is open; that was judged before."""
    of_folder = isinstance(arguments[-1], int) and arguments[-1] >= 0
    return of_folder and shutil.__file__ in _callers()


def _is_own_database(name: object) -> bool:
    return name in ("", ":memory:") or _is_own(name, makes=False)


def _writes(path: object, _: object, flags: object) -> bool:
    """Whether a file is opened to be written that is no temporary one of the program's own."""
    if not isinstance(flags, int) or not flags & _WRITING:
        return False
    if path in (os.devnull, tempfile.gettempdir()):  # the latter by ``tempfile``, with an opener
        return False
    return not _is_own(path, makes=bool(flags & os.O_EXCL))


def _path_in(folder: object, path: object) -> object:
    """A path that is relative to an open folder; None where the system does not tell which."""
    if not isinstance(folder, int) or folder < 0:
        return path
    if not isinstance(path, str | bytes) or os.path.isabs(path):
        return path
    try:
        return os.path.join(os.readlink(f"/proc/self/fd/{folder}"), os.fsdecode(path))
    except OSError:
        return None


def _is_own(path: object, *, makes: bool) -> bool:
    """Whether the program made it, or makes it now, among the temporary files.

    What is there already is not made: the event comes before the call that fails for it.
    """
    if isinstance(path, int):
        return True  # what is open already
    if not isinstance(path, str | bytes | os.PathLike):
        return False  # none is named: the working directory
    full = os.path.abspath(os.fsdecode(path))
    is_new = makes and not os.path.lexists(full)
    if is_new and os.path.dirname(full) == tempfile.gettempdir():
        _made.update((full, os.path.realpath(full)))  # open folders are told by their real names
    return any(full == it or full.startswith(it + os.sep) for it in _made)


_HasEffect = Callable[..., bool]


def _silent() -> Iterator[tuple[Any, str, _HasEffect]]:
    """What has effects and raises no event: whose it is, its name, and which calls have some."""
    yield torch._C.PyTorchFileWriter, "__init__", _saves  # torch.save, torch.export.save
    yield torch._C.ScriptModule, "save", _saves
    yield torch._C.ScriptModule, "_save_for_mobile", _saves
    yield os, "open", _writes_in_a_folder
    yield torch, "from_file", _shares
    yield torch.UntypedStorage, "from_file", _shares
    for name in ("mkfifo", "mknod"):
        if hasattr(os, name):
            yield os, name, _always
    if os.name == "posix":
        import _posixsubprocess

        yield _posixsubprocess, "fork_exec", _always  # how multiprocessing spawns


def _guarded(owner: Any, name: str, has_effect: _HasEffect) -> Callable[..., object]:
    """The function, refused in calls that have an effect."""
    ordinary = getattr(owner, name)
    told = f"{owner.__name__}.{name}".removesuffix(".__init__")

    def call(*arguments: object, **options: object) -> object:
        if has_effect(*arguments, **options):
            raise Refused(f"{told} is refused")
        return ordinary(*arguments, **options)

    return call


def _saves(_: object, file: object = None, *__: object, **___: object) -> bool:
    """Whether a file is written by its name; a buffer is one of Python's, whose file was judged."""
    return isinstance(file, str | bytes | os.PathLike) and not _is_own(file, makes=False)


def _writes_in_a_folder(
    path: object, flags: object, _: object = 0o777, *, dir_fd: object = None
) -> bool:
    """Whether a file in an open folder is written; the event of opening does not tell which."""
    return dir_fd is not None and _writes(_path_in(dir_fd, path), None, flags)


def _shares(_: object, shared: object = False, *__: object, **___: object) -> bool:
    """Whether what is written to the tensor gets into the file, which is made for that."""
    return bool(shared)


def _always(*_: object, **__: object) -> bool:
    return True
