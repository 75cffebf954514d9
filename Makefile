# Two commands do all set-up on a fresh machine: `make run` and `make test`. Python 3.11 or newer is needed.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench load sbom audit clean

run: $(VENV)/ready
	@$(BIN)/python -m layers demo --if-empty
	@$(BIN)/python -m web.serve

test: $(VENV)/test-ready
	@sh tests/browser/find-chromium.sh
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m pytest -n 2 -rR

lint: $(VENV)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: $(VENV)/test-ready
	$(BIN)/python -m tests.bench

load: $(VENV)/test-ready
	@$(BIN)/python -m tests.load

sbom: $(VENV)/test-ready
	@$(BIN)/python -m tests.trust.supply.sbom .sbom/hatang.cdx.json

audit: $(VENV)/test-ready
	@$(BIN)/python -m tests.trust.supply.audit

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .bench .sbom

$(VENV)/ready: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Install it, or name it: make PYTHON=/path/to/python3 run"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "The virtual environment could not be made. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/test-ready: $(VENV)/ready tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r tests/requirements.txt
	@touch $@
