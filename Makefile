# peerdeck: `make help` lists the targets.

PREFIX   ?= /usr/local
DESTDIR  ?=
CC       ?= cc
CFLAGS   ?= -O2 -g
VERSION  := 0.1.0

# Every folder is a layer and becomes one archive. What a layer may stand on
# is its line here: programs and tests link exactly these, so that the linker
# proves the rule (see ARCHITECTURE.md).
LAYERS        := base net widgets tui cli sandbox
deps_net      := base
deps_widgets  := base
deps_tui      := net widgets base
deps_cli      := net base
deps_sandbox  := net base

# The libraries of each, as pkg-config calls them, and the Debian packages.
pkgs_net      := json-c libcrypto libconfuse
pkgs_widgets  := ncursesw readline
pkgs_tui      := $(pkgs_net) $(pkgs_widgets)
pkgs_cli      := $(pkgs_net)
pkgs_sandbox  := $(pkgs_net) libssl libmicrohttpd
pkgs_tests    := json-c vterm cmocka libcurl

# Loaded when it is first needed (net/libcurl.h), so only its headers are.
headers_net   := libcurl
PKGS := $(headers_net) $(pkgs_tui) libssl libmicrohttpd
DEBS := gcc make libc6-dev pkg-config ca-certificates libncurses-dev \
	libreadline-dev libcurl4-openssl-dev libjson-c-dev libssl-dev \
	libconfuse-dev libmicrohttpd-dev libcmocka-dev libvterm-dev \
	ncurses-base ncurses-term
DEBS_DEV := clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev \
	universal-ctags valgrind tmux screen

comma    := ,
SAN      ?=
WERROR   ?= $(if $(CI),1)
B        := build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))

ALL_CPPFLAGS := -I. -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE \
	-DNCURSES_NOMACROS -DNCURSES_WIDECHAR=1 -DVERSION='"$(VERSION)"' \
	-DLIBEXECDIR='"$(PREFIX)/libexec/peerdeck"' \
	$(if $(SAN),-DSANITIZED) $(CPPFLAGS)
ALL_CFLAGS   := -std=c11 -Wall -Wextra -Wpedantic -Wshadow \
	-Wmissing-prototypes -Wstrict-prototypes -Wvla $(if $(WERROR),-Werror) \
	$(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all \
	-fno-omit-frame-pointer) $(CFLAGS)
ALL_LDFLAGS  := $(if $(SAN),-fsanitize=$(SAN)) $(LDFLAGS)

# Asked when a recipe runs, never while this file is read: `deps` comes first.
# Only -I: ncursesw's flags would set _XOPEN_SOURCE back to 600.
cflags_of = $(if $(strip $(1)),$(shell pkg-config --cflags-only-I $(1)))
libs_of   = $(if $(strip $(1)),$(shell pkg-config --libs $(1)))

programs = $(patsubst %.c,$(B)/%,$(wildcard $(1)))
archives = $(patsubst %,$(B)/lib%.a,$(1) $(deps_$(1)))
say      = $(if $(V),,@printf '  %-5s %s\n' $(1) $@)
Q       := $(if $(V),,@)

