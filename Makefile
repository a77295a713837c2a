# `make check` is what CI runs. PYTHON names the interpreter of an environment with the `[test]` extra; for `make docs`, with
# `[docs]`.
PYTHON ?= .venv/bin/python

.PHONY: check lint types test docs

check: lint types test

lint:
	$(PYTHON) -m ruff check .

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest

# The site, in build/docs. The variable spares us what its theme says of its successor; ARCHITECTURE.md says it too.
docs:
	$(PYTHON) docs/commands.py
	NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build --strict
