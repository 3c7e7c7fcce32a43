"""Calls of library functions under Dynamo: what it says to each while it traces.

``fullgraph=True`` stops at the first thing that is not traced, before anything is called: so what
would end the process, or write a file, can be asked as well.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import linecache
import logging
import pathlib
import random
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

TRACED = "traced"

ARGUMENTS = {
    "array.array": "'i', [1]",
    "ast.literal_eval": "'1'",
    "ast.parse": "'1'",
    "base64.b16encode": "b'a'",
    "base64.b64decode": "b'YQ=='",
    "base64.b64encode": "b'a'",
    "base64.standard_b64decode": "b'YQ=='",
    "base64.standard_b64encode": "b'a'",
    "base64.urlsafe_b64decode": "b'YQ=='",
    "base64.urlsafe_b64encode": "b'a'",
    "builtins.dir": "LAYER",
    "builtins.property": "None",
    "builtins.staticmethod": "print",
    "builtins.str.maketrans": "'a', 'b'",
    "builtins.__import__": "'math'",
    "bz2.compress": "b'a'",
    "bz2.decompress": "b'a'",
    "bz2.open": "'a'",
    "calendar.monthrange": "2020, 1",
    "calendar.timegm": "(2020, 1, 1, 0, 0, 0)",
    "csv.DictReader": "['a']",
    "csv.DictWriter": "None, []",
    "datetime.date": "2020, 1, 1",
    "datetime.date.fromisoformat": "'2020-01-01'",
    "datetime.date.fromtimestamp": "0",
    "datetime.datetime": "2020, 1, 1",
    "datetime.datetime.fromisoformat": "'2020-01-01'",
    "datetime.datetime.fromtimestamp": "0",
    "datetime.datetime.strptime": "'2020', '%Y'",
    "datetime.datetime.utcfromtimestamp": "0",
    "datetime.time": "1",
    "datetime.timedelta": "1",
    "datetime.timezone": "datetime.timedelta(0)",
    "decimal.Decimal": "'1.0'",
    "functools.cmp_to_key": "max",
    "glob.glob": "'*'",
    "gzip.compress": "b'a'",
    "gzip.decompress": "b'a'",
    "gzip.open": "'a'",
    "hashlib.new": "'md5'",
    "heapq.nlargest": "1, [1]",
    "heapq.nsmallest": "1, [1]",
    "hmac.digest": "b'a', b'b', 'md5'",
    "hmac.new": "b'a', b'b', 'md5'",
    "importlib.import_module": "'math'",
    "inspect.getfile": "Example",
    "inspect.getmembers": "LAYER",
    "inspect.getsource": "Example",
    "inspect.getsourcefile": "Example",
    "inspect.getsourcelines": "Example",
    "itertools.combinations_with_replacement": "[1, 2], 2",
    "json.dump": "[1], None",
    "json.dumps": "[1, 2]",
    "json.loads": "'1'",
    "concurrent.futures.Executor.map": "print, [1]",
    "concurrent.futures.Executor.submit": "print",
    "locale.setlocale": "0",
    "logging.getLogger": "'a'",
    "lzma.compress": "b'a'",
    "lzma.decompress": "b'a'",
    "lzma.open": "'a'",
    "numpy.allclose": "numpy.ones(2), numpy.ones(2)",
    **dict.fromkeys(("numpy.isscalar", "numpy.ndim", "numpy.size"), "1"),
    "operator.call": "print",
    "operator.delitem": "[1], 0",
    "operator.indexOf": "[1], 1",
    "operator.inv": "1",
    "operator.setitem": "[1], 0, 1",
    "os.environ.setdefault": "'a', 'b'",
    "os.environ.update": "a='b'",
    "os.fdopen": "1",
    "os.makedirs": "'a'",
    "os.popen": "'true'",
    "os.removedirs": "'a'",
    "os.renames": "'a', 'b'",
    "pathlib.Path.chmod": "1",
    "pathlib.Path.samefile": "'b'",
    "pathlib.Path.write_bytes": "b'a'",
    "pprint.pformat": "[1]",
    "pprint.pprint": "1",
    **dict.fromkeys(
        (f"random.Random.{it}" for it in "choice choices shuffle".split()),
        "[1, 2]",
    ),
    **dict.fromkeys(
        (f"random.Random.{it}variate" for it in "beta gamma lognorm vonmises weibull".split()),
        "1.0, 2.0",
    ),
    "random.Random.getrandbits": "1",
    "random.Random.paretovariate": "1.0",
    "random.Random.expovariate": "1.0",
    "random.Random.randbytes": "1",
    "random.Random.sample": "[1, 2], 1",
    "random.seed": "0",
    "shutil.copy": "'a', 'b'",
    "shutil.copyfile": "'a', 'b'",
    "shutil.copytree": "'a', 'b'",
    "shutil.disk_usage": "'/'",
    "shutil.move": "'a', 'b'",
    "shutil.rmtree": "'a'",
    "shutil.which": "'ls'",
    "socket.create_connection": "('a', 1)",
    "socket.getaddrinfo": "'a', 1",
    "statistics.mean": "[1, 2]",
    "statistics.mode": "[1, 1]",
    "statistics.pstdev": "[1.0, 2.0]",
    "statistics.pvariance": "[1.0, 2.0]",
    "statistics.stdev": "[1.0, 2.0]",
    "statistics.variance": "[1.0, 2.0]",
    "subprocess.Popen": "['true']",
    "subprocess.call": "['true']",
    "subprocess.check_call": "['true']",
    "subprocess.check_output": "['true']",
    "subprocess.run": "['true']",
    "sys.stderr.write": "'a'",
    "sys.stdout.write": "'a'",
    "tarfile.open": "'a'",
    "torch.autograd.Variable": "x",
    "torch.autograd.graph.saved_tensors_hooks": "abs, abs",
    "torch.distributions.kl.kl_divergence": "NORMAL, NORMAL",
    "torch.distributions.kl_divergence": "NORMAL, NORMAL",
    "torch.utils.data.Subset": "[1], [0]",
    "threading.Barrier": "2",
    "threading.Timer": "1, print",
    "traceback.format_exception": "ValueError('a')",
    "traceback.print_exception": "ValueError('a')",
    "types.FunctionType": "Example, {}",
    "types.MethodType": "print, 1",
    "types.ModuleType": "'a'",
    "types.SimpleNamespace": "a=1",
    "urllib.request.urlopen": "'http://a'",
    "urllib.request.urlretrieve": "'http://a'",
    "uuid.uuid3": "None, 'a'",
    "uuid.uuid5": "None, 'a'",
    "warnings.filterwarnings": "'ignore'",
    "warnings.simplefilter": "'ignore'",
    "warnings.warn": "'a'",
    "xml.etree.ElementTree.Element": "'a'",
    "xml.etree.ElementTree.fromstring": "'<a/>'",
    "xml.etree.ElementTree.parse": "'a'",
    "zipfile.ZipFile": "'a'",
    "zipfile.is_zipfile": "'a'",
    **dict.fromkeys(
        [
            "builtins.compile",
            "builtins.exec",
            "builtins.open",
            *(f"logging.{it}" for it in "debug info warning error critical exception".split()),
            *(f"os.path.{it}" for it in "abspath exists getatime getctime getmtime".split()),
            *(f"os.path.{it}" for it in "getsize isdir isfile islink ismount".split()),
            *(f"os.path.{it}" for it in "lexists normpath realpath relpath".split()),
            *(f"pathlib.Path.{it}" for it in "rename replace symlink_to write_text".split()),
        ],
        "'a'",
    ),
    "logging.log": "10, 'a'",
    "os.path.samefile": "'a', 'a'",
}
"""What Python's own functions are called with; those written in C are not even bound."""

