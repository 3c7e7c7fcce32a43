"""The static trace: an abstract interpreter that runs ``__init__``, then ``forward``.

It yields *events* (what happened, to which values, where), never findings: what an event means to
a compiler is the catalogue's affair.
"""
