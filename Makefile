# Waymark. `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help chat run pictures test lint types imports check prove bench lock clean
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

# What every start would otherwise do again: compile, and learn from the guidance and from what people say. It is kept beside
# the code, so whoever owns the code runs it.
PREPARE = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m compileall -q bot dialogs knowledge storage && $(BIN)/python -c \
	"from dialogs import conversations as talk; from dialogs.interview.chat import Library; talk.read_ahead(Library())"

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 22

# The locks first, with hashes: what runs, and what it is installed with. Then this project, editable, without asking the
# index anything more.
.venv/ready: requirements.lock requirements-build.lock pyproject.toml
	@echo "Setting up (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@$(PREPARE)
	@touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	@echo "Setting up the tests (once) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: prepared
prepared: .venv/ready ## after words, cards or code were changed by hand: the next start is as quick as before
	@$(PREPARE)

# make has a variable AS of its own (the assembler): only one that was given counts
chat: .venv/ready ## talk to Waymark in this terminal: AS=worker, AS=dsl, AS=deputy, AS=consultation, AS=manager, AS=social_worker, AS=youth_justice, AS=training
	@PYTHONDONTWRITEBYTECODE= $(BIN)/waymark chat --as $(if $(filter command environment,$(firstword $(origin AS))),$(AS),worker)

run: .venv/ready ## the bot with the demo organisation, and Microsoft's Playground in your browser; Ctrl-C ends it
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m bot.playground

pictures: .venv/ready-dev ## take the README's pictures again, in Chromium
	@$(BIN)/python -m tests.e2e.pictures
	@$(BIN)/python -m tests.e2e.desk_pictures

.PHONY: gallery
gallery: .venv/ready-dev ## every page of the desk, wide and on a phone, light and dark, into GALLERY (.waymark/gallery)
	@$(BIN)/python -m tests.e2e.desk_pictures $(or $(GALLERY),.waymark/gallery)

lock: ## write the lock files again (needs uv; no index address is written)
	uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock
	echo hatchling | uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 --no-emit-index-url --no-emit-find-links -c requirements.lock - -o requirements-build.lock
	printf 'pip-audit\nbandit\n' | uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 --no-emit-index-url --no-emit-find-links - -o requirements-audit.lock
	uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 --no-emit-index-url --no-emit-find-links --extra dev --extra traces -c requirements.lock -c requirements-build.lock pyproject.toml -o requirements-dev.lock
	printf 'opentelemetry-sdk\nopentelemetry-exporter-otlp-proto-http\n' | uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 --no-emit-index-url --no-emit-find-links -c requirements-dev.lock - -o requirements-traces.lock

lint: .venv/ready-dev ## ruff: style and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/ready-dev ## mypy, strict, tests too
	@$(BIN)/mypy

imports: .venv/ready-dev ## import-linter: who may import whom
	@$(BIN)/lint-imports

# On every core, and one more; what uses a browser stays in one of the processes, so that there is never more than one browser. What is
# compiled is kept, also where the machine is set to forget it: the tests start Python many times.
# mypy, which has one processor only, runs beside the tests.
test: lint ## everything: ruff, mypy, import-linter, pytest
	@$(MAKE) --no-print-directory --jobs types imports tests

.PHONY: tests
tests: .venv/ready-dev
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --numprocesses=auto --dist=loadgroup

.PHONY: release
release: .venv/ready-dev ## the archive, wheel, changes, licences, list of parts and checksums, into DIST (dist)
	@$(BIN)/python -m deploy.release $(or $(DIST),dist)

clean: ## remove what set-up and tests made; data in .waymark stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: bench-lookup lookup-page
bench-lookup: .venv/ready-dev ## how often the look-up finds the right card, and how fast
	@$(BIN)/python -m tests.bench.lookup

.PHONY: assess-table rules-page assessment-page prove-rules
assess-table: .venv/ready ## the worked examples beside the views that the rules give them
	@$(BIN)/python -m knowledge.worked_examples

rules-page: .venv/ready ## write docs/rules.md, the page a safeguarding board signs off, from the rules
	@$(BIN)/python -m knowledge.rules_page

.PHONY: situations
situations: .venv/ready-dev ## write docs/situations.md: some sixty situations with their view and first steps
	@$(BIN)/python -m tests.knowledge.situations_page

assessment-page: .venv/ready ## write docs/assessment.md, the route to an assessment for a partnership to sign off
	@$(BIN)/python -m knowledge.which_assessment.page

prove: prove-rules prove-conversations
prove-rules: .venv/ready-dev ## the rules: every combination, every weight, every small fault (about half an hour)
	@$(BIN)/python -m tests.proofs.every_answer
	@$(BIN)/python -m tests.proofs.combinations
	@$(BIN)/python -m tests.proofs.weights
	@$(BIN)/python -m tests.proofs.mutants

.PHONY: bench-slots
bench-slots: .venv/ready-dev ## 200 people at once for three slots, in four processes, on each database
	@$(BIN)/python -m tests.bench.slots