BIN     := $(B)/peerdeck
SANDBOX := $(B)/peerdeck-sandbox
UNITS   := $(call programs,tests/unit/*/*.c)
STORIES := $(call programs,tests/contract/*.c tests/screen/*.c)
REPLAYS := $(call programs,tests/fuzz/fuzz_*.c)
BENCHES := $(call programs,tests/bench/*.c)
FUZZERS := $(REPLAYS:$(B)/tests/fuzz/fuzz_%=$(B)/fuzzer_%)
TESTS   := $(UNITS) $(STORIES) $(REPLAYS)

.PHONY: all deps deps-dev demo check goldens check-consul soak soaking lint format \
	bench fuzz fuzzers clean tidy help install uninstall manual \
	compile_commands.json
.DELETE_ON_ERROR:
.SECONDARY:
.SECONDEXPANSION:

all: $(BIN) $(SANDBOX) ## build both programs

# --- programs --------------------------------------------------------------

# Said in one line when libraries are missing, before any compiler runs.
$(B)/.libs: | $(filter deps deps-dev,$(MAKECMDGOALS))
	@tools/libs.sh $(PKGS)
	@mkdir -p $(@D) && touch $@

$(B)/.testlibs: | $(B)/.libs
	@tools/libs.sh $(pkgs_tests)
	@touch $@

$(B)/tests/%.o: tests/%.c | $(B)/.testlibs
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(call cflags_of,$(PKGS) $(pkgs_tests)) \
		$(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/%.o: %.c | $(B)/.libs
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) \
		$(call cflags_of,$(headers_$(*D)) $(pkgs_$(*D))) \
		$(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(LAYERS:%=$(B)/lib%.a): $(B)/lib%.a: \
		$$(addsuffix .o,$$(filter-out %/main,$$(call programs,$$*/*.c)))
	$(call say,AR)
	@mkdir -p $(@D)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BIN): $(B)/main.o $(patsubst %,$(B)/lib%.a,tui cli net widgets base)
	$(call say,LINK)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call libs_of,$(pkgs_tui))

$(SANDBOX): $(B)/sandbox/main.o $(call archives,sandbox)
	$(call say,LINK)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call libs_of,$(pkgs_sandbox))

# --- tests -----------------------------------------------------------------

# An archive, so that a test links only those of the helpers that it uses.
HELPERS := $(B)/tests/libhelpers.a
$(HELPERS): $(addsuffix .o,$(call programs,tests/lib/*.c))
	$(call say,AR)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# A unit test is a program of its own and links only its layer's archives;
# those of net also play the server, with TLS.
layer = $(notdir $(@D))
pkgs_units_net := libssl
$(UNITS): %: %.o $(HELPERS) $$(call archives,$$(layer))
	$(call say,LINK)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ \
		$(call libs_of,$(pkgs_$(layer)) $(pkgs_units_$(layer)) cmocka)

# Contract and screen tests and the benchmarks run the programs, or play a
# small one of a layer themselves.
LIBRARIES := $(patsubst %,$(B)/lib%.a,tui net widgets base)
$(STORIES) $(BENCHES) $(B)/tests/soak/soak: %: %.o $(HELPERS) $(LIBRARIES)
	$(call say,LINK)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ \
		$(call libs_of,$(pkgs_tui) $(pkgs_tests)) -lutil

# The corpora of the fuzz targets run as plain tests.
$(REPLAYS): %: %.o $(B)/tests/fuzz/replay.o $(LIBRARIES)
	$(call say,LINK)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call libs_of,$(pkgs_tui))

check: all $(TESTS) ## build and run every test
	@tests/run.sh $(B) $(TESTS)

# What is right is for the review of the difference to say.
SCREENS := $(filter %/unit/tui/looks $(B)/tests/screen/%,$(TESTS))
goldens: all $(SCREENS) ## rewrite the golden screens as they look now
	@UPDATE_GOLDEN=1 tests/run.sh $(B) $(SCREENS)

# Exits 77 when there is no CONSUL.
check-consul: all $(B)/tests/contract/api $(B)/tests/contract/consul \
		$(B)/tests/screen/stories ## run the contract against real agents (CONSUL=path)
	@tests/contract/real.sh $(B) $(CONSUL)

# Sanitized, so that a leak is an error; the quarantine would look like one.
soaking: $(SANDBOX) $(B)/tests/soak/soak
	@PEERDECK_BUILD=$(B) ASAN_OPTIONS=quarantine_size_mb=8 \
		LSAN_OPTIONS=suppressions=tests/lsan.supp $(B)/tests/soak/soak

soak: ## keep the sandbox under load for SOAK_SECONDS (60), sanitized
	@$(MAKE) --no-print-directory SAN=address,undefined soaking

bench: all $(BENCHES) ## print the figures (never a test)
	@for bench in $(BENCHES); do PEERDECK_BUILD=$(B) $$bench; done

# Everything is built again with clang, so that the fuzzer sees its branches.
$(FUZZERS): $(B)/fuzzer_%: $(B)/tests/fuzz/fuzz_%.o $(LIBRARIES)
	$(call say,LINK)
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ \
		$(call libs_of,$(pkgs_tui))

fuzzers: $(FUZZERS)
	@tests/fuzz/run.sh $(FUZZERS)

fuzz: ## fuzz each target for FUZZ_SECONDS (60), with clang
	@$(MAKE) --no-print-directory CC=clang-14 \
		SAN=fuzzer-no-link,address,undefined fuzzers

# --- tools -----------------------------------------------------------------

deps: ## install what build, demo and check need (with apt)
	@tools/deps.sh $(DEBS)

deps-dev: $(filter deps,$(MAKECMDGOALS)) ## and what lint, fuzz, bench need
	@tools/deps.sh $(DEBS) $(DEBS_DEV)

demo: all ## open the console on a sandbox
	@$(BIN) --demo

flags = $(ALL_CPPFLAGS) $(call cflags_of,$(PKGS) $(pkgs_tests)) $(ALL_CFLAGS)

lint: all ## format, layers, banned calls, headers, symbols, clang-tidy
	@tests/lint/run.sh $(B) $(flags)

# A file is tidied again when its object was built again.
TIDIED := $(addsuffix .tidy,$(call programs,*.c */*.c tests/*/*.c \
	tests/unit/*/*.c))
