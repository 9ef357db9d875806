# Everything one does with this tree. `make` lists it. Nothing here reads standard input.
# Each target first makes sure that .venv and the generated code are there (instant when they are).
PYTHON ?= python3
PY := .venv/bin/python
READY := @$(PYTHON) tools/local/bootstrap.py steps --python
PATHS := services tools tests
export PYTHONPATH := $(CURDIR)/services:$(CURDIR)
.DEFAULT_GOAL := help
.PHONY: help setup ready protos protos-release format lint types imports breaking check unit integration fault-tests browser \
	faults test demo up down status logs reset doctor bench compiled case requirements nightly

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

setup: ## .venv, generated code, Java, Maven, Chromium, Node, Kafka's jars, AsyncAPI's parser: installs what it may, else says the line to type
	@$(PYTHON) tools/local/bootstrap.py steps

ready:
	$(READY)

protos: ready ## generate services/vitale from protos/
	@$(PY) -m tools.local.protos

protos-release: ready ## renew the committed image that `breaking` compares with; only when a contract is released
	.venv/bin/buf build --as-file-descriptor-set -o protos/vitale.binpb

format: ready ## format Python and protos
	.venv/bin/ruff format $(PATHS)
	.venv/bin/ruff check --fix --quiet $(PATHS)
	.venv/bin/buf format -w

lint: ready ## ruff, buf lint, formats
	.venv/bin/ruff check --no-cache $(PATHS)
	.venv/bin/ruff format --check $(PATHS)
	.venv/bin/buf lint
	.venv/bin/buf format -d --exit-code

types: ready ## mypy, strict
	.venv/bin/mypy $(PATHS)

imports: ready ## who may import whom (import-linter)
	.venv/bin/lint-imports

breaking: ready ## no v1 contract changed in a way that breaks a reader
	.venv/bin/buf breaking --against protos/vitale.binpb

check: lint types imports breaking ## lint, types, imports, breaking, tidiness
	$(PY) -m pytest -q tests/test_tidy.py tests/test_imports.py

unit: ready ## tests without any server
	@$(PY) -m tools.local.setup.ci unit

integration: ready ## tests on the real Kafka and PostgreSQL
	@$(PY) -m tools.local.setup.ci integration

fault-tests: ready ## kills and freezes, then the checker
	@$(PY) -m tools.local.setup.ci faults

faults: ready ## a campaign: 300 faults under traffic, then the checker; its report (FAULTS=n SEED=n: another one)
	$(PY) -m tools.faults --faults $(or $(FAULTS),300) $(if $(SEED),--seed $(SEED))

browser: ready ## the page in a real Chromium
	@$(PY) -m tools.local.setup.ci browser

nightly: ready ## one QR raced 200,000 times, the HTTP API fuzzed at length, more days for the checker; too long for every change
	VITALE_RACE_TRIES=200000 $(PY) -m pytest -q -s tests/card_registry/test_race.py
	VITALE_CHECKED_DAYS=8 $(PY) -m pytest -q tests/checker
	VITALE_FUZZ_EXAMPLES=50 VITALE_FUZZ_PHASES=coverage,fuzzing,stateful $(PY) -m pytest -q tests/expenses/test_fuzz.py

test: ## setup, check, unit, integration, faults, browser, demo ONCE=1, with the seconds of each
	@$(PYTHON) tools/local/bootstrap.py ci

demo: setup ## everything up, a synthetic day of care, the page to open (ONCE=1: play, check, exit)
	@$(PY) -m tools.local demo $(if $(ONCE),--once)

up: setup ## start everything on loopback, until Ctrl-C
	@$(PY) -m tools.local up

down: ready ## stop a running platform
	@$(PY) -m tools.local down

status: ready ## what runs where
	@$(PY) -m tools.local status

logs: ready ## every log, merged, followed until Ctrl-C (FOLLOW=0: only what is there)
	@$(PY) -m tools.local logs $(if $(filter 0,$(FOLLOW)),--no-follow)

reset: ready ## delete all local data; asks once (FORCE=1 does not)
	@$(PY) -m tools.local reset $(if $(FORCE),--force)

doctor: ## what is found, what is missing, how to get it
	@$(PYTHON) tools/local/bootstrap.py doctor

bench: ready ## throughput and latency with the pure modules compiled, printed and written to .local/bench.json
	$(PY) -m tools.compiled run -- $(PY) -m tools.bench

compiled: ready ## compile the pure modules (mypyc, 2 to 3 minutes) and run their tests on what came out
	$(PY) -m tools.compiled test -m "not integration and not faults and not browser"

case: ready ## a reimbursement with its reasons: make case CASE=file
	@$(PY) -m tools.case $(CASE)

requirements: ## renew the hashed requirements from pyproject.toml (needs uv; writes no registry address)
	uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 \
		--universal pyproject.toml -o requirements.txt
	uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 \
		--universal pyproject.toml --group dev -o requirements-dev.txt
