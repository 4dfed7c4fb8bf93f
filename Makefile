# Bilezik. `make` alone prints what it can do.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# A distribution builds its Python with measured profiles, a Python built at home seldom is: the same code runs a fifth slower.
PYTHON ?= $(shell for python in /usr/bin/python3 python3; do $$python -c "$(USABLE)" 2>/dev/null && echo $$python && exit; done; echo python3)
USABLE := import ensurepip, os, sys, sysconfig; \
	sys.exit(sys.version_info < (3, 11) or not os.path.isfile(sysconfig.get_paths()['include'] + '/Python.h'))
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help setup demo test check fix words protocol fuzz pictures compile pure lock clean

# What setup.py compiles, and what that hangs on: after a change in it the core is compiled again.
HOT := $(shell find src/bilezik/{wire,protocols,geo,tracking,fold,store} -name "*.py" 2>/dev/null)

help: ## Print this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

# What the web assets are built of: a screen's styles and script lie beside its view.
WEB := $(shell find web src/bilezik/console -type f -not -path '*/node_modules/*' -not -path '*/static/build/*' \( -path 'web/*' -o -name "*.css" -o -name "*.ts" \) 2>/dev/null)

setup: .venv/.ready build/.compiled src/bilezik/console/static/build/.ready ## .venv with .venv/bin/bilezik, its packages, the compiled core, the web assets

demo: setup ## Set up from nothing and run everything with simulated people; prints address and sign-in
	@$(BIN)/bilezik demo

test: setup ## Set up from nothing and pass the tests
	$(BIN)/pytest -n 2 --dist loadgroup --ignore tests/browser
	@# The browser's driver runs an event loop of its own in the test's thread: asyncio's tests cannot share its process.
	$(BIN)/pytest tests/browser

check: setup ## Lint, types, import contracts, tests: what CI runs
	$(BIN)/ruff check src tests web setup.py
	$(BIN)/ruff format --check src tests web setup.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd web && npm run --silent check
	$(MAKE) --no-print-directory test

fix: setup ## Format, and mend what the linter can mend
	$(BIN)/ruff format src tests web setup.py
	$(BIN)/ruff check --fix src tests web setup.py

words: setup ## Gather what the screens say; name what lacks its Kazakh or Russian, and compile the rest
	$(BIN)/python tests/words/catalogues.py

protocol: setup ## Begin a protocol: make protocol NAME=acme PORT=5301
	$(BIN)/python -m tests.frames.scaffold $(NAME) $(PORT)

fuzz: setup ## Send every protocol what nobody should: make fuzz PROTOCOL=gt06 RUNS=400000 SEED=1
	$(BIN)/python -m tests.fuzz.campaign $(if $(PROTOCOL),--protocol $(PROTOCOL)) $(if $(RUNS),--runs $(RUNS)) $(if $(SEED),--seed $(SEED))

pictures: setup ## Write a picture of every screen into build/pictures
	$(BIN)/python tests/browser/pictures.py

compile: ## Compile the hot part of the core again (after `make pure`)
	@rm -f build/.pure build/.compiled
	@$(MAKE) --no-print-directory build/.compiled

pure: ## Run uncompiled from now on: what you edit is what runs
	@mkdir -p build && touch build/.pure build/.compiled
	find src -name "*.so" -delete

lock: ## Pin every dependency again, with hashes
	$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv
	cd requirements && for f in runtime dev; do ../build/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header $$f.in -o $$f.txt; done
	cd requirements && ../build/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-deps web.in -o web.txt

clean: ## Remove what setup made (data in var/ stays)
	rm -rf .venv web/node_modules src/bilezik/console/static/build build
	find src -name "*.so" -delete

# Uncompiled everything runs too, at half the speed: a compile that fails is told, and stops nothing.
build/.compiled: .venv/.ready setup.py $(HOT)
	@mkdir -p build
	@test -e build/.pure || { find src -name "*.so" -delete; \
		MYPYPATH=src $(BIN)/python setup.py --quiet build_ext --inplace --parallel 2 --build-temp build/compiled > build/compile.log 2>&1 \
		|| { find src -name "*.so" -delete; tail -n 5 build/compile.log; echo "The core stays uncompiled; build/compile.log says why."; }; \
		grep -s "stays uncompiled" build/compile.log || true; }
	@touch $@

.venv/.ready: requirements/runtime.txt requirements/dev.txt requirements/web.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Bilezik needs Python 3.11 or newer; say which: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 2; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/web.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

src/bilezik/console/static/build/.ready: .venv/.ready $(WEB)
	cd web && npm ci --silent --no-audit --no-fund && npm run --silent build
	@touch $@
