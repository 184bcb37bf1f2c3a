# 策问 — set-up, service, tests. Everything runs in .venv; `make serve` and `make test` need nothing done before.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install ingest serve test check lint types unit quick browser eval fuzz mutate audit wheelhouse debian clean

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

# Within minutes, before every commit; `make test` is everything.
quick: install
	$(BIN)/pytest tests --ignore=tests/browser -m "not slow" -n $(WORKERS) --dist worksteal

check: lint types quick

test: debian lint types unit browser

eval: ingest
	$(BIN)/python -m evals all

# Any bytes and words into whatever reads them, for longer than the tests do.
fuzz: install
	$(BIN)/python -m evals fuzz --runs 1000000 --seconds 600

# The code that decides, changed one place at a time: a test must notice each change (MODULES=path for some of it).
MODULES ?=
mutate: install
	$(BIN)/python -m scripts.mutation --workers $(WORKERS) $(MODULES)

# Known holes of the pinned packages; asks a public list, so it needs the internet.
audit: install
	$(BIN)/pip-audit --no-deps --disable-pip -r constraints.txt

# For machines without a package registry: WHEELHOUSE=--tar packs it (docs/deploy.md).
WHEELHOUSE ?=
wheelhouse: install
	$(BIN)/python scripts/wheelhouse.py $(WHEELHOUSE)

clean:
	rm -rf $(VENV) dist data .mypy_cache .ruff_cache .pytest_cache
