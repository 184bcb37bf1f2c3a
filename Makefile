# 策问 — set-up, service, tests. Everything runs in .venv; `make serve` and `make test` need nothing done before.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install ingest serve test check lint types unit browser eval debian clean

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt "torch==2.13.0"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

# Chinese fonts and a browser, for the tests that look at the page: installed when run as root, named otherwise.
debian:
	@sh scripts/debian.sh

ingest: install
	$(BIN)/python -m ingest

serve: ingest
	$(BIN)/python app.py

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy .

# Side by side; each worker holds its own models, about 4 GB.
WORKERS ?= 2

unit: install
	$(BIN)/pytest tests --ignore=tests/browser -n $(WORKERS) --dist worksteal

browser: install debian
	$(BIN)/pytest tests/browser

check: lint types unit

test: debian check browser

eval: ingest
	$(BIN)/python -m evals all

clean:
	rm -rf $(VENV) data .mypy_cache .ruff_cache .pytest_cache
