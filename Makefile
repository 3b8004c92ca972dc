# Each command sets up what it needs on its first run: a virtual environment, the packages, the libraries for PDF.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
READY := .venv/.ready
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

.PHONY: demo test lint bench pango
.DEFAULT_GOAL := demo

demo: $(READY) pango
	$(BIN)/sightline demo $(ARGS)

test: $(READY) pango
	$(BIN)/python -m pytest -n 2 $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m tests.bench $(ARGS)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Sightline needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "Run: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(READY)

# WeasyPrint sets type with Pango, which is no Python package.
pango: $(READY)
	@$(BIN)/sightline doctor > /dev/null 2>&1 || \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(PANGO); \
	  else \
	    $(BIN)/sightline doctor; echo "Run: sudo apt-get install $(PANGO)"; exit 1; \
	  fi
