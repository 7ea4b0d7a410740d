# Everything runs in .venv; the two commands a new user needs are `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK := $(VENV)/lock/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-header

.PHONY: install install-ocr install-js demo test lint bench fuzz mutation generator kills replay lock clean

install: $(READY)

# Versions and hashes come from requirements.lock; the project itself is installed without
# looking for anything else.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

# What reads images and scanned PDFs: 300 MB that the rest does without.
install-ocr: install
	$(BIN)/pip install --quiet --require-hashes -r requirements-ocr.lock

# What draws pages made by script; the browser is the system's own Chromium.
install-js: install
	$(BIN)/pip install --quiet --require-hashes -r requirements-js.lock

demo: install
	$(BIN)/nianbao demo

test: install
	$(BIN)/pytest

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install
	$(BIN)/python -m benchmarks

# The long runs behind the short ones of `make test`; each prints its seed.
fuzz: install
	$(BIN)/python -m tests.fuzz --documents 200000

mutation: install
	$(BIN)/python -m tests.mutation --mutants 20000

generator: install
	$(BIN)/python -m tests.generator --all

kills: install
	$(BIN)/python -m tests.kills --pages 2000 --kills 200

# pywb and py-wacz in an environment of their own: they pin other versions of what we use.
replay: install
	$(PYTHON) -m venv $(VENV)/replay
	$(VENV)/replay/bin/pip install --quiet pywb==2.10.0 wacz==0.6.0
	$(BIN)/python -m tests.replay $(CURDIR)/$(VENV)/replay/bin

lock: pyproject.toml
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install --quiet pip-tools
	$(LOCK) --extra dev --output-file requirements.lock pyproject.toml
	$(LOCK) --extra ocr --constraint requirements.lock --output-file requirements-ocr.lock pyproject.toml
	$(LOCK) --extra js --constraint requirements.lock --output-file requirements-js.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache demo-data
