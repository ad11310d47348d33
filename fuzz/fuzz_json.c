/* Any bytes as JSON: it ends, and never deeper than allowed. */
#include "probe/json.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct zc_json j;
	struct zc_unpack *u = NULL;
	enum zc_json_token k;
	size_t tokens = 0, opened = 0, closed = 0;
	int fd = memfd_create("json", MFD_CLOEXEC);

	if (fd == -1 || write(fd, p, n) != (ssize_t)n ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	if (zc_unpack_open_fd(fd, &u, NULL) != ZC_OK)
		return 0;
	zc_json_init(&j, u);
	while ((k = zc_json_next(&j)) != ZC_JSON_END && k != ZC_JSON_ERROR) {
		opened += k == ZC_JSON_OPEN;
		closed += k == ZC_JSON_CLOSE;
		if (++tokens > n * 1200 || opened - closed > ZC_JSON_DEPTH)
			abort();
	}
	if (k == ZC_JSON_END && opened != closed)
		abort();
	zc_unpack_close(u);
	return 0;
}
