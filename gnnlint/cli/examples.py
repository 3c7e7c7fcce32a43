"""What `--help` says below the options: examples, a text a command."""

from __future__ import annotations

DESCRIPTION = """\
gnnlint reads PyTorch and PyTorch Geometric code and says, per model and per line, where
torch.compile breaks the graph, where fullgraph=True and torch.jit.script fail, and what to write
instead."""

PROGRAM = """\
examples:
  gnnlint check                       all code below this folder, without running it
  gnnlint check models/ --target compile,script
  gnnlint verify models/net.py:Net    ask the real compilers
  gnnlint rule GNN201                 what a rule says, why, and what to write instead
  gnnlint report                      a table: which model is ready for which compiler
  gnnlint bench models/net.py:Net     what its graph breaks cost
  gnnlint baseline write              let pass what is found today, so that only new findings count
  gnnlint atlas --only scatter        a library's operators under the real compilers
  gnnlint server                      what editors start to show all this while you write

`gnnlint COMMAND --help` shows the options of a command.
exit status: 0 nothing found, 1 findings, 2 wrong usage or an error of gnnlint"""

CHECK = """\
examples:
  gnnlint check                                    the current folder
  gnnlint check train.py models/ --fail-on error   exit 0 unless fullgraph=True or TorchScript fails
  gnnlint check --target fullgraph                 only what fails under fullgraph=True
  gnnlint check --select GNN2 --ignore pool-without-size
  gnnlint check --format json --output findings.json
  gnnlint check --format text,sarif=findings.sarif,html=findings.html
  gnnlint check --torch-version 2.6                judge by an older torch
  gnnlint check --verify                           hold every finding against the compiler
  cat net.py | gnnlint check - --stdin-filename models/net.py

silence one line:  x = pool(x, batch)  # noqa: GNN201    or   # gnnlint: ignore[GNN201]
        a block:   # gnnlint: disable[GNN201] ... # gnnlint: enable[GNN201]
        a file:    # gnnlint: file-ignore[GNN201]
        all of it: gnnlint check --add-noqa, or `gnnlint baseline --help`"""

VERIFY = """\
examples:
  gnnlint verify models/net.py                   every model of a file
  gnnlint verify models/net.py:Net               one class
  gnnlint verify models                          every model of a folder
  gnnlint verify net.py --example example.py     model() and inputs() in another file
  gnnlint verify                                 the models named under [tool.gnnlint] models
  gnnlint verify net.py --train --format json
  gnnlint verify net.py --format text,html=net.html,junit=net.xml
  gnnlint verify net.py --modes backward,trace   gradients, and torch.jit.trace, as well
  gnnlint verify net.py --skip-modes all         only what decides the verdicts
  gnnlint verify net.py --backend inductor       with the code that torch.compile generates
  gnnlint verify net.py --device cuda            on a GPU: models and inputs are moved there
  gnnlint verify net.py:Net --show code,graph    the TorchScript that a model becomes
  gnnlint verify net.py --ratchet ratchet.toml   exit 1 only where a model gets worse than before

Where the file has no model() and inputs(), they are made up: from the calls in the file, the
defaults of its command line, signatures, annotations and names. What was assumed is printed; code
at module level that trains or downloads is not run. To say it yourself: model() returns the model,
inputs() a list of argument tuples, one tuple a call:
  def model(): return Net(16, 32)
  def inputs(): return [(x, edge_index, batch), (x2, edge_index2, batch2)]"""

RULE = """\
examples:
  gnnlint rule                        every rule on a line
  gnnlint rule GNN201                 by code
  gnnlint rule GNN2                   all whose codes begin so
  gnnlint rule pool-without-size      by name
  gnnlint rule --all --format json    the whole catalogue, for other programs"""

REPORT = """\
examples:
  gnnlint report models/
  gnnlint report --verify             with what the real compilers say beside it
  gnnlint report --format text,json=readiness.json
  gnnlint report --verify --format html --output report.html   source, line by line, with graphs"""

