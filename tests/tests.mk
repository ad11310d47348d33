# Unit tests: every tests/unit/test_*.c is linked into one runner.
TESTS := $(sort $(wildcard tests/unit/*.c))
TEST_OBJ := $(TESTS:%.c=$B/obj/%.o)

$B/unit: $(TEST_OBJ) $B/libzicha.a
	$(CC) $(LDFLAGS) -o $@ $(TEST_OBJ) $B/libzicha.a $(LIBS)
