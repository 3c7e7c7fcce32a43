"""Dynamo's own words, as torch 2.13 prints them, and what is read from them."""

from __future__ import annotations

from pathlib import Path

from gnnlint.finding import Step
from gnnlint.verify.breaks import fold, merge_resumed, merge_sites, parse_break, steps_in
from gnnlint.verify.observation import Site
from gnnlint.verify.subject import Project

IN_LOOP = """\
Graph break in user code at /p/helper.py:2
Graph Break Reason: Failed to handle graph break gracefully. Skipping the function and falling \
back to eager. Graph break encountered:

Unsupported Tensor.item() call with capture_scalar_outputs=False
  Explanation: Dynamo does not support tracing `Tensor.item()` with \
config.capture_scalar_outputs=False.
  Hint: Set `torch._dynamo.config.capture_scalar_outputs = True`
  Hint: Or write it
    otherwise.

  Developer debug context: call_method TensorVariable() item () {}

 For more details about this graph break, please visit: https://x/gb/gb0124.html

*** While handling this graph break, another graph break occurred: ***

graph break in loop
  Explanation: torch.compile detected a graph break in a for/while loop.

 For more details about this graph break, please visit: https://x/gb/gb7000.html

Stack variable source attribution:
  RangeIteratorVariable() originated from:
  File "/p/m.py", line 11
            for i in range(2):

User code traceback:
  File "/p/m.py", line 10, in forward
    x = self.c(x, edge_index).relu()
  File "/v/site-packages/torch/nn/modules/module.py", line 1789, in _call_impl
    return forward_call(*args, **kwargs)

========== most recent `torch.compile` tracing attempt started here ==========

  File "/p/m.py", line 13, in torch_dynamo_resume_in_forward_at_10
    s = readit(x)
  File "/p/helper.py", line 2, in readit
    return x.sum().item()

NOTE: the most recent `torch.compile` tracing attempt might not be where you applied it!

Traceback (most recent call last):
  File "/v/site-packages/torch/_dynamo/symbolic_convert.py", line 1076, in wrapper
    return inner_fn(self, inst)
"""


def test_a_break_in_a_loop_is_named_after_its_own_reason() -> None:
    event = parse_break(IN_LOOP)
    assert event is not None
    assert event.gb_type == "Unsupported Tensor.item() call with capture_scalar_outputs=False"
    assert event.gb_id == "GB0124"
    assert event.explanation.startswith("Dynamo does not support tracing `Tensor.item()`")
    assert event.hints == (
        "Set `torch._dynamo.config.capture_scalar_outputs = True`",
        "Or write it\notherwise.",
    )
    assert event.runs_eagerly
    assert event.compiled == "forward"
    assert event.frames == (Step("/p/m.py", 13, "forward"), Step("/p/helper.py", 2, "readit"))


def test_equal_names_in_two_files_stay_two_frames() -> None:
    frames = (Step("/p/m.py", 10, "forward"), Step("/v/gcn_conv.py", 241, "forward"))
    assert merge_resumed(frames) == frames


def test_only_a_resume_frame_is_merged() -> None:
    frames = (
        Step("/p/m.py", 3, "walk"),
        Step("/p/m.py", 4, "walk"),  # recursion
        Step("/p/m.py", 9, "torch_dynamo_resume_in_walk_at_4"),
    )
    assert merge_resumed(frames) == (Step("/p/m.py", 3, "walk"), Step("/p/m.py", 9, "walk"))


def test_a_report_that_another_event_repeats_is_left_out() -> None:
    assert parse_break("WON'T CONVERT forward /p/m.py line 9\n====") is None


def test_a_skip_without_resumption() -> None:
    event = parse_break(
        "Graph break: torch.compile cannot properly resume from this graph break, which results"
        " in a skip.\ntorch.compile will skip tracing the frame f (/p/m.py line 1) and fall back"
        " to eager.\nThe graph break occurred in the following user code:\n"
        '  File "/p/m.py", line 2, in f\n    g()\n\n'
        "Traceback (most recent call last):\n"
        '  File "/v/torch/_dynamo/exc.py", line 727, in unimplemented\n    raise\n'
        "torch._dynamo.exc.Unsupported: Some type\n  Explanation: Because.\n"
        "  Hint: Do.\n\n  Developer debug context: \n"
    )
    assert event is not None
    assert (event.gb_type, event.explanation, event.hints) == ("Some type", "Because.", ("Do.",))
    assert event.runs_eagerly
    assert event.frames == (Step("/p/m.py", 2, "f"),)


def test_many_events_fold_into_one_site(tmp_path: Path) -> None:
    event = parse_break(IN_LOOP)
    assert event is not None
    (site,) = fold([event, event], Project("/p"), "default")
    assert (site.path, site.line, site.raw_events) == ("/p/helper.py", 2, 2)
    assert [(step.symbol, step.line) for step in site.frames] == [("forward", 13), ("readit", 2)]
    assert site.eager_symbols == ("forward",)


def test_one_error_told_in_two_ways_is_one_site() -> None:
    """By its type where it was raised, by its text where Dynamo made a break of it."""
    text = "Could not\n  guard"
    raised = Site("/p/m.py", 8, "f", gb_type="UserError", explanation=text, modes=("fullgraph",))
    broken = Site("/p/m.py", 8, "f", gb_type="Could  not", modes=("capture",))
    (site,) = merge_sites([raised, broken])
    assert (site.gb_type, site.modes) == ("UserError", ("fullgraph", "capture"))
    other_line = Site("/p/m.py", 9, "f", gb_type="Could not", modes=("capture",))
    registered = Site("/p/m.py", 8, "f", gb_type="item", gb_id="GB0124", explanation=text)
    assert len(merge_sites([raised, other_line, registered])) == 3


def test_a_break_without_a_line_of_the_users_is_not_placed() -> None:
    event = parse_break(IN_LOOP)
    assert event is not None
    (site,) = fold([event], Project("/q"), "fullgraph", Step("/q/net.py", 3, "forward"))
    assert (site.path, site.line, site.placed) == ("/q/net.py", 3, False)
    (site,) = fold([event], Project("/p"), "default", Step("/p/net.py", 3, "forward"))
    assert site.placed


def test_frames_are_read_whatever_their_indent() -> None:
    """A crash inside Dynamo indents the first by three."""
    text = '   File "/p/m.py", line 14, in forward\n    f()\n  File "/p/m.py", line 2, in f\n'
    assert steps_in(text) == (Step("/p/m.py", 14, "forward"), Step("/p/m.py", 2, "f"))
