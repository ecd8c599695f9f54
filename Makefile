# Every target needs Python 3.11-3.13, git and make; bin/setup fetches the rest on first use.
PORT ?= 8000
PROGRAMME ?= calder-county
PYTHON_OF_PROJECT = .venv/bin/python
DEMO = $(PYTHON_OF_PROJECT) -m config.demo
GATES = $(PYTHON_OF_PROJECT) -m config.gates
export UV_PYTHON_DOWNLOADS = never

.PHONY: help demo demo-reset advance city manage replay dev test check fix migrate seed schema screenshots docs bench faults soak drill clean

# What there is.
help:
	@awk '/^# /{said=substr($$0,3)} /^[a-z-]+:/{sub(":.*","");printf "  make %-14s%s\n",$$0,said}' Makefile

# Run everything, with invented people; Ctrl-C stops it. PORT=8000; CITY=1 lets a synthetic day go by
demo:
	@bin/setup build && exec $(DEMO) up --port '$(PORT)' --follow-parent $(if $(CITY),--city)

# Let a synthetic day go by on the running demo, and check it. ARGS='--minutes 60 --speed 30 --seed 7'
city:
	@bin/setup python && $(DEMO) manage simulate --url 'http://127.0.0.1:$(PORT)' $(or $(ARGS),--day --from 7)

# Delete the demo's data; the next `make demo` starts afresh.
demo-reset:
	@bin/setup python && $(DEMO) reset

# Move the demo's clock forward, so that weeks pass in a minute: BY=3d (s, m, h or d). There is no way back but demo-reset.
advance:
	@bin/setup python && $(DEMO) manage advance '$(or $(BY),0s)'

# Any management command on the demo's services. ARGS='verify_audit'
manage:
	@bin/setup python && $(DEMO) manage $(ARGS)

# Import a CAD export into the demo, or play it. FILE=calls.csv MAPPING=name [PROGRAMME=slug] [ARGS='--live --speed 60']
replay:
	@bin/setup python && $(DEMO) manage import_calls '$(FILE)' --mapping '$(MAPPING)' --programme '$(PROGRAMME)' $(ARGS)

# Like demo, but what you edit is seen at once; the front end is on PORT+1.
dev:
	@bin/setup build && exec $(DEMO) dev --port '$(PORT)' --follow-parent

# All tests: backend, front end, browser (when there is one). ARGS='tests/outbox -k twin' narrows the backend.
test:
	@bin/setup build && $(GATES) test $(ARGS)

# Every gate of CI, in CI's order; stops at the first that fails.
check:
	@bin/setup build && $(GATES) check

# Format, and mend what can be mended by itself.
fix:
	@bin/setup node && $(GATES) fix

# Bring the demo's tables up to date, as their owner.
migrate:
	@bin/setup python && $(DEMO) manage migrate

# Make the demo's people and their day; again changes nothing.
seed:
	@bin/setup python && $(DEMO) manage seed

# Write the API's description and the TypeScript made from it.
schema:
	@bin/setup node && $(GATES) schema

# Write docs/screenshots from a fresh stack.
screenshots:
	@bin/setup build && $(GATES) screenshots

# Write the generated pages of docs/.
docs:
	@bin/setup python && $(GATES) docs

# Measure delivery, the phone and its first pages (Lighthouse, fetched into .cache) against bounds of the same run; writes benchmarks/RESULTS.md. ARGS=--only=phone
bench:
	@bin/setup build && $(GATES) bench $(ARGS)

# Tests that kill and starve real processes, one after the other.
faults:
	@bin/setup build && $(GATES) faults

# Property tests with random input and the faults, for as long as they take.
soak:
	@bin/setup build && $(GATES) soak

# Back up the demo, restore it into a fresh PostgreSQL, check everything, and say how long it took.
drill:
	@bin/setup python && $(PYTHON_OF_PROJECT) -m config.drill

# Delete what was built, fetched and stored for this checkout; sources stay.
clean:
	@if [ -x $(PYTHON_OF_PROJECT) ]; then $(DEMO) clean; fi
	@rm -rf .venv .cache .run frontend/node_modules frontend/dist frontend/src/paraglide .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
