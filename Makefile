# peerdeck: `make help` lists the targets.
#
#   SAN=address,undefined   build and test with sanitizers, in a folder apart
#   WERROR=1                warnings are errors (as in CI)
#   V=1                     show the commands

PREFIX   ?= /usr/local
DESTDIR  ?=
CC       ?= cc
CFLAGS   ?= -O2 -g
VERSION  := 0.1.0

comma    := ,
SAN      ?=
WERROR   ?= $(if $(CI),1)
B        := build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
Q        := $(if $(V),,@)

# Every folder is a layer and becomes one archive. What a layer may stand on
# is its line here: programs and tests link exactly these, so that the linker
# proves the rule (see ARCHITECTURE.md).
LAYERS        := base net widgets tui cli sandbox
deps_base     :=
deps_net      := base
deps_widgets  := base
deps_tui      := net widgets base
deps_cli      := net base
deps_sandbox  := net base
pkgs_base     :=
pkgs_net      := libcurl json-c libcrypto
pkgs_widgets  := ncursesw readline
pkgs_tui      := $(pkgs_net) $(pkgs_widgets)
pkgs_cli      := $(pkgs_net)
pkgs_sandbox  := $(pkgs_net) libssl libmicrohttpd

# What a program needs, with Debian's package names (for `deps`).
PKGS_ALL := ncursesw readline libcurl json-c libcrypto libssl libmicrohttpd \
	cmocka vterm
DEBS := gcc make pkg-config libc6-dev libncurses-dev libreadline-dev \
	libcurl4-openssl-dev libjson-c-dev libssl-dev libmicrohttpd-dev \
	libcmocka-dev libvterm-dev ncurses-base ncurses-term
DEBS_DEV := clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev \
	universal-ctags valgrind tmux

CPPFLAGS_ALL := -I. -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE \
	-DNCURSES_NOMACROS -DNCURSES_WIDECHAR=1 -DVERSION='"$(VERSION)"' \
	$(if $(SAN),-DSANITIZED)
CFLAGS_ALL   := -std=c11 -Wall -Wextra -Wpedantic -Wshadow \
	-Wmissing-prototypes -Wstrict-prototypes -Wvla \
	$(if $(WERROR),-Werror) $(if $(SAN),-fsanitize=$(SAN) \
	-fno-omit-frame-pointer -fno-sanitize-recover=all) $(CFLAGS)
LDFLAGS_ALL  := $(if $(SAN),-fsanitize=$(SAN)) $(LDFLAGS)

# Asked when a recipe runs, never while this file is read: `deps` comes first.
pkg_cflags = $(if $(1),$(shell pkg-config --cflags $(1)))
pkg_libs   = $(if $(1),$(shell pkg-config --libs $(1)))

# `make deps check`: everything waits for deps, also with -j.
AFTER_DEPS := $(filter deps deps-dev,$(MAKECMDGOALS))

