# Every command a contributor needs. Each recipe calls one thing.

.DEFAULT_GOAL := help
.PHONY: help demo report test check ci bench docs accuracy pins clean

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

demo: ## set up, and make the report for the built-in demo country
	@./scripts/environment.sh runtime
	@.venv/bin/nyegrep demo -o out/demo

report: ## set up, fetch from Statistics Norway, and make the report: make report M="Søndre Land"
	@./scripts/environment.sh runtime
	@.venv/bin/nyegrep report "$(M)" --fetch -w nyegrep-workspace -o out/report

test: ## set up, and run all tests
	@./scripts/environment.sh development
	@.venv/bin/python -m pytest -n 2

check: ## style, types, import contracts, pins, documentation
	@./scripts/environment.sh development
	@./scripts/check.sh

ci: ## what continuous integration runs, from nothing
	@./.ci/run

bench: ## measure speed and memory
	@./scripts/environment.sh development
	@.venv/bin/python benchmarks/run.py
	@.venv/bin/python benchmarks/attractiveness.py
	@.venv/bin/python benchmarks/population.py
	@.venv/bin/python benchmarks/futures.py

docs: ## make docs/glossary.md and the other pages that are printed from definitions
	@./scripts/environment.sh development
	@.venv/bin/python scripts/documentation.py

accuracy: ## try the projection on known years, and write docs/methods/accuracy.md: make accuracy DATA=FOLDER
	@./scripts/environment.sh development
	@.venv/bin/python scripts/accuracy.py $(DATA)

pins: ## write requirements.txt, requirements-dev.txt and constraints.txt anew (needs uv)
	@./scripts/pins.sh

clean: ## take away what the commands above made
	@rm -rf .venv out dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
