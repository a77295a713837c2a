# `make check` is what CI runs. PYTHON names the interpreter of an environment with the `[test]` extra.
PYTHON ?= .venv/bin/python

.PHONY: check lint types test

check: lint types test

lint:
	$(PYTHON) -m ruff check .

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest
