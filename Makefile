# Each target is one line that calls the real thing; `make help` lists them.
PREFIX ?= /usr/local
DESTDIR ?=
SANITIZE ?=
FEATURES ?=
ARGS ?=

.PHONY: help run test test-quick bench lib install uninstall

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 20

run: ## build and run the whole bridge, simulated: a caller, a Discord channel, the console (ARGS="--seconds 20" judges instead)
	@Tests/needs run && swift build --product phonepatch && .build/debug/phonepatch demo $(ARGS)

test: ## the whole gate (ARGS="--only STEP")
	@Tests/needs test && Tests/check $(ARGS)

test-quick: ## the engine's part of the gate, in under three minutes
	@Tests/needs test && Tests/check --quick $(ARGS)

bench: ## what each stage, a whole call and the server cost, beside plain C and peers, which it installs (ARGS="--quick")
	@Tests/needs lib && Benchmarks/prepare $(ARGS) && Benchmarks/run $(ARGS)

lib: ## build .build-lib/libphonepatch.so (SANITIZE=address, FEATURES=audio without Discord, FEATURES=bridge without what listens and records)
	@Tests/needs lib && bindings/c/build $(if $(SANITIZE),--sanitize $(SANITIZE)) $(if $(FEATURES),--features $(FEATURES))

install: ## headers, libraries, pkg-config and CMake files, Rust crates and, if built, the program (PREFIX, DESTDIR, FEATURES)
	@Tests/needs lib && bindings/c/install "$(DESTDIR)" "$(PREFIX)" $(FEATURES)

uninstall: ## what install put there, as its list says (PREFIX, DESTDIR)
	@bindings/c/uninstall "$(DESTDIR)" "$(PREFIX)"
