"""How often gnnlint is right: its findings held against the compilers, model by model."""
