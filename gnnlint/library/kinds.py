"""What introspection cannot see: element kinds and results of tensor operations.

Names are the bare operator names, shared by ``torch.x`` and ``Tensor.x``. Sources: the operators'
documentation on docs.pytorch.org, and measurement by the tests of the library data.
"""

from __future__ import annotations

BOOLEAN = frozenset(
    """eq ne lt le gt ge not_equal less less_equal greater greater_equal isnan isinf isfinite
    isposinf isneginf isreal isin isclose logical_and logical_or logical_xor logical_not
    all any bool signbit""".split()
)
"""Operators whose result holds booleans."""

INTEGER = frozenset(
    """argmax argmin argsort nonzero nonzero_static argwhere long int short byte char bincount
    searchsorted bucketize randint randperm multinomial count_nonzero  randint_like
    one_hot tril_indices triu_indices""".split()
)
"""Operators whose result holds integers."""

FLOATING = frozenset(
    """float double half bfloat16 rand randn rand_like randn_like softmax log_softmax sigmoid tanh
    exp log log1p expm1 sqrt rsqrt sin cos mean std var norm linear dropout relu gelu elu
    leaky_relu silu selu softplus normal normal_ uniform_ linspace eye cdist sigmoid_ tanh_ exp_
    xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ batch_norm layer_norm
    cross_entropy nll_loss mse_loss l1_loss binary_cross_entropy
    binary_cross_entropy_with_logits cosine_similarity pairwise_distance reciprocal div
    true_divide erf""".split()
)
"""Operators whose result holds floating-point numbers."""

REDUCING = frozenset(
    "sum mean max min all any prod norm std var median argmax argmin logsumexp count_nonzero "
    "amax amin nansum nanmean".split()
)
"""Operators that leave no dimension, or take one away."""

KEEPING = frozenset(
    """scatter scatter_add scatter_reduce index_add index_copy index_fill index_put
    masked_scatter index_reduce put layer_norm batch_norm group_norm instance_norm prelu to
    type type_as float double half bfloat16 long int short byte char bool cpu cuda clone
    detach contiguous data requires_grad requires_grad_ detach_ flip roll sort argsort
    cumsum cumprod cummax cummin logcumsumexp fill zero copy normalize tril triu bernoulli
    renorm pad""".split()
)
"""Operators whose result has the shape of their first tensor."""

FILLED = frozenset(
    """zeros ones full empty tensor as_tensor arange zeros_like ones_like full_like empty_like
    new_zeros new_ones new_full new_empty new_tensor asarray""".split()
)
"""Makers whose element kind follows ``dtype=`` or what they are filled with."""

SIZED = frozenset("rand randn randint eye randperm linspace rand_like randn_like".split())
"""Makers whose shape follows their arguments."""

SIZES = frozenset(
    """dim ndimension numel nelement element_size storage_offset get_device stride
    is_floating_point is_complex is_contiguous is_cuda is_signed is_pinned is_inference is_conj
    is_neg is_same_size is_tensor ndim itemsize nbytes""".split()
)
"""Methods and functions that answer from a tensor's metadata: nothing is read from the device."""

RANKS = frozenset("dim ndimension ndim element_size itemsize".split())
"""Those of them that are the same for tensors of every size."""

METADATA = frozenset(
    "is_cuda is_cpu is_quantized is_meta is_leaf requires_grad retains_grad is_nested is_mps "
    "is_xpu is_xla".split()
)
"""Tensor attributes that are Python booleans."""

TENSORS = frozenset("T mT H mH real imag grad data values_ indices_".split())
"""Tensor attributes that are tensors."""

MANY = frozenset(
    """split chunk unbind tensor_split hsplit vsplit dsplit split_with_sizes meshgrid
    broadcast_tensors unsafe_chunk unsafe_split atleast_1d_many""".split()
)
"""Operators that return a tuple of tensors whose length is not known here."""

UNBACKED = frozenset("nonzero argwhere masked_select bincount repeat_interleave unique "
                     "unique_consecutive".split())  # fmt: skip
"""Operators whose result has as many rows as the data say."""

_EDGES = ((1,), (0,))
_COARSENED = ((0,), (1,), (0,), (0,), (0,), (0,))

