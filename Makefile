# つきそい — `make` shows what there is.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test test-browser check fix bench trial lock docs clean dev

py := .venv/bin/python

help: ## この一覧を出す — show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## 入れる（.venv にすべて） — install into .venv
	@bin/setup app

run: setup ## 動かす（見本つき、PORT=8000） — set up, load the demonstration, serve on http://localhost:$PORT
	@bin/run

dev:
	@bin/setup dev

test: dev ## 試す（SQLite と PostgreSQL） — every test but the browser's, on both databases
	$(py) -m pytest -m "not browser" -n auto -q
	$(py) tests/with_postgres.py $(py) -m pytest -m "not browser" -n auto -q

test-browser: dev ## ブラウザで試す — the journeys, in a real Chromium
	@bin/chromium >/dev/null
	TSUKISOI_CHROMIUM="$$(bin/chromium)" $(py) -m pytest -m browser -n auto --dist worksteal -q

check: dev ## 調べる（書きかた・型・向き・訳・リンク） — style, types, arrows, translations, links
	$(py) -m ruff check .
	$(py) -m ruff format --check .
	$(py) -m mypy
	.venv/bin/lint-imports
	$(py) bin/checks/words.py
	$(py) bin/checks/links.py
	$(py) bin/checks/tracked.py

fix: dev ## 整える — let ruff mend and format
	$(py) -m ruff check --fix .
	$(py) -m ruff format .

bench: dev ## 速さを測る（JOB=名前） — measure speed: all of bench/*.py, or one
	@bin/bench bench "$(JOB)"

trial: dev ## 壊して確かめる（NAME=名前） — break it on purpose: all of bench/trial_*.py, or one
	@bin/bench trial "$(NAME)"

lock: dev ## 依存を固定しなおす — compile requirements/*.in with hashes
	@bin/lock

docs: setup ## 文書の生成部分を作りなおす — write the generated pages of docs/ anew
	@bin/docs

clean: ## 作ったものを消す（data は残る） — remove what was built; data folders stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache bench/out build dist src/*.egg-info
	find src tests bench bin -name __pycache__ -type d -prune -exec rm -rf {} +