src  = $(wildcard $(1)/*.c)
objs = $(patsubst %.c,$(B)/%.o,$(call src,$(1)))
libs = $(foreach l,$(1) $(deps_$(1)),$(B)/lib$(l).a)

BIN     := $(B)/peerdeck
SANDBOX := $(B)/peerdeck-sandbox
MAN     :=

.PHONY: all deps deps-dev demo check lint format bench fuzz clean help \
	install uninstall
.DELETE_ON_ERROR:

all: $(BIN) $(SANDBOX) ## build both programs

# --- compiling -------------------------------------------------------------

$(B)/.libs: | $(AFTER_DEPS)
	@mkdir -p $(@D)
	@tests/lint/libs.sh $(PKGS_ALL)
	@touch $@

define layer_rules
$(B)/$(1)/%.o: $(1)/%.c | $(B)/.libs
	@mkdir -p $$(@D)
	$$(if $$(V),,@echo "  CC      $$<")
	$$(Q)$$(CC) $$(CPPFLAGS_ALL) $$(CFLAGS_ALL) \
		$$(call pkg_cflags,$$(pkgs_$(1))) -MMD -MP -c -o $$@ $$<

$(B)/lib$(1).a: $(filter-out $(B)/$(1)/main.o,$(call objs,$(1)))
	$$(if $$(V),,@echo "  AR      $$@")
	$$(Q)rm -f $$@ && $$(AR) rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rules,$(l))))

$(B)/main.o: main.c | $(B)/.libs
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC      $<")
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BIN): $(B)/main.o $(foreach l,tui cli net widgets base,$(B)/lib$(l).a)
	$(if $(V),,@echo "  LINK    $@")
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(pkgs_tui))

$(SANDBOX): $(B)/sandbox/main.o $(call libs,sandbox)
	$(if $(V),,@echo "  LINK    $@")
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(pkgs_sandbox))

# --- tests -----------------------------------------------------------------

# A unit test is a program of its own and links only its layer's archives.
define unit_rules
UNIT_$(1) := $$(patsubst %.c,$(B)/%,$$(wildcard tests/unit/$(1)/*.c))
$(B)/tests/unit/$(1)/%: tests/unit/$(1)/%.c $(call libs,$(1)) | $(B)/.libs
	@mkdir -p $$(@D)
	$$(if $$(V),,@echo "  TEST    $$@")
	$$(Q)$$(CC) $$(CPPFLAGS_ALL) $$(CFLAGS_ALL) -MMD -MP $$(LDFLAGS_ALL) \
		$$(call pkg_cflags,$$(pkgs_$(1)) cmocka) -o $$@ $$< \
		$(call libs,$(1)) $$(call pkg_libs,$$(pkgs_$(1)) cmocka)
endef
$(foreach l,$(LAYERS),$(eval $(call unit_rules,$(l))))

# Contract and screen tests run the programs; they link only base and net's
# JSON, and what stands in tests/lib.
TESTLIB := $(patsubst %.c,$(B)/%.o,$(wildcard tests/lib/*.c))
STORIES := $(patsubst %.c,$(B)/%,$(wildcard tests/contract/*.c tests/screen/*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
CORPORA := $(FUZZERS:%=$(B)/tests/fuzz/%)

$(B)/tests/lib/%.o: tests/lib/%.c | $(B)/.libs
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) \
		$(call pkg_cflags,json-c vterm cmocka) -MMD -MP -c -o $@ $<

$(B)/tests/contract/% $(B)/tests/screen/%: tests/%.c
$(STORIES): $(B)/%: %.c $(TESTLIB) $(B)/libnet.a $(B)/libbase.a | $(B)/.libs
	@mkdir -p $(@D)
	$(if $(V),,@echo "  TEST    $@")
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP $(LDFLAGS_ALL) \
		$(call pkg_cflags,json-c vterm cmocka) -o $@ $< $(TESTLIB) \
		$(B)/libnet.a $(B)/libbase.a \
		$(call pkg_libs,libcurl json-c libcrypto vterm cmocka) -lutil

# The corpora of the fuzz targets run as plain tests.
$(CORPORA): $(B)/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c \
		$(B)/libnet.a $(B)/libwidgets.a $(B)/libbase.a | $(B)/.libs
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ \
		$(filter %.c,$^) $(B)/libnet.a $(B)/libwidgets.a $(B)/libbase.a \
		$(call pkg_libs,$(pkgs_tui))

TESTS := $(foreach l,$(LAYERS),$(UNIT_$(l))) $(STORIES) $(CORPORA)

check: $(BIN) $(SANDBOX) $(TESTS) ## build and run every test
	@tests/run.sh $(B) $(TESTS)

fuzz: ## fuzz each target for FUZZ_SECONDS (60) with clang
	@tests/fuzz/run.sh $(FUZZERS)

bench: $(BIN) $(SANDBOX) ## print the figures (never a test)
	@tests/bench/run.sh $(B)

# --- tools -----------------------------------------------------------------

deps: ## install what build, demo and check need (apt, sudo when not root)
	@tests/lint/deps.sh $(DEBS)

deps-dev: $(filter deps,$(MAKECMDGOALS)) ## and the tools of lint, fuzz and bench
	@tests/lint/deps.sh $(DEBS) $(DEBS_DEV)

demo: $(BIN) $(SANDBOX) ## open the console on a sandbox
	@$(BIN) --demo

lint: $(BIN) $(SANDBOX) ## format, clang-tidy, layers, symbols, banned calls
	@tests/lint/run.sh $(B)

format: ## reformat the sources
	clang-format-14 -i $$(git ls-files '*.c' '*.h')

compile_commands.json: Makefile
	@tests/lint/compile_commands.sh $(CPPFLAGS_ALL) $(CFLAGS_ALL) > $@

install: $(BIN) $(SANDBOX) ## install below $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/peerdeck
	install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(SANDBOX) $(DESTDIR)$(PREFIX)/libexec/peerdeck/

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/peerdeck
	rm -rf $(DESTDIR)$(PREFIX)/libexec/peerdeck

clean: ## remove everything built
	rm -rf build compile_commands.json

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 14

-include $(shell find $(B) -name '*.d' 2>/dev/null)