tidy: $(TIDIED)
$(B)/%.tidy: $(B)/%.o .clang-tidy
	$(call say,TIDY)
	@tests/lint/tidy.sh $*.c $(flags) && touch $@

format: ## reformat the sources
	clang-format-14 -i $$(git ls-files '*.c' '*.h')

compile_commands.json: | $(B)/.testlibs ## for clang-tidy and editors
	@tools/compile_commands.sh $(flags) >$@

MANDIR   ?= $(PREFIX)/share/man
SHAREDIR := $(DESTDIR)$(PREFIX)/share
BASHCOMP := $(SHAREDIR)/bash-completion/completions
ZSHCOMP  := $(SHAREDIR)/zsh/site-functions
FISHCOMP := $(SHAREDIR)/fish/vendor_completions.d

manual: $(BIN) ## print the tables into man/peerdeck.1
	$(BIN) manual <man/peerdeck.1 | $(BIN) -manual-keys >$(B)/peerdeck.1
	cp $(B)/peerdeck.1 man/peerdeck.1

install: all ## install below $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/peerdeck \
		$(DESTDIR)$(MANDIR)/man1 $(BASHCOMP) $(ZSHCOMP) $(FISHCOMP)
	install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(SANDBOX) $(DESTDIR)$(PREFIX)/libexec/peerdeck/
	install -m 644 man/peerdeck.1 $(DESTDIR)$(MANDIR)/man1/
	$(BIN) completion bash >$(BASHCOMP)/peerdeck
	$(BIN) completion zsh >$(ZSHCOMP)/_peerdeck
	$(BIN) completion fish >$(FISHCOMP)/peerdeck.fish

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/peerdeck \
		$(DESTDIR)$(MANDIR)/man1/peerdeck.1 $(BASHCOMP)/peerdeck \
		$(ZSHCOMP)/_peerdeck $(FISHCOMP)/peerdeck.fish
	rm -rf $(DESTDIR)$(PREFIX)/libexec/peerdeck

clean: ## remove everything built
	rm -rf build compile_commands.json

help: ## this list
	@sed -n 's/^\([a-z_.-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 24
	@echo 'variables:'
	@echo '  SAN=address,undefined   sanitizers, in a build folder apart'
	@echo '  WERROR=1                warnings are errors (as in CI)'
	@echo '  V=1                     show the commands'

-include $(shell find $(B) -name '*.d' 2>/dev/null)
