"""The cache: answers kept on disk, each with all that it rests on.

Two kinds are kept. A whole run is given again where nothing at all has changed: no file that was
read, no import that was followed or led nowhere, no setting, no rule and nothing of gnnlint itself.
Else what single files showed is taken up again, for those of which that holds.
"""
