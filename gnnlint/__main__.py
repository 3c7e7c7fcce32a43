"""``python -m gnnlint``."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    # ``-m`` puts the working folder first, where a file of the linted project could pose as a
    # module of the standard library and be run by a later import.
    if sys.path and not getattr(sys.flags, "safe_path", False):
        del sys.path[0]

    from gnnlint.cli.main import main

    sys.exit(main())