BENCH = """\
examples:
  gnnlint bench net.py:Net                         on its own inputs, or small made-up ones
  gnnlint bench net.py:Net --nodes 10000 --edges 200000 --channels 64
  gnnlint bench net.py:Net --format svg --output net.svg
  gnnlint bench net.py:Net --device cuda --no-sites

Times a training step (forward, backward) without a compiler, compiled as it is, and compiled
without breaks: with fullgraph=True, or where that fails with both capture flags. Each variant runs
in a process of its own. A break's cost is the time of the model with that break alone, less the
time of the model with none."""

BASELINE = """\
examples:
  gnnlint baseline write              note every finding of today; name the file in pyproject.toml:
                                        [tool.gnnlint] baseline = "gnnlint-baseline.txt"
  gnnlint check                       reports what the file does not hold
  gnnlint baseline status             known, new and gone; exit 1 unless file and code agree
  gnnlint baseline prune              take out what was mended since

A baseline only shrinks: `write` takes new findings into a file that exists with --force alone.
It holds a line a finding and no line numbers, so that it survives edits and merges.
Without paths it speaks of those that the file was written for; what is found no more is told, and
taken out, where all of them are checked. Use the same --select and --target as for the check."""

ATLAS = """\
examples:
  gnnlint atlas --only scatter --only 'GAT*'        a few operators of torch_geometric, in a minute
  gnnlint atlas --jobs 2                            all of them, in half an hour; again: the rest
  gnnlint atlas --kept --check                      what `check` says of them, against the records
  gnnlint atlas --kept --format html --output atlas.html
  gnnlint atlas --package mylib --records mylib.jsonl
  gnnlint atlas --shard 2/5 --records part2.jsonl   on one of five machines, then on any of them:
  gnnlint atlas --merge part1.jsonl part2.jsonl     (into --records)

Every variation is kept at once; a run that was stopped goes on where it was."""

CACHE = """\
examples:
  gnnlint cache status                where it stands, and what it holds
  gnnlint cache clear                 remove it
  gnnlint check --no-cache            once without it

A check keeps what it finds in .gnnlint_cache in the project's root (elsewhere: --cache-dir,
GNNLINT_CACHE_DIR, or the key `cache-dir`). The next one takes up what nothing has changed for: no
file that was looked at, no import, no setting, no rule, and nothing of gnnlint itself. What it says
is the same."""

TEST = """\
examples:
  gnnlint test lint-rules/                          every rule in the folder
  gnnlint test lint-rules/LAB101_pool_by_batch/     one rule
  gnnlint test lint-rules/ --static                 without the compilers

bad.py must be found at its marks (`# expect: LAB101`) and nowhere else, and the compiler must
confirm it; good.py and near.py must be silent, and the compiler must accept them."""

SERVER = """\
An editor starts it and talks to it on standard input and output, by the Language Server Protocol;
there is nothing to type. It needs pygls:  pip install 'gnnlint[lsp]'

examples: docs/editor.md has these in full, and VS Code, PyCharm, lsp-mode
  Neovim 0.11   vim.lsp.config("gnnlint", { cmd = { "gnnlint", "server" },
                  filetypes = { "python" }, root_markers = { "pyproject.toml", ".git" } })
                vim.lsp.enable("gnnlint")
  Helix         [language-server.gnnlint]
                command = "gnnlint"
                args = ["server"]
  Emacs         (add-to-list 'eglot-server-programs '(python-mode . ("gnnlint" "server")))

It judges by pyproject.toml, as `gnnlint check` does. Settings of the editor win over that:
  select, ignore, extendSelect, exclude, target, torchVersion, pygVersion, preview, baseline
  run           "onType" (default) or "onSave"
  diagnostics   "workspace" (default) or "openFiles"
  codeLens      true (default) or false: what the compilers make of each model, over its line
  enable        true (default) or false"""

COMPLETION = """\
examples:
  gnnlint completion bash > ~/.local/share/bash-completion/completions/gnnlint
  gnnlint completion zsh > ~/.zfunc/_gnnlint         with ~/.zfunc in $fpath, before compinit
  gnnlint completion fish > ~/.config/fish/completions/gnnlint.fish"""
