# The same commands for a visitor, a developer and CI. `make` alone lists them.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

# What the demo reads. The example is the same, kept in the repository.
DEMO := fixtures/articles --replay fixtures/recordings

.DEFAULT_GOAL := help
.PHONY: help demo test check example picture recordings wheel clean

help:  ## list the commands
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: $(INSTALLED)  ## five articles, recorded replies -> outputs/demo (no key, no network)
	@$(BIN)/provenote run $(DEMO) -o outputs/demo

test: $(INSTALLED)  ## the whole suite, offline
	@$(BIN)/python -m pytest -n auto

check: $(INSTALLED)  ## style, types and the directions of imports
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

example: $(INSTALLED)  ## rebuild outputs/example, after a change that changes the note
	@$(BIN)/provenote run $(DEMO) -o outputs/example

picture: $(INSTALLED)  ## docs/evidence-page.png, of outputs/example (wants Chromium)
	@$(BIN)/python docs/picture.py

recordings: $(INSTALLED)  ## is every recorded reply there, up to date and of use?
	@$(BIN)/provenote recordings check fixtures/recordings fixtures/articles --suite fixtures/gold

wheel: $(INSTALLED)  ## build dist/, install the wheel into an empty place and run it there
	@bash .ci/wheel $(PYTHON) $(BIN)/python

clean:  ## remove all that can be made again
	@rm -rf $(VENV) dist outputs/demo .mypy_cache .pytest_cache .ruff_cache .hypothesis \
	  .import_linter_cache
	@find pipeline tests -type d -name __pycache__ -prune -exec rm -rf {} +

# Made once, and again when what it was made from changes.
$(INSTALLED): requirements.lock pyproject.toml
	@$(if $(PYTHON),$(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'provenote needs python 3.11 or newer: install it, or name it: make PYTHON=...' >&2; \
	  exit 1; }
	@echo 'installing into $(VENV) (once)'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
