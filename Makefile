# Everything runs on the Node that the project brings along, whatever the host has.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
SHELL := /bin/bash

.PHONY: help setup demo test test-foreign lint types bench proof chaos soak clean
.DEFAULT_GOAL := help

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: dist/.built ## install packages and compile, where that is not done yet

demo: setup ## start receiver and Prism, and run the conformance gate through them and the examples
	@node examples/demo.ts

test: setup ## run all tests, or what JEST says: make test JEST=test/receiver
	@npm run --silent test:built -- $(JEST)

test-foreign: setup ## fetch the suites of others (or take them from HOOKPROOF_FOREIGN), and run them
	@test/foreign/fetch.sh
	@tsc -p test/foreign
	@NODE_OPTIONS=--experimental-vm-modules NODE_NO_WARNINGS=1 jest -c test/foreign/jest.config.js

lint: setup ## look for faults of style and form
	@npm run --silent lint

types: setup ## check all types
	@npm run --silent types

bench: setup ## measure speed, as ratios to a bare server, and deliver 10,000 calls to a receiver that fails
	@node bench/receivers.ts
	@node bench/simulate.ts
	@node bench/documents.ts
	@node bench/traffic.ts
	@node bench/journals.ts
	@node bench/once.ts

proof: setup ## try the suite on faulty and right receivers, twenty rounds under load
	@node bench/proof.ts

chaos: setup ## kill receivers, cut their power and the like, and count what was acknowledged and lost
	@node bench/chaos/run.ts

soak: setup ## deliver for an hour, or for so many MINUTES, and look for what grows: make soak MINUTES=10
	@node bench/chaos/soak.ts $(MINUTES)

clean: ## remove what setup made
	rm -rf node_modules dist examples/java-httpserver/build

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

dist/.built: node_modules/.installed tsconfig.json build/page.ts $(shell find src -name '*.ts*' -o -name '*.css' 2>/dev/null)
	@rm -rf dist
	@tsc
	@node build/page.ts
	@touch $@
