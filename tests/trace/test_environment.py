"""Variables of the environment: whoever runs the program chooses them, so each test has a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trace.tracing import net, trace_net


@pytest.mark.parametrize(
    ("head", "init", "forward"),
    [
        pytest.param(
            "import os",
            "",
            """\
            if os.environ.get("LOUD"):
                x.item()  #! item when os.environ.get("LOUD")
            if os.getenv("KIND", "plain") == "deep":
                x.tolist()  #! tolist when os.getenv("KIND", "plain") == 'deep'
            if "QUIET" not in os.environ:
                x.nonzero()  #! nonzero when "QUIET" not in os.environ
            if os.environ["KIND"] == "deep":
                print(x)  #! print when os.environ["KIND"] == 'deep'
            return x
            """,
            id="in forward",
        ),
        pytest.param(
            'from os import environ\nLOUD = int(environ.get("LOUD", 0))\nDEEP = "DEEP" in environ',
            "",
            """\
            if LOUD > 1:
                x.item()  #! item when int(environ.get("LOUD", 0)) > 1
            if DEEP:
                x.tolist()  #! tolist when "DEEP" in environ
            return x
            """,
            id="of the module",
        ),
        pytest.param(
            "import os",
            'self.loud = os.environ.get("LOUD") is not None',
            """\
            if self.loud:
                x.item()  #! item when os.environ.get("LOUD") is not None
            return x
            """,
            id="in the constructor",
        ),
        pytest.param(
            """\
            import os
            def flag(name):
                return os.environ.get(name) == "1"
            """,
            "",
            """\
            if flag("A"):
                return x
            if flag("B"):
                x.item()  #! item when os.environ.get("A") != '1' and os.environ.get("B") == '1'
            return x
            """,
            id="by a helper",
        ),
        pytest.param(
            "import os\nfrom os import environ",
            "",
            """\
            if os.getenv(default="0", key="LOUD") == "1" and environ.get("LOUD", "0") != "1":
                x.item()
            if "LOUD" in os.environ and "LOUD" not in environ:
                x.item()
            if os.environ[x]:
                x.tolist()  #! tolist
            return x
            """,
            id="however it is read",
        ),
    ],
)
def test_a_variable_is_open_by_its_name(tmp_path: Path, head: str, init: str, forward: str) -> None:
    traced = trace_net(tmp_path, net(forward, head=head, init=init))
    assert traced.seen == traced.marked
