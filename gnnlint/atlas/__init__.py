"""The atlas: every public callable of a package, measured under the real compilers.

An operator is varied by its arguments; a *variation* is the text of a small program, which the
compilers run (``measure``) and the static side reads (``comparison``). Nothing here imports torch:
what needs it happens in the child processes of ``gnnlint.verify``.
"""
