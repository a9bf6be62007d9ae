# One command per need. `make demo` and `make test` set up whatever is missing first.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench soak lock wheel clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
	  printf '  make %-8s %s\n' "$$name" "$$what"; done

setup: $(READY) ## make .venv with the pinned dependencies and Monitor itself

$(READY): requirements/dev.txt pyproject.toml tools/setup_environment.py
	@$(PYTHON) tools/setup_environment.py $(VENV)
	@touch $@

demo: $(READY) ## watch Monitor find and tell news, without any network
	@$(BIN)/monitor demo

test: $(READY) ## run the tests (TESTS="tests/test_cli_init.py -k word" for some of them)
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(TESTS)

check: $(READY) ## lint, formatting, types and the floors of the house
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## format the code and mend what the linter can mend by itself
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench: $(READY) ## measure speed and memory (minutes)
	@for script in tools/bench_*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

soak: $(READY) ## the long tests: many kills, many polls (an hour)
	@$(BIN)/python -m pytest -m soak --timeout 3600

lock: ## pin the newest allowed dependencies again (needs uv on the PATH)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --upgrade --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --all-extras --group dev --quiet --output-file requirements/dev.txt
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --extra postgresql --constraint requirements/dev.txt --quiet \
	  --output-file requirements/run.txt

wheel: $(READY) ## build the wheel into dist/
	@$(BIN)/python -m build --wheel --no-isolation

clean: ## remove the environment, caches and built files
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
