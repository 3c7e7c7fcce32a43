"""``python -m gnnlint``."""

from __future__ import annotations

import sys

from gnnlint.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
