# SPDX-License-Identifier: GPL-2.0-only
# Builds, checks and installs spile.  One make, no recursion into folders; `make help' lists what
# can be asked for.

VERSION := 0.1
PREFIX ?= /usr/local
DESTDIR ?=
CC := gcc
CFLAGS ?= -O2 -g
KERNELS ?= 6.1
MODULES ?= overlay ext4
FUZZ_SECONDS ?= 60
TESTS ?=

# SANITIZE=1: address and undefined behaviour sanitizers, in a directory of its own.
B := build$(if $(SANITIZE),/sanitize)
SHARE := $(PREFIX)/share/spile

, := ,
warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes $(if $(WERROR),-Werror)
sanitizers := $(if $(SANITIZE),-fsanitize=address$(,)undefined -fno-omit-frame-pointer -fno-sanitize-recover=all)
cflags := -std=gnu11 $(warnings) $(CFLAGS) $(sanitizers)
cppflags := -D_GNU_SOURCE=1 -I. -Iparser -I$(B)/gen -I$(B)/gen/parser -DSPILE_VERSION='"$(VERSION)"' \
	-DSPILE_SHARE_DIR='"$(SHARE)"' -DSPILE_LIBEXEC_DIR='"$(PREFIX)/bin"' $(CPPFLAGS)
ldflags := $(sanitizers) $(LDFLAGS)
spile_libs := -ldw -lelf -lbpf -lz -llzma -lzstd -llz4 -lmd
spilerun_libs := -lelf

base_src := $(wildcard parser/base/*.c)
parser_src := $(wildcard parser/*.c parser/regex/*.c)
generated := parser/lexer.c parser/grammar.c
# The decoder of the target's code is the runtime's.
translator_src := $(wildcard translator/*.c translator/*/*.c) $(addprefix runtime/arch/x86/,decode.c classify.c relocate.c)
loader_src := $(wildcard loader/*.c)
unit_src := $(wildcard testsuite/unit/*.c)
fuzz_src := $(wildcard testsuite/fuzz/*.c)

obj = $(patsubst %.c,$(B)/obj/%.o,$(1))
base_obj := $(call obj,$(base_src))
spile_obj := $(base_obj) $(call obj,$(parser_src) $(translator_src)) $(patsubst %.c,$(B)/obj/gen/%.o,$(generated))
spilerun_obj := $(call obj,$(loader_src)) $(base_obj)
all_obj := $(sort $(spile_obj) $(spilerun_obj))

.PHONY: all help demo check check-vm lint format install uninstall clean setup kernels debuginfo bench fuzz unit cross FORCE
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules

all: $(B)/spile $(B)/spilerun

help:
	@echo 'make            builds build/spile and build/spilerun (CC=gcc or clang, SANITIZE=1)'
	@echo 'make demo       installs what is missing, builds, and traces a kernel in a throw-away guest'
	@echo 'make check      installs what is missing and runs all tests (TESTS=run/NAME.stp ...: these)'
	@echo 'make check-vm   the tests that need a guest (KERNEL=6.12 CPU=EPYC SMP=4: other than 6.1 max 2)'
	@echo 'make lint       layers, sizes, format, licences; make format applies the format'
	@echo 'make fuzz       the fuzzers, FUZZ_SECONDS=60 each'
	@echo 'make bench      what a probe and a translation cost'
	@echo 'make install    PREFIX=/usr/local DESTDIR=; make uninstall takes it away'
	@echo 'make setup      the Debian packages that building and testing need'
	@echo 'make kernels    guest kernels, KERNELS="6.1 6.12", into the cache directory'
	@echo 'make debuginfo  their debug information (900 MB each; 700 stay); MODULES="overlay ext4"'
	@echo 'make clean      removes build/'

# ---- programs ----

# What is made, a line each; V=1 shows the commands.
quiet = $(if $(V),,@echo '  $1	$2';)

$(B)/spile: $(spile_obj)
	$(call quiet,LD,$@)$(CC) $(ldflags) -o $@ $^ $(spile_libs)

$(B)/spilerun: $(spilerun_obj)
	$(call quiet,LD,$@)$(CC) $(ldflags) -o $@ $^ $(spilerun_libs)

$(B)/libspile.a: $(filter-out $(B)/obj/translator/main.o,$(spile_obj))
	$(call quiet,AR,$@)rm -f $@ && ar rcs $@ $^

# The headers that bison and flex make come before everything that may include them.
$(all_obj): $(B)/flags | $(B)/gen/parser/grammar.h

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(CC) $(cppflags) $(cflags) -MMD -MP -c -o $@ $<

$(B)/obj/gen/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(CC) $(cppflags) $(cflags) -MMD -MP -c -o $@ $<

$(B)/gen/parser/lexer.c: parser/lexer.l
	@mkdir -p $(@D)
	$(call quiet,FLEX,$<)flex -o $@ $<

$(B)/gen/parser/grammar.c $(B)/gen/parser/grammar.h &: parser/grammar.y
	@mkdir -p $(@D)
	$(call quiet,BISON,$<)bison -Wall -Werror=conflicts-sr -Werror=conflicts-rr -Werror=other \
		--header=$(B)/gen/parser/grammar.h -o $(B)/gen/parser/grammar.c $<

# What was compiled otherwise is compiled anew.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(CC) $(cppflags) $(cflags))' | cmp -s - $@ || \
		echo '$(subst ','\'',$(CC) $(cppflags) $(cflags))' >$@

-include $(all_obj:.o=.d)

# ---- tests ----

# A unit test is one program.  It is linked with all of spile but main(), or with the files that its
# first lines name after "unit:"; kernel code among them sees the small kernel of
# testsuite/unit/shim.
unit_programs := $(patsubst testsuite/unit/%.c,$(B)/unit/%,$(unit_src))
unit_deps := $(wildcard runtime/*.[ch] runtime/*/*.[ch] runtime/*/*/*.[ch] testsuite/unit/*.h testsuite/unit/shim/*/*.h)

