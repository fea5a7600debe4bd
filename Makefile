# The commands of the portal. Each works from a fresh clone; .venv is made when it is missing.
#
#   make run        the whole portal on http://localhost:8000 (PORT=… for another port)
#   make test       every test, in parallel, browser included
#   make check      formatting, lint, types, import contracts, migrations, messages, templates, deployment settings
#   make bench      speed, as a table
#   make messages   collect the messages of the interface and check their translations
#   make format     let the formatters have their way
#   make lock       pin the requirements anew
#   make clean      remove what can be made again (never the data under var)

SHELL := /bin/sh
PYTHON ?=
BIN := .venv/bin/python
INSTALL := $(BIN) -m pip install --disable-pip-version-check --no-input --progress-bar off
export PYTHONUTF8 := 1
# Settings as production has them, with servers that are never asked anything.
PRODUCTION := ENVIRONMENT=production SECRET_KEY=$$($(BIN) -c 'import secrets; print(secrets.token_urlsafe(64))') \
  SITE_URL=https://portal.example.org ALLOWED_HOSTS=portal.example.org EMAIL_URL=smtp://mail.example.org \
  DATABASE_URL=postgres://db.example.org/hometown REDIS_URL=redis://redis.example.org \
  DOCUMENT_KEYS=$$($(BIN) -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())') \
  DOCUMENT_INDEX_KEY=$$($(BIN) -c 'import secrets; print(secrets.token_urlsafe(48))')

.PHONY: run test check bench messages format lock clean
.DEFAULT_GOAL := run

run: .venv/run.stamp
	@exec $(BIN) -m portal.run

test: export ENVIRONMENT = test
test: .venv/develop.stamp browser
	$(BIN) manage.py messages compile
	$(BIN) -m pytest -n 2 --dist worksteal $(ARGS)

check: export ENVIRONMENT = test
check: .venv/develop.stamp
	$(BIN) -m ruff format --check .
	$(BIN) -m ruff check .
	$(BIN) -m mypy
	$(BIN) -c "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())" --no-logo
	$(BIN) manage.py messages check
	$(BIN) manage.py messages compile
	$(BIN) -m portal.embedded $(BIN) manage.py makemigrations --check --dry-run
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 --check {} +
	$(BIN) -m djlint --lint templates
	$(PRODUCTION) $(BIN) manage.py check --deploy --fail-level WARNING

bench: .venv/develop.stamp
	$(BIN) -m bench $(ARGS)

messages: export ENVIRONMENT = test
messages: .venv/develop.stamp
	$(BIN) manage.py messages collect
	$(BIN) manage.py messages check
	$(BIN) manage.py messages compile

format: .venv/develop.stamp
	$(BIN) -m ruff format .
	$(BIN) -m ruff check --fix .
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

lock: .venv/develop.stamp
	$(BIN) -m uv pip compile --universal --python-version 3.11 --upgrade --quiet --no-header --no-annotate -o requirements.txt requirements.in
	$(BIN) -m uv pip compile --universal --python-version 3.11 --quiet --no-header --no-annotate -c requirements.txt -o requirements-dev.txt requirements-dev.in

clean:
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .venv
	find . -path ./var -prune -o -name __pycache__ -type d -exec rm -rf {} +

# A virtual environment whose Python is gone, or that came without its stamps, is looked at anew.
SUITABLE := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
$(shell $(BIN) $(SUITABLE) 2>/dev/null || rm -f .venv/*.stamp)

.venv/python.stamp:
	@test -w . || { echo "The folder $$(pwd) cannot be written: give yourself the right to." >&2; exit 1; }
	@if $(BIN) $(SUITABLE) 2>/dev/null; then touch $@; exit 0; fi; \
	for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  if "$$python" $(SUITABLE) >/dev/null 2>&1; then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Hometown needs Python 3.11 or newer, and none was found: install one, or name it, as in make run PYTHON=/opt/python3.12/bin/python3." >&2; exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version)"; \
	"$$found" -m venv --clear .venv || { echo "Python could not make .venv: on Debian or Ubuntu, apt install python3-venv." >&2; exit 1; }; \
	touch $@

.venv/run.stamp: requirements.txt | .venv/python.stamp
	@echo "Installing the pinned packages, this once: about half a minute"
	$(INSTALL) -r requirements.txt
	@touch $@

.venv/develop.stamp: requirements-dev.txt | .venv/run.stamp
	$(INSTALL) -r requirements-dev.txt
	@touch $@

.PHONY: browser
browser:
	@for name in "$$CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable; do \
	  if [ -n "$$name" ] && command -v "$$name" >/dev/null 2>&1; then exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk; \
	else \
	  echo "The browser tests need Chromium and a font for Chinese and Korean: apt install chromium fonts-noto-cjk, or name a Chromium in CHROMIUM." >&2; exit 1; \
	fi
