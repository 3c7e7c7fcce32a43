"""What programs that are run for what they call would do outside of their process: refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import ctypes, io, json, multiprocessing, os, shutil, socket, sqlite3, subprocess, sys
import tempfile
import torch
from torch import save
from gnnlint.verify.effects import Refused, refused

ones, layer = torch.ones(2), torch.nn.Linear(2, 2)
traced = torch.jit.trace(layer, torch.ones(1, 2))
exported = torch.export.export(layer, (torch.ones(1, 2),))
c_library = "msvcrt" if sys.platform == "win32" else None
open("kept", "w").close()
existing = os.path.join(tempfile.gettempdir(), "existing")
os.mkdir(existing)
open(existing + "/data.txt", "w").close()
open(existing + ".txt", "w").close()

def spawn():
    multiprocessing.get_context("spawn").Process(target=print).start()

def in_a_folder():
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/deep")
        save(ones, folder + "/deep/it.pt")
        sqlite3.connect(folder + "/it.db").execute("create table t(a)")
        assert torch.load(folder + "/deep/it.pt").equal(ones)

def between_temporary_files():
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/deep")
        shutil.copy("kept", folder + "/deep/a")
        shutil.copytree(folder + "/deep", folder + "/again")
        os.rename(folder + "/deep/a", folder + "/b")
        os.replace(folder + "/b", folder + "/c")
        shutil.move(folder + "/c", folder + "/again")
        if hasattr(os, "link"):
            os.link(folder + "/again/c", folder + "/d")
        shutil.unpack_archive(shutil.make_archive(folder + "/it", "zip", folder + "/again"), folder)

def below_an_open_folder(folder, act):
    at = os.open(folder, os.O_RDONLY)
    try:
        act(at)
    finally:
        os.close(at)

def in_an_open_folder(at):
    os.mkdir("deep", dir_fd=at)
    os.rename("deep", "deeper", src_dir_fd=at, dst_dir_fd=at)
    os.rmdir("deeper", dir_fd=at)

def from_its_folder(act):
    # The names are those of temporary files where the program stands, not in the other folder.
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/kept")
        os.chdir(folder)
        try:
            below_an_open_folder(here, act)
        finally:
            os.chdir(here)

def away(act):
    with tempfile.TemporaryDirectory() as folder:
        open(folder + "/a", "w").close()
        act(folder + "/a")

def by_datagram():
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendmsg([b""], [], 0, ("127.0.0.1", 9))

def in_memory():
    buffer = io.BytesIO()
    save(ones, buffer)
    traced.save_to_buffer()
    sqlite3.connect(":memory:").execute("create table t(a)")

def in_an_existing_folder():
    os.makedirs(existing, exist_ok=True)
    open(existing + "/data.txt", "w")

def in_an_existing_file():
    try:
        open(existing + ".txt", "x")
    except OSError:
        open(existing + ".txt", "w")

cases = {
    "save": lambda: save(ones, "a.pt"),
    "save, old": lambda: save(ones, "a.pt", _use_new_zipfile_serialization=False),
    "jit.save": lambda: torch.jit.save(traced, "a.pt"),
    "module.save": lambda: traced.save("a.pt"),
    "export.save": lambda: torch.export.save(exported, "a.pt2"),
    "from_file": lambda: torch.from_file("a.bin", shared=True, size=4),
    "sqlite3": lambda: sqlite3.connect("a.db"),
    "utime": lambda: os.utime("kept", (0, 0)),
    "remove": lambda: os.remove("kept"),
    "rmtree": lambda: shutil.rmtree("."),
    "open": lambda: open("a.txt", "w"),
    "spawn": spawn,
    "subprocess": lambda: subprocess.run([sys.executable, "-c", ""]),
    "ctypes": lambda: ctypes.CDLL(c_library).system(b"echo > a.txt"),
    "in an existing folder": in_an_existing_folder,
    "in an existing file": in_an_existing_file,
    "rename away": lambda: away(lambda path: os.rename(path, "a.txt")),
    "rename in": lambda: away(lambda path: os.replace("kept", path)),
    "move away": lambda: away(lambda path: shutil.move(path, "a.txt")),
    "move in": lambda: away(lambda path: shutil.move("kept", path + "b")),
    "copy away": lambda: away(lambda path: shutil.copy(path, "a.txt")),
    "unpack": lambda: shutil.unpack_archive(existing + ".txt", format="zip"),
    "gethostbyname": lambda: socket.gethostbyname("localhost"),
    "gethostbyaddr": lambda: socket.gethostbyaddr("127.0.0.1"),
    "getnameinfo": lambda: socket.getnameinfo(("127.0.0.1", 9), 0),
    "winreg": lambda: sys.audit("winreg.SetValue", 0, "", 1, ""),
    "in a folder": in_a_folder,
    "between temporary files": between_temporary_files,
    "in memory": in_memory,
}
if hasattr(os, "link"):
    cases["link in"] = lambda: away(lambda path: os.link("kept", path + "b"))
if hasattr(socket.socket, "sendmsg"):
    cases["sendmsg"] = by_datagram
if sys.platform != "win32":
    import syslog
    cases["syslog"] = lambda: syslog.syslog("")
if os.open in os.supports_dir_fd:
    def in_own_folder():
        with tempfile.TemporaryDirectory() as folder:
            below_an_open_folder(folder, in_an_open_folder)
    cases["below an open folder"] = in_own_folder
    cases["remove below another"] = lambda: from_its_folder(lambda at: os.remove("kept", dir_fd=at))
    cases["utime below another"] = lambda: from_its_folder(
        lambda at: os.utime("kept", (0, 0), dir_fd=at))
    cases["rename below another"] = lambda: from_its_folder(
        lambda at: os.rename("kept", "moved", src_dir_fd=at, dst_dir_fd=at))
    cases["open below another"] = lambda: from_its_folder(
        lambda at: os.open("new", os.O_CREAT | os.O_WRONLY | os.O_EXCL, dir_fd=at))
for name in ("mkfifo", "mknod"):
    if hasattr(os, name):
        cases[name] = lambda name=name: getattr(os, name)(name)
said = {}
if __name__ == "__main__":
    for name, case in cases.items():
        try:
            with refused():
                case()
            said[name] = ""
        except Refused as error:
            said[name] = str(error)
    save(ones, "after.pt")
    print(json.dumps([said, sorted(os.listdir("."))]))
"""

HARMLESS = {"between temporary files", "in a folder", "in memory"}
if os.open in os.supports_dir_fd:
    HARMLESS.add("below an open folder")


def test_what_has_an_effect_is_refused(tmp_path: Path) -> None:
    here, temporary = tmp_path / "here", tmp_path / "temporary"
    here.mkdir()
    temporary.mkdir()
    (here / "program.py").write_text(PROGRAM)
    out = subprocess.run(
        [sys.executable, "program.py"],
        cwd=here,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.returncode == 0, out.stderr
    said, files = json.loads(out.stdout)
    assert {name for name, words in said.items() if not words} == HARMLESS
    assert files == ["after.pt", "kept", "program.py"]
