# Two commands are enough: `make run` and `make test`. The rest is for people who work on Linli.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KEEP_COMPILED := PYTHONDONTWRITEBYTECODE=

.PHONY: run test bench lint check-python clean

run: $(VENV)/.run
	@$(BIN)/linli run

test: $(VENV)/.dev
# One worker more than the two cores it is measured on: a third of the run waits for processes and threads.
# What is compiled is kept also where the shell forbids it: else every worker, and every process a test begins, compiles all of it again.
	@$(KEEP_COMPILED) $(BIN)/python -m pytest -n 3 --dist worksteal -m "not browser and not office"

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench

lint: $(VENV)/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "邻里要 Python 3.11 或更新的（现在：$$($(PYTHON) --version 2>&1)）。装好后再运行，或写 make run PYTHON=python3.12。"; \
	    echo "Linli needs Python 3.11 or newer. Install it, or name one: make run PYTHON=python3.12"; exit 2; }

$(VENV)/.run: requirements.txt pyproject.toml | check-python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "做不了虚拟环境：在 Debian、Ubuntu 上先 apt install python3-venv。 / Could not make a venv."; exit 2; }
	@echo "第一次要装一会儿（一分钟左右）。 / Setting up once, about a minute …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
# Compiles the tests once, where three workers side by side would each do it; what cannot be collected is said by `make test`.
	-@$(KEEP_COMPILED) $(BIN)/python -m pytest --collect-only >/dev/null 2>&1
	@touch $@

clean:
	rm -rf $(VENV) build *.egg-info
