"""How often gnnlint is right: its findings held against the compilers, model by model."""

import os

# A mistake of our own must end a measurement; `check` would make a finding of it.
os.environ["GNNLINT_TRACEBACK"] = "1"
