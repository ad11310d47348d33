/*
 * table: the sending and the receiving end of a probe's rows. A probe writes
 * messages through a zc_table; the parent decodes them and trusts nothing.
 *
 * Message: type (1 byte), length (4, little-endian), body. Types: 'R' row,
 * 'M' miss, 'W' window, 'C' cover. A row has per column a tag (0 null,
 * 1 number, 2 text) and 8 bytes, or length and bytes.
 */
#ifndef ZC_TABLE_H
#define ZC_TABLE_H

#include "base/buf.h"
#include "probe/gather.h"

enum {
	ZC_TABLE_COLS_MAX = 32,
	ZC_TABLE_TEXT_MAX = 4096,
	ZC_TABLE_ROWS_MAX = 1000000,
	ZC_TABLE_MESSAGE_MAX = 512 * 1024,
	ZC_TABLE_BYTES_MAX = 256 << 20 /* of all messages of a table */
};

struct zc_table {
	const struct zc_probe *probe;
	int (*send)(void *ctx, struct zc_str bytes);
	void *ctx;
	struct zc_buf out;  /* messages not sent yet */
	struct zc_buf text; /* texts of the row being built */
	struct zc_fact row[ZC_TABLE_COLS_MAX];
	size_t from[ZC_TABLE_COLS_MAX]; /* where each text starts */
	size_t next;                    /* column to try first in zc_put */
	int64_t rows;
	bool missed;
	bool ok; /* the last cover said so */
	int rc;  /* sticky */
};

/* `send` gets whole messages; a negative return sticks. */
void zc_table_init(struct zc_table *t, const struct zc_probe *p,
    int (*send)(void *ctx, struct zc_str bytes), void *ctx);
/* Send what is left. */
ZC_MUST int zc_table_flush(struct zc_table *t);
void zc_table_fini(struct zc_table *t);

/* Run a probe's `run` on `t` and turn a failure into a cover. */
void zc_table_run(struct zc_table *t, const struct zc_look *l);

/*
 * Order of two whole messages that zc_table_decode took: rows by their
 * columns (null, numbers, texts by bytes), rows before others.
 */
int zc_table_order(const struct zc_str *a, const struct zc_str *b);

/*
 * Decode one message from the front of `in`: ZC_OK and `used` bytes taken,
 * ZC_ENOENT when it is not complete yet, ZC_EINPUT when it is rubbish.
 * Exactly one of the pointers in `m` says what it is.
 */
struct zc_message {
	char type;
	struct zc_fact row[ZC_TABLE_COLS_MAX];
	struct zc_str path, reason; /* M; C: reason, detail in path */
	int64_t from, to;           /* W */
	enum zc_cover cover;        /* C */
};
ZC_MUST int zc_table_decode(const struct zc_probe *p, struct zc_str in,
    struct zc_message *m, size_t *used);

#endif
