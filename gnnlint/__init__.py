"""gnnlint: says which lines of PyTorch and PyTorch Geometric code the compilers stumble over."""

__version__ = "0.1.0"