UNBACKED_RESULTS: dict[str, tuple[tuple[int, ...], ...]] = {
    **{
        f"torch_geometric.utils.{name}": _EDGES
        for name in """remove_self_loops subgraph bipartite_subgraph
        coalesce to_undirected dense_to_sparse remove_isolated_nodes""".split()
    },
    **{
        f"torch_geometric.utils.{name}": _EDGES[:1]
        for name in """dropout_edge dropout_node dropout_path negative_sampling""".split()
    },
    "torch_geometric.utils.segregate_self_loops": _EDGES * 2,
    "torch_geometric.utils.dropout_adj": _EDGES,
    "torch_geometric.utils.k_hop_subgraph": ((0,), (1,)),
    "torch_geometric.utils.mask_select": ((),),
    "torch_geometric.nn.pool.select.topk.topk": ((0,),),
    "torch_geometric.nn.pool.connect.filter_edges.filter_adj": _EDGES,
    "torch_geometric.nn.TopKPooling": _COARSENED,
    "torch_geometric.nn.SAGPooling": _COARSENED,
    "torch_geometric.nn.ASAPooling": (*_COARSENED[:2], (0,), (0,), (0,)),
    "torch_geometric.nn.EdgePooling": ((0,), (1,), (0,)),
}
"""Callables of torch_geometric whose result has as many nodes or edges as the data say.

For each tensor that they return, the dimensions that do; none where that is not known.
"""

SIZED_RESULTS: dict[str, tuple[str, dict[int, str]]] = {
    **{
        f"torch_geometric.nn.global_{name}_pool": ("batch", {0: "size"})
        for name in ("add", "mean", "max")
    },
    "torch_geometric.nn.Aggregation": ("index", {0: "dim_size"}),
    "torch_geometric.utils.scatter": ("index", {0: "dim_size"}),
    "torch_geometric.utils.degree": ("index", {0: "num_nodes"}),
    "torch_geometric.utils.to_dense_batch": ("batch", {0: "batch_size", 1: "max_num_nodes"}),
    "torch_geometric.utils.to_dense_adj": (
        "batch",
        {0: "batch_size", 1: "max_num_nodes", 2: "max_num_nodes"},
    ),
}
"""Callables of torch_geometric that read a size from an argument's data where it is not given.

The argument, then the parameter that says the size of each dimension of the result.
"""

PARTED_BY_DATA = frozenset(
    {"torch_geometric.utils.unbatch", "torch_geometric.utils.unbatch_edge_index"}
)
"""Callables of torch_geometric that return a list of as many tensors as the data say."""

DENSE_POOLS = frozenset(
    {"torch_geometric.nn.dense_diff_pool", "torch_geometric.nn.dense_mincut_pool"}
)
"""Functions that return nodes and edges of as many graphs as they are given."""

SPARSE_RESULTS = frozenset(
    f"torch_geometric.utils.{name}"
    for name in """to_torch_coo_tensor to_torch_csr_tensor to_torch_csc_tensor
    to_torch_sparse_tensor""".split()
)
"""Callables of torch_geometric that return a sparse tensor."""

PARAMETRIC = frozenset(
    f"torch.nn.{name}"
    for name in """Linear Bilinear Embedding EmbeddingBag Conv1d Conv2d Conv3d ConvTranspose1d
    ConvTranspose2d PReLU RNN GRU LSTM RNNCell GRUCell LSTMCell MultiheadAttention
    TransformerEncoderLayer""".split()
) | frozenset(
    f"torch_geometric.nn.{name}"
    for name in "Linear GCNConv GATConv GATv2Conv SAGEConv GraphConv TransformerConv".split()
)
"""Modules that have parameters, whatever they are made with."""

DISTRIBUTIONS = "torch.distributions."

OF_DISTRIBUTIONS = frozenset("sample rsample log_prob entropy cdf icdf".split())
"""Methods of torch.distributions.Distribution that return a tensor."""

RETURNS = {
    "torch_geometric.utils.to_dense_batch": "Tuple[Tensor, BoolTensor]",
    "torch_geometric.nn.conv.gcn_conv.gcn_norm": "Tuple[LongTensor, FloatTensor]",
    "torch_geometric.nn.global_sort_pool": "FloatTensor",
    "torch_geometric.nn.knn_interpolate": "FloatTensor",
    "torch_geometric.nn.graclus": "LongTensor",
}
"""What functions of torch_geometric return for tensors, where their own annotation says less."""

UNLISTED = frozenset("from_numpy frombuffer spmm dsmm hsmm".split())
"""Functions of torch that return a tensor and of which introspection finds no signature."""

