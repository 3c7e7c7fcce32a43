"""What names say by convention: which hold tensors, of what kind and rank, and which numbers."""

from __future__ import annotations

from gnnlint.trace.ranks import BY_NAME

_FLOAT_ROWS = frozenset(
    """x h feat feats features node_feat node_feats pos edge_attr edge_weight edge_feat node_attr
    edge_features node_features""".split()
)

_INTEGER_ROWS = frozenset(
    """batch z edge_type node_type row col index n_id batch_index node_index atom_types""".split()
)

ROWS = _FLOAT_ROWS | _INTEGER_ROWS
"""Names of tensors with a row for each node or edge."""

VARYING_DIMS = {
    **dict.fromkeys(ROWS, frozenset({0})),
    **{name: frozenset({1}) for name, rank in BY_NAME.items() if rank == 2},
}
"""Which of their sizes follow the batch, by the names of tensors."""

FLOATS = _FLOAT_ROWS | frozenset("x_0 xs input inputs hidden src tgt query key value t_emb".split())
"""Names of tensors that hold floating-point numbers."""

INTEGERS = _INTEGER_ROWS | frozenset(BY_NAME)
"""Names of tensors that hold integers."""

ANY_TENSOR = frozenset("adj mask y target labels out emb embedding graph_attr u state".split())
"""Names of tensors that may hold either."""

_BATCH_NUMBERS = frozenset(
    "num_nodes num_graphs batch_size dim_size max_num_nodes num_edges".split()
)

NUMBERS = _BATCH_NUMBERS | {"size", "num_classes"}
"""Names that hold a Python int."""

COUNTING_LETTERS = "ijkmn"
"""Names of one letter by which numbers are mostly called."""

COUNTS = _BATCH_NUMBERS | {"num_src_nodes", "num_dst_nodes"}
"""Those that count what is in a batch, so that they change from batch to batch."""

CONVENTIONAL = FLOATS | INTEGERS | ANY_TENSOR
"""Names that hold a tensor wherever they are used as one."""
