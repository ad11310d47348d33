L := build/lint

# Unit tests: every tests/unit/test_*.c is linked into one runner.
TESTS := $(sort $(wildcard tests/unit/*.c))
TEST_OBJ := $(TESTS:%.c=$B/obj/%.o)

$B/unit: $(TEST_OBJ) $B/libzicha.a
	@echo 'LD $@'
	@$(CC) $(LDFLAGS) -o $@ $(TEST_OBJ) $B/libzicha.a $(LIBS)

# Fuzz targets: every fuzz/fuzz_*.c is a program of its own, build/fuzz/NAME.
FUZZ := $(sort $(wildcard fuzz/fuzz_*.c))
FUZZ_BIN := $(FUZZ:fuzz/%.c=build/fuzz/%)

build/fuzz/fuzz_%: build/fuzz/obj/fuzz/fuzz_%.o build/fuzz/libzicha.a
	@echo 'LD $@'
	@clang -fsanitize=fuzzer,address,undefined -o $@ $^ $(LIBS)

# Expat is the oracle of our own scanner.
build/fuzz/fuzz_xmltext: LIBS += -lexpat

fuzz-targets: $(FUZZ_BIN)
fuzz-build:
	@$(MAKE) --no-print-directory VARIANT=fuzz fuzz-targets

# Longer than ./test does it: a minute for each target.
fuzz: fuzz-build
	ZC_FUZZ_SEED=0 ZC_FUZZ_SECONDS=$${ZC_FUZZ_SECONDS:-60} tests/fuzz

# Format of everything that people write.
FORMAT := $(sort $(wildcard src/*/*.[ch] tests/unit/*.[ch] fuzz/*.c \
	collect/*.[ch] bench/*.[ch] tools/*.[ch]))
format:
	clang-format -i $(FORMAT)

# Lint. Slow analysers leave a stamp per file, so that the second run is quick.

TIDY := $(SRC:%.c=$L/%.tidy)
LINT_FLAGS := -std=c11 -Isrc -Itests -I$(G) $(PQ_INC) -D_GNU_SOURCE \
	-D_FILE_OFFSET_BITS=64 -DZC_VERSION='"lint"'

$L/%.tidy: %.c .clang-tidy $(wildcard src/*/*.h) | $(GEN)
	@mkdir -p $(@D)
	@clang-tidy --quiet $< -- $(LINT_FLAGS) > $@.tmp 2>/dev/null || \
		{ cat $@.tmp; exit 1; }
	@mv $@.tmp $@

$L/cppcheck: $(SRC) $(wildcard src/*/*.h) tools/cppcheck.suppress
	@mkdir -p $(@D)
	@cppcheck -q -j2 --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,portability,performance \
		--suppressions-list=tools/cppcheck.suppress \
		--cppcheck-build-dir=$(shell mkdir -p $L/cpp && echo $L/cpp) \
		-Isrc -D_GNU_SOURCE -D__x86_64__ -D__GNUC__ \
		-D'json_object_foreach(o,k,v)=while((k=f(o))&&(v=f(o)))' \
		-D'json_array_foreach(o,i,v)=while((i=f(o))&&(v=f(o)))' src
	@touch $@

SCRIPTS := run test .ci/run bench/compare tools/merge-po tools/cat-po \
	tests/all tests/definitions tests/shell tests/fuzz \
	$(sort $(filter-out %.c,$(wildcard tools/check-* tools/gen-* \
	tools/lint-* bench/*.sh tests/integration/*.sh tests/e2e/*.sh \
	packaging/*.sh)))

lint-format:
	@clang-format --dry-run -Werror $(FORMAT)
lint-size:
	@tools/check-size
lint-layers:
	@tools/check-layers
lint-po:
	@tools/check-po
	@tools/merge-po --check
lint-licences:
	@tools/check-licences
lint-shell:
	@command -v shellcheck >/dev/null || exit 0; \
		shellcheck -s sh -S warning $(SCRIPTS)
lint-tidy: $(TIDY)
lint-cppcheck: $L/cppcheck
# Which requirement is held by what; the report, not a judgement.
lint-coverage: $B/zicha
	@$B/zicha --lang zh catalog coverage > build/coverage.txt
	@tail -n 1 build/coverage.txt

LINT := lint-size lint-layers lint-po lint-licences lint-shell lint-tidy \
	lint-cppcheck lint-format lint-coverage
lint:
	@$(MAKE) --no-print-directory -k -j$(shell nproc) $(LINT)
	@echo 'lint: clean'

# A tar of what is committed, with nothing built.
dist:
	@mkdir -p build
	git archive --prefix=zicha-$(VERSION)/ -o build/zicha-$(VERSION).tar.gz \
		HEAD
	@echo build/zicha-$(VERSION).tar.gz

bench: $B/zicha
	bench/run

.PHONY: fuzz-targets fuzz-build fuzz format lint $(LINT) dist bench

# Small programs that the end-to-end tests need; the first stands on our own
# library, in the variant asked for.
build/tools/sheet-$(VARIANT): tests/tools/sheet.c $B/libzicha.a
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
build/tools/%: tests/tools/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARN) -D_GNU_SOURCE -O1 -o $@ $<

# Programs of the bench that are linked with the library.
build/bench/%: bench/%.c build/libzicha.a
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