UNLIKE_TENSORS = frozenset(
    """classproperty get_device_module profiler_allow_cudagraph_cupti_lazy_reinit_cuda12
    set_printoptions sym_float sym_fresh_size sym_int sym_ite sym_max sym_min sym_not sym_sqrt
    sym_sum while_loop boolean_dispatch handle_torch_function""".split()
)
"""Functions of torch without a declared result that return no tensor, or several."""

_TEST_CASE = ("torch.testing._internal.common_utils.TestCase", "unittest.TestCase")

FOREIGN_BASES = {
    "torch.testing._internal.common_utils.TestCase": ("unittest.TestCase",),
    **dict.fromkeys(
        (
            "torch._dynamo.test_case.TestCase",
            "torch._dynamo.test_case.CPythonTestCase",
            "torch._inductor.test_case.TestCase",
        ),
        _TEST_CASE,
    ),
    **dict.fromkeys(
        ("unittest.IsolatedAsyncioTestCase", "unittest.FunctionTestCase"), ("unittest.TestCase",)
    ),
}
"""The bases, nearest first, of classes that introspection does not look at."""

FOREIGN_SIGNATURES = {
    "torch_scatter.scatter": "(src, index, dim=-1, out=None, dim_size=None, reduce='sum')",
    **{
        f"torch_scatter.scatter_{name}": "(src, index, dim=-1, out=None, dim_size=None)"
        for name in ("sum", "add", "mean", "mul", "min", "max")
    },
    "torch_scatter.scatter_std": "(src, index, dim=-1, out=None, dim_size=None, unbiased=True)",
    "numpy.unique": "(ar, return_index=False, return_inverse=False, return_counts=False)",
    "numpy.where": "(condition, x=None, y=None)",
    "numpy.repeat": "(a, repeats, axis=None)",
    **{f"numpy.{name}": "(x)" for name in "sqrt log log2 log10 exp ceil floor float32".split()},
    "numpy.ndarray.item": "(index=None)",
    **{f"torch.{name}": "(data)" for name in "Tensor FloatTensor LongTensor BoolTensor".split()},
    **dict.fromkeys(("torch.sparse.mm", "torch.spmm"), "(mat1, mat2)"),
    "torch.sparse.addmm": "(mat, mat1, mat2)",
    "torch._assert": "(condition, message)",
    "torch.asarray": "(obj, *, dtype=None, device=None, copy=None, requires_grad=False)",
    **dict.fromkeys(("random.randint", "random.uniform"), "(a, b)"),
    "numpy.random.rand": "(d0=None, d1=None, d2=None, d3=None)",
    "numpy.random.randn": "(d0=None, d1=None, d2=None, d3=None)",
    "numpy.random.random": "(size=None)",
    "numpy.random.random_sample": "(size=None)",
    "numpy.random.randint": "(low, high=None, size=None, dtype=None)",
    "numpy.random.choice": "(a, size=None, replace=True, p=None)",
    "numpy.random.uniform": "(low=0.0, high=1.0, size=None)",
    "numpy.random.normal": "(loc=0.0, scale=1.0, size=None)",
}
"""Signatures of callables without introspection that rules ask for."""

ARRAY_FUNCTIONS = frozenset(
    """abs absolute add all amax amin angle any append arange arccos arcsin arctan arctan2 argmax
    argmin argsort argwhere around array array_split asarray ascontiguousarray atleast_1d
    atleast_2d atleast_3d average bincount broadcast_to cbrt ceil clip column_stack concatenate
    conj copy corrcoef cos cosh count_nonzero cov cross cumprod cumsum deg2rad det diag diagflat
    diagonal diff divide dot dstack einsum empty empty_like equal exp exp2 expand_dims expm1 eye
    flatnonzero flip fliplr flipud float_power floor floor_divide fmax fmin fmod full full_like
    gcd greater greater_equal hstack hypot identity imag inner inv invert isclose isfinite isinf
    isnan kron lcm less less_equal linspace log log10 log1p log2 logical_and logical_not
    logical_or logical_xor logspace matmul matrix_power matrix_rank max maximum mean median
    meshgrid min minimum mod moveaxis multiply nan_to_num negative nonzero norm not_equal ones
    ones_like outer percentile pinv positive power prod ptp quantile rad2deg ravel real reciprocal
    remainder repeat reshape rint roll rot90 round searchsorted sign sin sinh solve sort split
    sqrt square squeeze stack std subtract sum swapaxes take take_along_axis tan tanh tensordot
    tile trace transpose tri tril triu true_divide trunc unique vander var vdot vsplit vstack
    where zeros zeros_like bool_ float16 float32 float64 int8 int16 int32 int64 uint8""".split()
)
"""Functions of numpy and numpy.linalg that return arrays or numbers, and that Dynamo traces."""

