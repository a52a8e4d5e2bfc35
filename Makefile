.PHONY: check test fix messages reference

# One command for people and for CI.
check:
	uv run ruff format --check .
	uv run ruff check .
	uv run djangofmt --check src
	uv run djangofmt check src
	uv run mypy
	uv run lint-imports
	uv run gregoire manage makemigrations --check --dry-run
	uv run pytest -n auto --dist loadfile

test:
	uv run pytest

fix:
	uv run ruff format .
	uv run ruff check --fix .
	uv run djangofmt src

# Sentences of code and templates to the French catalogues; then the compiled ones anew.
messages:
	uv run python -m gregoire.site.messages

# Pages of docs/reference that are written from the code.
reference:
	uv run python -m docs.reference.generate