unit: $(unit_programs)

$(B)/unit/%: testsuite/unit/%.c $(unit_deps) $(B)/flags $(B)/libspile.a
	@mkdir -p $(@D)
	@rm -f $@
	files=$$(sed -n '1,5s,^.*unit: \(.*[.]c\).*$$,\1,p' $<); \
	case $$files in \
	*runtime/*) also='-Iruntime -Itestsuite/unit/shim -Wno-unused-parameter' ;; \
	*) also= ;; \
	esac; \
	$(CC) $(cppflags) $(cflags) $$also $(ldflags) -o $@ $< $$files $(B)/libspile.a $(spile_libs)

# What must work on any architecture says "on: aarch64" there: it is compiled for that one as well,
# without spile, to run under qemu.
cross_src := $(shell grep -l '^ \* on: aarch64$$' $(unit_src))

cross: $(patsubst testsuite/unit/%.c,$(B)/cross/%,$(cross_src))

$(B)/cross/%: testsuite/unit/%.c $(unit_deps) $(B)/flags
	@mkdir -p $(@D)
	files=$$(sed -n '1,5s,^.*unit: \(.*[.]c\).*$$,\1,p' $<); \
	aarch64-linux-gnu-gcc -std=gnu11 $(warnings) -Werror -O2 -g -D_GNU_SOURCE=1 -I. -Iruntime \
		-Iruntime/include -static -pthread -o $@ $< $$files

fuzz:
	FUZZ_SECONDS=$(FUZZ_SECONDS) testsuite/fuzz/run

check:
	.ci/setup
	KERNEL=$(KERNEL) testsuite/check $(TESTS)

check-vm:
	.ci/setup
	KERNEL=$(KERNEL) testsuite/check $(or $(TESTS),guest)

lint:
	testsuite/lint/run

bench: all
	testsuite/bench/run

format:
	git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format -i

# ---- use ----

demo:
	.ci/setup build run vm
	$(MAKE) --no-print-directory all
	kernel=$$(vm/fetch-kernel $(firstword $(KERNELS)) | tail -n 1) && \
		.ci/demo $(B)/spile "$$kernel"

setup:
	.ci/setup

kernels:
	.ci/setup vm run
	vm/fetch-kernel $(KERNELS)

debuginfo:
	.ci/setup vm run
	@for version in $(KERNELS); do \
		kernel=$$(vm/fetch-kernel "$$version" | tail -n 1) && \
			vm/fetch-debuginfo "$$kernel" $(MODULES) || exit; \
	done

man_pages := $(wildcard man/*.[1-9])
data_files := $(shell find runtime tapsets vm -type f ! -name '*.md' ! -name '.*' 2>/dev/null)
installed := bin/spile bin/spilerun $(addprefix share/spile/,$(data_files)) \
	$(foreach page,$(man_pages),share/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))

install: all
	install -D -m 755 $(B)/spile '$(DESTDIR)$(PREFIX)/bin/spile'
	install -D -m 755 $(B)/spilerun '$(DESTDIR)$(PREFIX)/bin/spilerun'
	for f in $(data_files); do \
		mode=644; [ ! -x "$$f" ] || mode=755; \
		install -D -m $$mode "$$f" "$(DESTDIR)$(SHARE)/$$f" || exit; \
	done
	for f in $(man_pages); do \
		install -D -m 644 "$$f" "$(DESTDIR)$(PREFIX)/share/man/man$${f##*.}/$${f##*/}" || exit; \
	done

uninstall:
	cd '$(DESTDIR)$(PREFIX)' && rm -f $(installed)
	-find '$(DESTDIR)$(SHARE)' -depth -type d -empty -delete

clean:
	rm -rf build
