"""Reports: one module a format, each with ``render(run, ...) -> str``."""
