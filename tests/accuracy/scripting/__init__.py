"""The script side's accuracy: what ``torch.jit.script`` says held against what gnnlint says."""
