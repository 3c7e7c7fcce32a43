"""The rules that no folder declares, since no operator is at fault: what each means."""

from __future__ import annotations

from dataclasses import dataclass

from gnnlint import remark


@dataclass(frozen=True)
class OwnRule:
    """A rule of the linter itself, or of what only the compilers show."""

    code: str
    summary: str
    text: str
    remedy: str

    @property
    def name(self) -> str:
        """The name that selects it."""
        return remark.OWN_CODES[self.code]


OWN_RULES = (
    OwnRule(
        remark.UNPARSABLE,
        "A file cannot be read or parsed",
        "Nothing in such a file was checked, so that its silence means nothing. Syntax newer than "
        "the Python that runs gnnlint counts as well; the rest of the run goes on.",
        "mend the file, run gnnlint under a newer Python, or exclude the file in pyproject.toml",
    ),
    OwnRule(
        remark.UNUSED_SUPPRESSION,
        "A suppression comment silences nothing, or not what it names",
        "The line has no finding that the comment names, mostly because the code was mended since. "
        "Left there, it would hide the next finding of that rule. A comment about a target that "
        "is off is not reported. Where a word or a code is mistyped, or the brackets are missing, "
        "it is a warning.",
        "delete the comment, or correct what it says",
    ),
    OwnRule(
        remark.INTERNAL_ERROR,
        "gnnlint itself failed on a file",
        "A mistake of gnnlint ended its look at this file; the other files were checked. What it "
        "had found here until then is reported. The exit status is 2, as for any internal error.",
        "report it with the file; exclude the file in pyproject.toml until it is mended",
    ),
    OwnRule(
        remark.RULE_ERROR,
        "The code of a rule failed on a model",
        "The `check.py` of a rule of the project's own raised an error, or gave back something "
        "other than events, so that this rule says nothing of the model. The message has the line "
        "of that file. All other rules and models were judged. The exit status is 2.",
        "mend the rule's code; `gnnlint test` runs it on the rule's examples",
    ),
    OwnRule(
        remark.UNPREDICTED_BREAK,
        "The compiler breaks the graph where no rule said so",
        "Only `gnnlint verify` and `--verify` report it: plain torch.compile broke the graph at "
        "this line while the model ran on its inputs(), and no finding of the static side accounts "
        "for it. The message is the compiler's own; it is as real as any other break.",
        "follow the compiler's hint; a break that many models meet is worth a report to gnnlint",
    ),
    OwnRule(
        remark.UNPREDICTED_FULLGRAPH_FAILURE,
        "fullgraph=True fails where no rule said so",
        "Only `gnnlint verify` and `--verify` report it: torch.compile(fullgraph=True) failed at "
        "this line, and no finding said that it would. Where the compiler names no line, it stands "
        "at the class of the model.",
        "follow the compiler's hint, or compile without fullgraph=True",
    ),
    OwnRule(
        remark.UNPREDICTED_SCRIPT_FAILURE,
        "torch.jit.script fails where no rule said so",
        "Only `gnnlint verify` and `--verify` report it, where script is a target: "
        "torch.jit.script refused this line or what it calls, or the scripted model raised, and no "
        "finding said so. The message is the compiler's own.",
        "annotate or rewrite the line for TorchScript, or leave the target out: --target compile",
    ),
    OwnRule(
        remark.UNPREDICTED_RECOMPILE,
        "A model compiles again where no rule said so",
        "Only `gnnlint verify` and `--verify` report it, where inputs() has three sizes: the "
        "function was compiled for the first size and for sizes that differ, and yet again, since "
        "what this line asks was answered otherwise. Where Dynamo names no line of yours, it "
        "stands at the argument of forward that differs, else at the class of the model. It is an "
        "info where the last size needed no compiling.",
        "keep what the line compares the same from batch to batch, or make it a tensor's",
    ),
)
