"""The static TorchScript compiler: what ``torch.jit.script`` compiles of a model, what it refuses.

Like the trace, whose instances it starts from, it yields events and knows no rules; it also reads
the typed ``propagate`` that PyG generates for a layer, and judges its calls.
"""
