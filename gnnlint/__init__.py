"""gnnlint: says which lines of PyTorch and PyTorch Geometric code the compilers stumble over."""

__version__ = "0.1.0"

__all__ = ["__version__", "check_paths", "check_source", "verify_model"]

TYPE_CHECKING = False  # typing's own would cost an import
if TYPE_CHECKING:
    from gnnlint.api import check_paths, check_source, verify_model


def __getattr__(name: str) -> object:
    """Load the public functions on first use: importing gnnlint for its version costs nothing."""
    if name in __all__:
        from importlib import import_module

        return getattr(import_module("gnnlint.api"), name)
    raise AttributeError(f"module 'gnnlint' has no attribute '{name}'")


def __dir__() -> list[str]:
    """What is here, the public functions before their first use, too: shells complete by it."""
    return sorted({*globals(), *__all__})
