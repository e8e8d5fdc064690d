# Each target sets up what it needs by itself; see README.md.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PREPARED := tests/__pycache__/.prepared
WORKERS ?= 5
LINT = $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports --no-cache && $(BIN)/mypy

.PHONY: run test bench lint screenshots torture statements places installer lock clean

run: $(STAMP)
	@installer/start.sh

# Five workers for two cores: a good third of their time tests wait for printers, terminals and processes. The lint
# runs beside them; its words come last, so that neither hides the other's failure. The first time in a folder (whose
# .venv may be another's) one process alone prepares the tests' files, beside the lint; the workers would all do the
# same work at the same moment.
test: $(STAMP)
	@said=$$(mktemp); { $(LINT); } >$$said 2>&1 & lint=$$!; \
	trap 'kill $$lint 2>/dev/null' INT TERM; \
	export PYTHONDONTWRITEBYTECODE= QT_QPA_PLATFORM=offscreen; \
	[ $(PREPARED) -nt $(STAMP) ] || { $(BIN)/python -m pytest --collect-only -qq >/dev/null 2>&1 && touch $(PREPARED); }; \
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal; tests=$$?; \
	wait $$lint; lint=$$?; cat $$said; rm -f $$said; \
	[ $$lint = 0 ] && echo "Lint passed." || echo "LINT FAILED, see above."; \
	[ $$tests = 0 ] && echo "Tests passed." || echo "TESTS FAILED, see above the lint."; \
	[ $$lint = 0 ] && [ $$tests = 0 ]

lint: $(STAMP)
	@$(LINT)

bench: $(STAMP)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks $(if $(CATALOG),--catalog "$(CATALOG)") $(if $(JSON),--json "$(JSON)")

torture: $(STAMP)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.faults.torture --times $(or $(N),1000)

screenshots: $(STAMP)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.screenshots docs/screenshots

# Compiles the definitions of statements for the register's file; a test tells when it is time.
statements: $(STAMP)
	@$(BIN)/python -m pos_desktop.storage.statement_writer

# Writes down what CLDR says of the places that a store can choose; a test tells when it is time.
places: $(STAMP)
	@$(BIN)/python -m pos_desktop.application.places_writer

# A folder that runs without Python: dist/pos-desktop/pos-desktop. STORE names a store's own file.
installer: $(STAMP)
	@$(BIN)/python installer/build.py $(if $(STORE),--store "$(STORE)")

# Needs pip-tools on the machine that renews the lock; the result names no registry.
lock:
	@for set in "dev --extra dev --extra postgresql --extra installer" "run --extra postgresql"; do \
	  set -- $$set; name=$$1; shift; \
	  pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --strip-extras --allow-unsafe --no-header "$$@" -o requirements/$$name.txt pyproject.toml requirements/build.in; \
	done

$(STAMP): requirements/dev.txt pyproject.toml installer/prepare.sh
	@installer/prepare.sh $(VENV) $(PYTHON)
	@touch $@

clean:
	rm -rf $(VENV) build dist out
