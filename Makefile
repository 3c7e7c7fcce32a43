# Everything runs in a virtual environment of its own, made on first use.

PYTHON ?= python3
VENV ?= .venv
STAMP = $(VENV)/.complete

# The tests start hundreds of processes, each of which would compile gnnlint's modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: test demo accuracy atlas bench types docs clean

test: $(STAMP)
	$(VENV)/bin/python -m pytest -n 2 --dist loadfile

types: $(STAMP)
	$(VENV)/bin/python -m mypy

demo: $(STAMP)
	$(VENV)/bin/python docs/demo.py

accuracy: $(STAMP)
	$(VENV)/bin/python -m tests.accuracy
	$(VENV)/bin/python -m tests.accuracy.unaided

atlas: $(STAMP)
	$(VENV)/bin/python docs/atlas.py

bench: $(STAMP)
	$(VENV)/bin/python -m tests.bench

docs: $(STAMP)
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/python -m mkdocs build --strict

# torch comes first: its version decides what torch_geometric may bring along.
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet -c constraints.txt torch==2.13.0
	$(VENV)/bin/python -m pip install --quiet -c constraints.txt -e '.[verify,test,docs]'
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache
