# zicha: the whole build, one file. Outputs go to build/ only.
#
#   make            hardened release    build/zicha
#   make collector  portable collector  build/zicha-collect
#   make check      what ./test runs, without installing anything
#   make lint | format | fuzz-build | fuzz | dist | clean
#
# VARIANT=asan builds with sanitizers into build/asan/, VARIANT=clang with the
# other compiler, VARIANT=fuzz what the fuzz targets are linked with.

VARIANT ?= release
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
ifneq ($(filter $(VARIANT),clang fuzz),)
CC := clang
endif
CCACHE := $(shell command -v ccache 2>/dev/null)
VERSION := $(shell cat VERSION)

ifeq ($(VARIANT),release)
B := build
else
B := build/$(VARIANT)
endif
G := build/gen

WARN := -Wall -Wextra -Wshadow -Wconversion -Werror -Wvla -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wundef
CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE \
	-fstack-clash-protection
LDFLAGS_release := -pie -Wl,-z,relro,-z,now,-z,noexecstack
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -DZC_ASAN=1
LDFLAGS_asan := -fsanitize=address,undefined
CFLAGS_clang := $(CFLAGS_release)
LDFLAGS_clang := $(LDFLAGS_release)
CFLAGS_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer -DZC_ASAN=1
LDFLAGS_fuzz := -fsanitize=address,undefined

# libpq-fe.h: only src/store includes it (src/LAYERS).
PQ_INC := -isystem $(shell pkg-config --variable=includedir libpq)
CPPFLAGS := -Isrc -Itests -I$(G) $(PQ_INC) -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-DZC_VERSION='"$(VERSION)"'
CFLAGS := -std=c11 $(WARN) $(CFLAGS_$(VARIANT)) $(EXTRA_CFLAGS)
LDFLAGS := $(LDFLAGS_$(VARIANT))
LIBS := -lfyaml -lsqlite3 -lpq -lxlsxwriter -lz -lreadline -ljansson -ldl -lm
COLLECT_LIBS := -lsqlite3 -lz -ldl
comma := ,