MANAGERS = frozenset(
    {
        "threading.Lock",
        "threading.RLock",
        "threading.Semaphore",
        "threading.BoundedSemaphore",
        "threading.Condition",
        "tempfile.TemporaryDirectory",
        "subprocess.Popen",
        "torch.random.fork_rng",
        "torch.autograd.set_detect_anomaly",
        "torch.autograd.detect_anomaly",
        "torch.autograd.graph.save_on_cpu",
        "torch.backends.cudnn.flags",
        "contextlib.redirect_stdout",
        "contextlib.redirect_stderr",
    }
)
"""Callables that return an object which is known by what made it, and is there to be entered."""

SKIPPED_PACKAGES = frozenset(
    """hypothesis networkx onnx onnxruntime pandas sklearn tabulate tensorflow tensorrt tvm
    xarray""".split()
)
"""Packages of which Dynamo traces no function (torch/_dynamo/trace_rules.py, THIRDPARTY_SKIPLIST).

Without numpy, which it has functions for, and tqdm.
"""

FILE = "io.IOBase"
DIGEST = "hashlib.HASH"
POOL = "concurrent.futures.Executor"
PATH = "pathlib.Path"
PYTHON_RANDOM = "random.Random"

OBJECT_MAKERS = {
    **dict.fromkeys(
        """builtins.open io.open io.StringIO io.BytesIO gzip.open bz2.open lzma.open
        tempfile.NamedTemporaryFile tempfile.TemporaryFile""".split(),
        FILE,
    ),
    **dict.fromkeys(
        """hashlib.new hashlib.md5 hashlib.sha1 hashlib.sha224 hashlib.sha256 hashlib.sha384
        hashlib.sha512 hashlib.blake2b hashlib.blake2s""".split(),
        DIGEST,
    ),
    PYTHON_RANDOM: PYTHON_RANDOM,
    "unittest.TestCase": "unittest.TestCase",
    **{
        f"torch.optim.lr_scheduler.{name}": "torch.optim.lr_scheduler.LRScheduler"
        for name in """StepLR LambdaLR ExponentialLR CosineAnnealingLR MultiStepLR ConstantLR
        LinearLR OneCycleLR ReduceLROnPlateau CosineAnnealingWarmRestarts CyclicLR PolynomialLR
        MultiplicativeLR""".split()
    },
    **dict.fromkeys(
        ("numpy.random.default_rng", "numpy.random.Generator"), "numpy.random.Generator"
    ),
    "numpy.random.RandomState": "numpy.random.RandomState",
    "concurrent.futures.ThreadPoolExecutor": POOL,
    "concurrent.futures.ProcessPoolExecutor": POOL,
    **dict.fromkeys(("pathlib.Path", "pathlib.Path.cwd", "pathlib.Path.home"), PATH),
}
"""Callables of the standard library that return an object, by the class that it is known by."""

MODULE_MAKERS = frozenset(
    f"torch_geometric.nn.{name}"
    for name in ("to_hetero", "to_hetero_with_bases", "to_captum_model")
)
"""Functions that return a module, which is known by what made it."""

DRAWN = {"random.randint": "int", "random.randrange": "int", "random.uniform": "float"}
"""Functions that Dynamo traces as a tensor without dimensions, where their arguments are constants
(torch/_dynamo/variables/builder.py, ``RandomValueSource``), by the kind of number they draw."""

DRAWN_BY_OBJECT = {"random": "float", "randint": "int", "randrange": "int", "uniform": "float"}
"""The same of a ``random.Random`` (torch/_dynamo/variables/user_defined.py,
``RandomVariable``), by method."""

FOREIGN_TENSORS = frozenset(
    {
        "einops.rearrange",
        "einops.repeat",
        "einops.reduce",
        "einops.einsum",
        "einops.layers.torch.Rearrange",
        "einops.layers.torch.Reduce",
    }
)
"""Callables of other packages that Dynamo traces and that return a tensor."""