OWNERS: dict[str, Callable[[], object]] = {
    "pathlib.Path": lambda: pathlib.Path("a"),
    "logging.Logger": lambda: logging.getLogger("example"),
    "io.IOBase": io.StringIO,
    "hashlib.HASH": hashlib.md5,
    "threading.Lock": threading.Lock,
    "threading.RLock": threading.RLock,
    "concurrent.futures.Executor": lambda: ThreadPoolExecutor(1),
    "random.Random": random.Random,
}
"""Makers of objects, by their class, for methods that are called on an instance."""

CLASS_METHODS = frozenset({"pathlib.Path.cwd"})


def called(name: str) -> tuple[str, dict[str, object]]:
    """The code of a call of ``name``, and the globals that it needs."""
    import torch

    owner, _, method = name.rpartition(".")
    arguments = ARGUMENTS.get(name, "")
    space: dict[str, object] = {"Example": torch.nn.Linear, "LAYER": torch.nn.Linear(2, 2)}
    space["NORMAL"] = torch.distributions.Normal(0.0, 1.0)
    if owner not in OWNERS or name in CLASS_METHODS:
        return f"{name}({arguments})", space
    return f"OWNER.{method}({arguments})", {**space, "OWNER": OWNERS[owner]()}


def module_of(name: str) -> str | None:
    """The module to import for ``name``; None where this Python has nothing of that name."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:length])
        try:
            thing = importlib.import_module(module)
        except ImportError:
            continue
        for part in parts[length:]:
            if not hasattr(thing, part):
                return None
            thing = getattr(thing, part)
        return module
    return None


def ask(names: Iterable[str]) -> dict[str, str]:
    """What Dynamo says to a call of each name: the first line of its error, or ``TRACED``."""
    import torch

    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    said = {}
    for name in names:
        module = module_of(name)
        if module is None and name.rpartition(".")[0] not in OWNERS:
            continue
        call, space = called(name)
        load = f"import {module}, datetime\n" if module else ""
        exec(f"{load}def f(x):\n    {call}\n    return x + 1\n", space)
        torch._dynamo.reset()
        try:
            torch.compile(space["f"], backend="eager", fullgraph=True)(torch.ones(2))
            said[name] = TRACED
        except Exception as error:
            said[name] = str(error).partition("\n")[0]
    return said


def ask_script(names: Iterable[str]) -> list[str]:
    """Those names that ``torch.jit.script`` accepts a call of."""
    import torch

    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    accepted = []
    for name in names:
        module = module_of(name)
        if module is None:
            continue
        call, space = called(name)
        text = f"import {module}, datetime\ndef f(x):\n    y = {call}\n    return x\n"
        file = f"<{name}>"
        linecache.cache[file] = (0, None, text.splitlines(keepends=True), file)
        made = {**space, "__name__": __name__}
        exec(compile(text, file, "exec"), made)
        try:
            torch.jit.script(made["f"])
        except Exception:
            continue
        accepted.append(name)
    return accepted


if __name__ == "__main__":
    wanted = json.load(sys.stdin)
    json.dump(ask_script(wanted) if "--script" in sys.argv else ask(wanted), sys.stdout)
