# `make help` explains the targets. Everything lives in .venv; nothing outside this folder is changed.

PYTHON ?= python3
BIN := .venv/bin
PO := $(wildcard seminars/translations/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

ifdef PORT
export SEMINARS_PORT := $(PORT)
endif

# The tests import hundreds of modules in each process and start the program as often; Python is to keep what it compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-long lint catalogues pictures lock
.DELETE_ON_ERROR:

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/ready $(MO)  ## Install what is needed, then run site and mail worker (PORT=8080 serves elsewhere); Ctrl-C stops
	@# With job control the terminal sends Ctrl-C to the server alone, and make ends as well as it does.
	@if [ -t 0 ]; then set -m; fi; $(BIN)/seminars serve --with-worker --welcome

test: .venv/ready-for-tests $(MO)  ## Run the tests on SQLite and PostgreSQL, and the journeys in a browser (minutes)
	@$(BIN)/pytest -n 3 --dist worksteal

test-long: .venv/ready-for-tests .venv/clients/ready $(MO)  ## Run what takes longer: kills, rushes, mutants, other engines, calendars in other programs, the wheel
	@$(BIN)/pytest -n 2 -m long

lint: .venv/ready-for-tests  ## Check code, types and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint templates

catalogues: .venv/ready  ## Collect new texts into the catalogues of all languages, then compile them
	$(BIN)/pybabel -q extract --mapping-file babel.cfg --keywords lazy_gettext --no-location --omit-header \
		--output-file seminars/translations/messages.pot .
	for po in $(PO); do \
		$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --no-wrap --input-file seminars/translations/messages.pot \
			--output-file $$po --locale $$(basename $$(dirname $$(dirname $$po))) || exit; \
	done
	@# Dates, names and versions of tools would make each change of a text look like two.
	sed -i -E '/^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)/d' $(PO)
	rm seminars/translations/messages.pot
	$(BIN)/python build_catalogues.py

pictures: .venv/ready-for-tests $(MO)  ## Take each public page in every state and language into pictures/, and the README's pictures anew
	$(BIN)/python docs/take_gallery.py
	$(BIN)/python docs/take_pictures.py

lock: .venv/ready  ## Write requirements/*.txt anew after a change of pyproject.toml
	$(PIP) install 'pip-tools>=7.5'
	$(BIN)/python requirements/lock.py

%.mo: %.po | .venv/ready
	@$(BIN)/python build_catalogues.py

.venv/bin/python:
	@$(if $(shell $(PYTHON) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null),,\
		$(error Python 3.11 or newer is needed, and "$(PYTHON)" is older or missing; name one: make PYTHON=python3.12 ...))
	@$(if $(shell $(PYTHON) -c 'import ensurepip, venv; print(1)' 2>/dev/null),,\
		$(error "$(PYTHON)" has no module venv; install it: apt install python3-venv (Debian, Ubuntu)))
	@$(PYTHON) -m venv .venv

# A new version is installed anew, so that pip and the program name the same one.
.venv/ready: requirements/run.txt requirements/build.txt pyproject.toml seminars/version.py | .venv/bin/python
	@echo "Installing into .venv; this happens once ..."
	@$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-for-tests: requirements/test.txt .venv/ready
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

# Calendar programs of others want other versions of what we use, so they live apart.
.venv/clients/ready: requirements/clients.txt | .venv/bin/python
	@echo "Installing calendar programs that subscribe in the tests ..."
	@$(BIN)/python -m venv .venv/clients
	@.venv/clients/bin/python -m pip --disable-pip-version-check -qq install --require-hashes -r requirements/clients.txt
	@touch $@
