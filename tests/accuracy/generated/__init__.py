"""Programs out of a seeded grammar, and what gnnlint says of them held against the compilers."""
