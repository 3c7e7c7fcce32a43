"""Whether what a conditional finding rests on holds in the run that is to refute it."""

from __future__ import annotations

from gnnlint.finding import Finding, Verdict
from gnnlint.premise import Condition
from gnnlint.verify.matching import Judgement
from gnnlint.verify.observation import Observation
from gnnlint.verify.outline import outline_of


def unless_open(judgement: Judgement, finding: Finding, observation: Observation) -> Judgement:
    """The judgement; no refutation where the finding's condition is not known to hold.

    What a finding says "when `conv == 'gcn'`" no run of another ``conv`` can refute.
    """
    if judgement.verdict is not Verdict.REFUTED or finding.premise is None:
        return judgement
    told = [
        [_holds(condition, finding, observation) for condition in clause]
        for clause in finding.premise.alternatives
    ]
    if any(all(it is True for it in clause) for clause in told):
        return judgement
    never = all(any(it is False for it in clause) for clause in told)
    words = "does not hold here" if never else "is not known to hold here"
    return Judgement(Verdict.NOT_REACHED, f"its condition {words}: {finding.condition}")


def _holds(condition: Condition, finding: Finding, observation: Observation) -> bool | None:
    """Whether it holds in the run; None where the run does not tell.

    One call puts every module into the same mode, and a line in a branch is reached only after
    what the branch asks held.
    """
    if condition.text.rpartition(".")[2] == "training":
        return observation.training is condition.holds
    place = finding.place
    return True if str(condition) in outline_of(place.path).asked_before(place.line) else None
