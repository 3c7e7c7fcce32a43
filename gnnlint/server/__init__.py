"""The language server: what ``gnnlint check`` says, in an editor, while the code is written."""
