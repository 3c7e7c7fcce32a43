"""The dynamic side: runs models under the real compilers and judges findings by what they say.

Nothing outside this package imports torch. Inside it only the modules that run in a child process
do (``program``, ``collector``, ``modes``, ``scripting``); what the front ends import stays light.
"""

from gnnlint.verify.children import Children
from gnnlint.verify.document import as_json
from gnnlint.verify.join import join, verdict_of_model
from gnnlint.verify.matching import Judgement
from gnnlint.verify.observation import Observation
from gnnlint.verify.run import compare_outputs, observe, observe_many, observe_run
from gnnlint.verify.subject import Subject, SubjectError

__all__ = [
    "Children",
    "Judgement",
    "Observation",
    "Subject",
    "SubjectError",
    "as_json",
    "compare_outputs",
    "join",
    "observe",
    "observe_many",
    "observe_run",
    "verdict_of_model",
]
