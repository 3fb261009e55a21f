# Every target makes the environment it needs; only Python 3.11 or later and make must be there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
FUZZ := $(VENV)/.fuzz
LOWEST := .venv-lowest
SECONDS ?= 60
KILLS ?= 204
JOBS ?= 0
PYTEST := -m pytest --numprocesses $(JOBS) --dist worksteal
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup fmt check test lowest fuzz kills site serve links clean

help: ## show this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

setup: $(DEV) ## make the environment with all tools, in .venv

fmt: $(DEV) ## format code and catalog
	$(BIN)/ruff format src tests fuzz benchmarks
	$(BIN)/ruff check --fix src tests fuzz benchmarks
	$(BIN)/llm-info fmt

check: $(DEV) ## check code and catalog without running the tests
	$(BIN)/ruff format --check src tests fuzz benchmarks
	$(BIN)/ruff check src tests fuzz benchmarks
	$(BIN)/basedpyright --level error
	$(BIN)/lint-imports
	$(BIN)/codespell src tests docs README.md CONTRIBUTING.md CHANGELOG.md Makefile mkdocs.yml
	$(BIN)/llm-info fmt --check
	$(BIN)/llm-info check

test: $(DEV) ## run all tests; JOBS=auto runs them on all cores
	$(BIN)/python $(PYTEST)

lowest: $(LOWEST)/.done ## run all tests with the oldest dependencies that are promised
	$(LOWEST)/bin/python $(PYTEST)

fuzz: $(FUZZ) ## fuzz every reader of strangers' bytes, SECONDS=60 each
	$(BIN)/python fuzz/all.py $(SECONDS)

kills: $(DEV) ## kill every verb that writes at random moments, KILLS=204 times
	LLM_INFO_KILLS=$(KILLS) $(BIN)/python -m pytest tests/safety/test_crashes.py -k killed

site: $(RUN) ## check the catalog and build the site in site/
	$(BIN)/llm-info check
	$(BIN)/llm-info build

serve: $(RUN) ## serve the site on this machine and rebuild it on every change
	$(BIN)/llm-info serve

links: $(RUN) ## ask the servers about every link
	$(BIN)/llm-info links

clean: ## remove the environment and the site
	rm -rf $(VENV) $(LOWEST) site

$(RUN): pyproject.toml requirements/run.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with: make PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements/run.txt
	$(PIP) --no-deps --editable .
	@touch $@

$(DEV): $(RUN) requirements/dev.txt
	$(PIP) -r requirements/dev.txt
	@touch $@

$(FUZZ): $(DEV) requirements/fuzz.txt
	$(PIP) -r requirements/fuzz.txt
	@touch $@

# the tools come first and without what they need: import-linter, which no test runs, needs a newer Rich
$(LOWEST)/.done: pyproject.toml requirements/dev.txt requirements/lowest.py
	rm -rf $(LOWEST) && $(PYTHON) -m venv $(LOWEST)
	grep -v '^-r' requirements/dev.txt | $(LOWEST)/bin/python -m pip install -q --no-deps -r /dev/stdin
	$(LOWEST)/bin/python requirements/lowest.py | $(LOWEST)/bin/python -m pip install -q -r /dev/stdin
	$(LOWEST)/bin/python -m pip install -q --no-deps --editable .
	@touch $@