FOREIGN_RETURNS = {
    "einops.pack": "Tuple[Tensor, List[Size]]",
    "einops.unpack": "Tuple[Tensor, ...]",
}
"""What others of them return, as they annotate it."""

DTYPES = {
    "torch.bool": "bool",
    "torch.long": "int",
    "torch.int64": "int",
    "torch.int": "int",
    "torch.int32": "int",
    "torch.int16": "int",
    "torch.int8": "int",
    "torch.uint8": "int",
    "torch.float": "float",
    "torch.float32": "float",
    "torch.float64": "float",
    "torch.double": "float",
    "torch.float16": "float",
    "torch.half": "float",
    "torch.bfloat16": "float",
    "numpy.bool_": "bool",
    "numpy.int64": "int",
    "numpy.int32": "int",
    "numpy.float32": "float",
    "numpy.float64": "float",
    "builtins.bool": "bool",
    "builtins.int": "int",
    "builtins.float": "float",
}
"""Element kind by dtype object."""

TENSOR_ONLY = frozenset(
    """size shape dim view reshape unsqueeze squeeze permute transpose t contiguous expand
    expand_as repeat_interleave flatten numel device dtype new_zeros new_ones new_full new_tensor
    new_empty to detach clone cpu cuda float long bool mean sum max min std var norm softmax
    log_softmax sigmoid tanh relu matmul mm bmm index_select gather scatter scatter_ scatter_add
    scatter_add_ masked_fill masked_fill_ masked_select unbind chunk split requires_grad_
    requires_grad backward item tolist nonzero argmax argsort topk cumsum abs sqrt exp log pow
    clamp any all unique type_as is_sparse is_cuda""".split()
)
"""Attributes whose use shows that a value is a tensor (in a module's ``forward``)."""

TENSOR_METHODS = frozenset(
    """unsqueeze new_zeros new_ones new_full new_empty new_tensor masked_fill masked_fill_
    masked_select index_select scatter scatter_ scatter_add scatter_add_ softmax log_softmax type_as
    bool repeat_interleave expand_as unbind sigmoid relu tanh bmm""".split()
)
"""Methods that only tensors have: neither arrays and graphs nor modules and text."""

SPARSE_ONLY = frozenset(
    """indices _indices _values _nnz crow_indices col_indices ccol_indices row_indices sparse_dim
    dense_dim is_coalesced""".split()
)
"""Attributes that only sparse tensors answer (the others raise)."""

DEFINED_BY = {
    "torch.nn.Module": frozenset(
        """
        T_destination _apply _call_impl _compiled_call_impl _get_backward_hooks
        _get_backward_pre_hooks _get_name _load_from_state_dict
        _maybe_warn_non_full_backward_hook _named_members _register_load_state_dict_pre_hook
        _register_state_dict_hook _replicate_for_data_parallel _save_to_state_dict _slow_forward
        _version _wrapped_call_impl add_module apply bfloat16 buffers call_super_init children
        compile cpu cuda double dump_patches eval extra_repr float forward get_buffer
        get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia
        named_buffers named_children named_modules named_parameters parameters
        register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
        register_full_backward_hook register_full_backward_pre_hook
        register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
        register_parameter register_state_dict_post_hook register_state_dict_pre_hook
        requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty train
        type xpu zero_grad
        """.split()
    ),
    "torch_geometric.nn.MessagePassing": frozenset(
        """
        SUPPORTS_FUSED_EDGE_INDEX _check_input _collect _get_edge_updater_signature
        _get_propagate_signature _index_select _index_select_safe _lift _set_jittable_templates
        _set_size aggregate decomposed_layers edge_update edge_updater explain explain_message
        jittable message message_and_aggregate propagate register_aggregate_forward_hook
        register_aggregate_forward_pre_hook register_edge_update_forward_hook
        register_edge_update_forward_pre_hook register_message_and_aggregate_forward_hook
        register_message_and_aggregate_forward_pre_hook register_message_forward_hook
        register_message_forward_pre_hook register_propagate_forward_hook
        register_propagate_forward_pre_hook reset_parameters special_args update
        """.split()
    ),
    "abc.ABC": frozenset(),
    "typing.Generic": frozenset(),
    "typing.Protocol": frozenset(),
    "builtins.object": frozenset(),
}
"""What bases define themselves, dunder names aside: all else comes from the bases behind them."""
