# make demo    the whole story on an embedded server, in under two minutes once installed
# make test    all tests, on an embedded server or on EVOLVE_TEST_DATABASE_URL
# make thorough  what takes longer: the dear laws for every shipped playbook, a project with the wheel
# make chaos   rounds of random faults against whole evolutions: make chaos SECONDS=600 SEED=42
# make lint | types | layers
# make histories  the migrations of real packages, through suggest
# make bench   the backfill against other ways; make bench ARGS=--foreground: beside an application; --beacon
# make newest  what Django has a hand in, on the newest Django that is found here
# make matrix  all tests on each older PostgreSQL, Django's part on each Django and Python, as found here

VENV ?= .venv
BIN = $(VENV)/bin

# The first Python on the path that is new enough; PYTHON=... overrides it.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

SECONDS ?= 600

.PHONY: demo test thorough chaos lint types layers newest matrix histories bench clean

demo: $(VENV)/.demo
	@$(BIN)/python -m sample_app.demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(ARGS)

thorough: $(VENV)/.dev
	$(BIN)/python -m pytest -m thorough $(ARGS)

chaos: $(VENV)/.dev
	$(BIN)/python -m tests.chaos --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	SHOP_EVOLVE='{"BEACON": false}' $(BIN)/mypy

layers: $(VENV)/.dev
	$(BIN)/lint-imports

matrix: $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group matrix
	$(BIN)/nox --session servers
	$(BIN)/nox --session tests left_out -- $(ARGS)

newest: $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group matrix
	$(BIN)/nox --session newest -- $(ARGS)

histories: $(VENV)/.dev
	$(BIN)/python -m tests.histories $(ARGS)

bench: $(VENV)/.demo
	$(BIN)/python -m tests.benchmarks $(ARGS)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .nox .histories

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "evolve needs Python 3.11 or later; PYTHON=/path/to/it make ..." >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "no venv module: on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }

# A stamp for each set of packages: installed anew when pyproject.toml changes.
$(VENV)/.demo: pyproject.toml | $(BIN)/python
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[demo]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]'
	@touch $@ $(VENV)/.demo
