/*
 * gather: runs probes in jailed processes, several at once, and hands their
 * checked rows to a sink (the case file).
 */
#ifndef ZC_GATHER_H
#define ZC_GATHER_H

#include "probe/probe.h"

/* All probes, by the files of this room; sorted by table name. */
extern const struct zc_probe *const zc_probes[];
extern const size_t zc_nprobes;

const struct zc_probe *zc_probe_find(const char *table);

/* One value of a row, in the order of the probe's columns. */
struct zc_fact {
	bool is_null;
	int64_t i;       /* ZC_INT, ZC_BOOL, ZC_TIME */
	struct zc_str s; /* ZC_TEXT: valid UTF-8, at most 4096 bytes */
};

/* How a table came out. */
struct zc_outcome {
	enum zc_cover cover;
	char reason[160]; /* English msgid, "" for none */
	char detail[400];
	int64_t window_from, window_to; /* 0 = not a log */
	int64_t rows;
	int64_t ms; /* wall time spent */
};

struct zc_sink {
	void *ctx;
	/* Before the first row of a table. Negative stops the gathering. */
	int (*begin)(void *ctx, const struct zc_probe *p, struct zc_err *e);
	int (*row)(void *ctx, const struct zc_probe *p, const struct zc_fact *v,
	    struct zc_err *e);
	/* A path that was not reached. */
	int (*miss)(void *ctx, const struct zc_probe *p, struct zc_str path,
	    struct zc_str reason, struct zc_err *e);
	int (*end)(void *ctx, const struct zc_probe *p,
	    const struct zc_outcome *o, struct zc_err *e);
	/* Asked between messages; true = the user wants to stop. May be NULL.
	 */
	bool (*stop)(void *stop_ctx);
	void *stop_ctx;
};

/*
 * Run `n` probes, at most `jobs` at once. A probe that dies, hangs or sends
 * rubbish costs its own table ("error") and nothing else. ZC_ESTOP when the
 * user stopped; the tables ended before are complete. The sink's calls for
 * different tables may interleave; those of one table are in order.
 */
ZC_MUST int zc_gather(const struct zc_look *look,
    const struct zc_probe *const *probes, size_t n, unsigned jobs,
    struct zc_sink *sink, struct zc_err *e);

/* "ok", "partial", "denied", "absent", "unsupported", "error". */
const char *zc_cover_word(enum zc_cover c);
/* The reverse; false when it is none of them. */
bool zc_cover_of(const char *word, enum zc_cover *out);

#endif
