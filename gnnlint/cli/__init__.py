"""The command line: one module a command, each with ``run(arguments) -> int``, the exit status.

Modules here import what a command needs inside its functions, so that `gnnlint --help` stays
as fast as the shell that waits for it.
"""