# Rooms are found by their files: adding a file needs no edit here.
SRC := $(sort $(wildcard src/*/*.c))
LIB_SRC := $(filter-out src/cmd/%,$(SRC))
PROBES := $(sort $(wildcard src/probe/host_*.c))
KINDS := $(sort $(wildcard src/catalog/kind_*.c))
COMMANDS := $(sort $(wildcard src/cmd/cmd_*.c))
DEFS := $(sort $(shell find catalog -type f 2>/dev/null)) $(wildcard src/*/*.css)
GEN := $(G)/probes.c $(G)/commands.c $(G)/kinds.c $(G)/catalog/kinds.h \
	$(G)/charset.c $(G)/assets.S $(G)/zh_CN.mo
OBJ := $(SRC:%.c=$B/obj/%.o) $(patsubst $(G)/%,$B/obj/gen/%.o,$(basename \
	$(filter %.c %.S,$(GEN))))
LIB_OBJ := $(filter-out $B/obj/src/cmd/% $B/obj/gen/commands.o,$(OBJ))

all: $B/zicha

$B/zicha: $(OBJ)
	@mkdir -p $(@D)
	@echo 'LD $@'
	@$(CC) $(LDFLAGS) -o $@ $(OBJ) $(LIBS)

$B/libzicha.a: $(LIB_OBJ)
	@rm -f $@
	@ar rcs $@ $(LIB_OBJ)

$B/obj/%.o: %.c | $(GEN)
	@mkdir -p $(@D)
	@echo 'CC $@'
	@$(CCACHE) $(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$B/obj/gen/%.o: $(G)/%.c
	@mkdir -p $(@D)
	@echo 'CC $@'
	@$(CCACHE) $(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$B/obj/gen/%.o: $(G)/%.S
	@mkdir -p $(@D)
	@$(CC) -c -o $@ $<

# The portable collector: neither catalogue nor YAML, JSON or readline. What
# probes must know of the rules is printed by zicha and embedded.
COLLECT_SRC := $(wildcard collect/*.c src/base/*.c src/jail/*.c src/probe/*.c) \
	src/core/case.c src/core/collect.c src/core/system.c \
	src/core/target.c src/store/sql.c
COLLECT_OBJ = $(COLLECT_SRC:%.c=$B/obj/%.o) $B/obj/gen/probes.o \
	$B/obj/gen/collect_assets.o

# What a newer glibc would bind to versions that 2.28 lacks: collect/floor.c.
# libdl by its run-time name: there it is a library of its own.
ifeq ($(VARIANT)$(filter x86_64 aarch64,$(shell uname -m)),release$(shell uname -m))
COLLECT_LDFLAGS := $(patsubst %,-Wl$(comma)--wrap=%,__libc_start_main fstat64 \
	fstatat64 dlopen dlsym dlclose)
COLLECT_LIBS += -Wl,--no-as-needed -l:libdl.so.2
else
COLLECT_SRC := $(filter-out collect/floor.c,$(COLLECT_SRC))
endif

collector: $B/zicha-collect

$B/zicha-collect: $(COLLECT_OBJ)
	@echo 'LD $@'
	@$(CC) $(LDFLAGS) $(COLLECT_LDFLAGS) -o $@ $(COLLECT_OBJ) $(COLLECT_LIBS)

$(G)/items.txt: $B/zicha
	$B/zicha catalog items > $@.tmp && mv $@.tmp $@

$(G)/collect_assets.S: $(G)/items.txt $(G)/zh_CN.mo tools/gen-assets
	tools/gen-assets $(G)/zh_CN.mo $(G)/items.txt > $@.tmp && mv $@.tmp $@

include packaging/packaging.mk

# Registries: what a directory says is not said again in a list.
$(G)/probes.c: $(PROBES) tools/gen-probes
	@mkdir -p $(@D)
	@tools/gen-probes $(PROBES) > $@.tmp && mv $@.tmp $@

$(G)/commands.c: $(COMMANDS) tools/gen-commands
	@mkdir -p $(@D)
	@tools/gen-commands $(COMMANDS) > $@.tmp && mv $@.tmp $@

# Decoding tables, from iconv(3) of the machine that builds.
$(G)/gen-charset: tools/gen-charset.c
	@mkdir -p $(@D)
	@$(CC) -std=c11 $(WARN) -D_GNU_SOURCE -O1 -o $@ $<

$(G)/charset.c: $(G)/gen-charset
	@$< > $@.tmp && mv $@.tmp $@

$(G)/kinds.c: $(KINDS) tools/gen-kinds
	@mkdir -p $(@D)
	@tools/gen-kinds c $(KINDS) > $@.tmp && mv $@.tmp $@

$(G)/catalog/kinds.h: $(KINDS) tools/gen-kinds
	@mkdir -p $(@D)
	@tools/gen-kinds h $(KINDS) > $@.tmp && mv $@.tmp $@

$(G)/assets.S: $(DEFS) $(G)/zh_CN.mo $(G)/trees.bin tools/gen-assets
	@mkdir -p $(@D)
	@tools/gen-assets $(G)/zh_CN.mo $(G)/trees.bin $(DEFS) > $@.tmp && \
		mv $@.tmp $@

# The definitions once more, parsed: reading YAML is most of loading them.
GEN_TREES := tools/freeze-trees.c src/catalog/frozen.c src/catalog/say.c \
	src/catalog/tree.c $(filter-out src/base/tr.c,$(wildcard src/base/*.c))

$(G)/freeze-trees: $(GEN_TREES) $(wildcard src/base/*.h) \
		src/catalog/frozen.h src/catalog/tree.h src/catalog/say.h
	@mkdir -p $(@D)
	@echo 'CC $@'
	@$(CC) $(CPPFLAGS) -std=c11 $(WARN) -O2 -o $@ $(GEN_TREES) -lfyaml

$(G)/trees.bin: $(DEFS) $(G)/freeze-trees
	@$(G)/freeze-trees $(filter %.yaml,$(DEFS)) > $@.tmp && mv $@.tmp $@

# Parts: texts of people who work side by side, until tools/merge-po.
PO := po/zh_CN.po $(sort $(wildcard po/parts/*.po))
$(G)/zh_CN.mo: $(PO)
	@mkdir -p $(@D)
	@tools/cat-po | msguniq --use-first - | msgfmt --check-format -o $@ -

-include $(wildcard $B/obj/*.d $B/obj/*/*.d $B/obj/*/*/*.d)

include tests/tests.mk

# The manual of every kind of definition, printed from its field table.
docs: $B/zicha
	@mkdir -p build/docs/formats
	@for k in $$($B/zicha catalog docs); do \
		$B/zicha --lang zh catalog docs $$k > build/docs/formats/$$k.md && \
		$B/zicha --lang en catalog docs $$k > build/docs/formats/$$k.en.md \
			|| exit 1; done
	@ls build/docs/formats

clean:
	rm -rf build

.PHONY: all collector docs clean
.DELETE_ON_ERROR:
