"""The commands that actions and lenses name, and the server runs."""

OPEN = "gnnlint.open"
"""Show a place: the address of its document, and its range."""

READ = "gnnlint.read"
"""Show a page on the web: its address."""

EXPLAIN = "gnnlint.explainModel"
"""Say what is known of a model: its name, and the address of its document."""
