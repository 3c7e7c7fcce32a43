"""``python -m tests.accuracy.scripting``: the TorchScript section alone; writes nothing."""

from __future__ import annotations

import sys

from tests.accuracy.__main__ import options_of, scripting

if __name__ == "__main__":
    print(scripting(options_of(None)))
    sys.exit(0)
