# make format   writes all Swift source in the house style
# make lint     checks the style and the order of the folders, as CI does
# make test     runs all tests
# make docs     checks the documentation: its links, and the output of the commands in it
# make bench    times the smoke experiment in a debug build (optimised, as `swift run` makes it) and
#               in a release build
# make install  a release build with man page and completion, under PREFIX (default: ~/.local)
# make uninstall  removes it from PREFIX
# make package  sweep-<version>-linux-<arch>.tar.gz, which runs without Swift and libraries
# make check    everything before a merge: what CI checks, then a release build's tests and results

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.PHONY: format lint test docs bench install uninstall package check

PREFIX ?= $(HOME)/.local
export DESTDIR

format:
	swift format --in-place --recursive Sources Tests Package.swift Benchmarks/Sources

lint:
	scripts/lint

test:
	swift test

docs:
	swift build --product sweep
	scripts/check-docs

bench:
	scratch=$$(mktemp -d)
	trap 'rm -rf -- "$$scratch"' EXIT
	for configuration in debug release; do
	  swift build --configuration "$$configuration" --product sweep
	  program=$$(swift build --configuration "$$configuration" --show-bin-path)/sweep
	  printf '%s:\n' "$$configuration"
	  time "$$program" run experiments/smoke.cfg --results "$$scratch/$$configuration" --quiet
	done

install:
	scripts/install "$(PREFIX)"

uninstall:
	scripts/install --remove "$(PREFIX)"

package:
	scripts/package

check:
	.ci/run
	scratch=$$(mktemp -d)
	trap 'rm -rf -- "$$scratch"' EXIT
	swift test --configuration release -Xswiftc -enable-testing
	swift run --configuration release sweep run experiments/smoke.cfg --results "$$scratch" --quiet
	cmp -- results/smoke/summary.csv "$$scratch/smoke/summary.csv"
	swift run sweep run experiments/smoke.cfg --results "$$scratch/debug" --quiet
	scripts/compare-results "$$scratch/smoke" "$$scratch/debug/smoke"