.PHONY: bench-hearing
bench-hearing: .venv/ready-dev ## how well people are understood, and how fast
	@$(BIN)/python -m tests.bench.hearing
	@$(BIN)/python -m tests.bench.messages

lookup-page: .venv/ready-dev ## write docs/lookup-questions.md: some forty questions with the answers given
	@mkdir -p docs && $(BIN)/python -m tests.bench.lookup --page > docs/lookup-questions.md

.PHONY: bench-edge
bench-edge: .venv/ready-dev ## how long a turn takes in Teams, beside botbuilder's own adapter, into docs/proofs/speed.md; SHORT=1: ten minutes
	@$(BIN)/python -m tests.bench.edge $(if $(SHORT),--short)

bench: bench-edge bench-lookup bench-slots bench-records ## the speed table: all benches, one after another

.PHONY: bench-records
bench-records: .venv/ready-dev ## inbox, story and search with 1,000 to 100,000 records; RECORDS=1000000 adds a size
	@$(BIN)/python -m tests.bench.records

.PHONY: capacity
capacity: .venv/ready-dev ## write docs/capacity.md: a county, a region, England, from what the benches measured
	@$(BIN)/python -m tests.bench.capacity

.PHONY: bench-people
bench-people: .venv/ready-dev ## how long a list of people takes to take in; ROWS=3000
	@$(BIN)/python -m tests.bench.people

.PHONY: bench-board
bench-board: .venv/ready-dev ## the board report of 1,000 and 10,000 cases: seconds, room, and the size of its documents
	@$(BIN)/python -m tests.bench.board

.PHONY: bench-casework
bench-casework: .venv/ready-dev ## boards, clocks and the census with 100 to 50,000 cases, on each database
	@$(BIN)/python -m tests.bench.casework

.PHONY: bench-desk
bench-desk: .venv/ready-dev ## the register with 1,000 to 100,000 records in one setting
	@$(BIN)/python -m tests.bench.desk

.PHONY: prove-conversations
prove-conversations: .venv/ready-dev ## every incident killed between all its turns; 300 conversations in any order (about ten minutes)
	@WAYMARK_PROVE=1 $(BIN)/pytest -q tests/transcripts/test_kill.py tests/dialogs/incident/test_any_order.py

# what tries SQLite alone otherwise (ONE in tests/support/databases.py). In order: pytest loses fixtures of a folder it comes back to
SAID := tests/dialogs/interview tests/dialogs/menu tests/dialogs/incident
.PHONY: prove-properties
prove: prove-properties
prove-properties: .venv/ready-dev ## each property that the tests try on few examples, on many, other ones each time
	@WAYMARK_PROVE=1 PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -q --numprocesses=auto \
		$$({ grep -rlw --include='test_*.py' tests.support.examples tests; printf '%s\n' $(SAID); } | sort)

.PHONY: prove-tests
prove-tests: .venv/ready-dev ## break the code at NUMBER random places (100) and name what no test notices; SEED=... again
	@$(BIN)/python -m tests.proofs.broken_on_purpose --number $(or $(NUMBER),100) $(if $(SEED),--seed $(SEED))

.PHONY: prove-slots
prove: prove-slots
prove-slots: .venv/ready-dev ## a year of consultations with a fixed seed: nobody is passed over, no seat is given twice
	@$(BIN)/python -m tests.proofs.year_of_slots

.PHONY: prove-desk
prove: prove-desk
prove-desk: .venv/ready-dev ## ask the desk for NUMBER (50000) odd things: no error of ours; SEED=... the same again; DATABASE=postgresql
	@$(BIN)/python -m tests.proofs.odd_requests --number $(or $(NUMBER),50000) $(if $(SEED),--seed $(SEED)) $(if $(DATABASE),--database $(DATABASE))

.PHONY: prove-kills
prove-kills: .venv/ready-dev ## kill the bot at KILLS (1000) random moments of random conversations; SEED=... other ones
	@$(BIN)/python -m tests.proofs.kills --kills $(or $(KILLS),1000) $(if $(SEED),--seed $(SEED))

.PHONY: cases
cases: .venv/ready-dev ## take the pictures of docs/cases.md again: three cases with their documents
	@$(BIN)/python -m tests.cases.pictures

.PHONY: prove-rolling
prove-rolling: .venv/ready-dev ## the version before and after each migration, both at once, from migration FROM (0036) on; docs/proofs/rolling.md
	@$(BIN)/python -m tests.proofs.rolling --from $(or $(FROM),0036)

.PHONY: prove-debian
prove-debian: .venv/ready-dev ## from an empty Debian to a running service, an upgrade from OLD (a commit), a restore, the way back, the end; as root
	@OLD=$(OLD) deploy/drill/from_nothing.sh

.PHONY: audits
audits: ## pip-audit, bandit and npm audit: what they find, and what could not be asked
	@.ci/audits
