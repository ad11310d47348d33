/* zicha query: SQL over the facts of this computer or of a root. */
#include "base/tr.h"
#include "base/utf8.h"
#include "cmd/say.h"
#include "core/ask.h"

#include <errno.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <signal.h>
#include <unistd.h>

enum {
	STATEMENT_MAX = 1 << 20,
	HISTORY_LINES = 1000,
	NEAR_MAX = 5
};

struct query {
	const struct zc_run *r;
	struct zc_ask *ask;
	enum zc_grid grid;
	int status; /* of the last statement */
};

static volatile sig_atomic_t stopping;

static void
on_signal(int sig)
{
	(void)sig;
	stopping = 1;
}

static bool
stop(void *ctx)
{
	(void)ctx;
	return stopping != 0;
}

/* What was not fully seen goes to standard error, beside the rows. */
static int
say_cover(void *ctx, const struct zc_case_status *s)
{
	const struct query *q = ctx;

	(void)fprintf(stderr, "%s: %s%s%s%s%s\n", s->table,
	    zc_tr(q->r->lang, zc_cover_word(s->o.cover)),
	    s->o.reason[0] == '\0' ? "" : ": ", zc_tr(q->r->lang, s->o.reason),
	    s->o.detail[0] == '\0' ? "" : ": ", s->o.detail);
	return ZC_OK;
}

/* A name that is not there, with those that look like it. */
static void
say_unknown(const struct query *q, const char *name)
{
	const char *near[NEAR_MAX];
	size_t n = zc_ask_near(name, near, NEAR_MAX);

	(void)fprintf(stderr, "zicha: %s: %s\n", name,
	    zc_tr(
		q->r->lang, ZC_N("there is no table or column of that name")));
	if (n > 0)
		(void)fprintf(stderr, "  %s", zc_tr(q->r->lang, ZC_N("near:")));
	for (size_t i = 0; i < n; i++)
		(void)fprintf(stderr, " %s", near[i]);
	(void)fprintf(stderr, "%s  %s\n", n > 0 ? "\n" : "",
	    zc_tr(q->r->lang,
		ZC_N(
		    "All tables: .tables; the columns of one: .schema TABLE")));
}

static void
put(struct query *q, const char *sql)
{
	struct zc_err e = { 0 };
	struct zc_buf b;
	int rc;

	stopping = 0;
	rc = zc_ask_put(q->ask, sql, q->grid, stdout, &e);
	(void)fflush(stdout);
	if (rc == ZC_OK) {
		q->status = ZC_EXIT_CLEAN;
	} else if (rc == ZC_ENOENT) {
		say_unknown(q, zc_ask_unknown(q->ask));
		q->status = ZC_EXIT_USAGE;
	} else if (rc == ZC_EUSAGE) {
		zc_buf_init(&b, 4096);
		zc_say_sentence(q->r, &e, &b);
		(void)fprintf(stderr, "zicha: %s\n", b.p);
		zc_buf_fini(&b);
		q->status = ZC_EXIT_USAGE;
	} else if (rc == ZC_ESTOP) {
		(void)fprintf(stderr, "zicha: %s\n",
		    zc_tr(q->r->lang, ZC_N("stopped by the user")));
		q->status = ZC_EXIT_STOPPED;
	} else {
		q->status = zc_say_err(q->r, &e);
	}
}

/* Text and blanks up to `width` columns of a terminal. */
static void
cell(const char *s, int width)
{
	int n = width - (int)zc_utf8_width(zc_str_of(s));

	(void)printf("%s%*s ", s, n > 0 ? n : 0, "");
}

static void
tables(const struct query *q)
{
	static const char *const costs[] = { ZC_N("low"), ZC_N("medium"),
		ZC_N("high") };
	bool zh = strcmp(q->r->lang, "zh") == 0;

	for (size_t i = 0; i < zc_nprobes; i++) {
		const struct zc_probe *p = zc_probes[i];

		cell(p->table, 18);
		cell(zc_tr(q->r->lang, costs[p->cost]), 6);
		cell(p->needs != ZC_PRIV_ROOT
			? ""
			: zc_tr(q->r->lang, ZC_N("administrator")),
		    13);
		(void)printf("%s\n", zh ? p->zh : p->en);
	}
}

/* The meaning of a table or a column; `room` for one that was translated. */
static const char *
meaning(const struct query *q, const char *mean, char room[1024])
{
	const char *text;

	(void)snprintf(room, 1024, "mean=%s", mean);
	text = zc_tr(q->r->lang, room);
	return text == room ? mean : text;
}

static void
schema(struct query *q, const char *name)
{
	static const char *const types[] = { "text", "int", "bool", "time" };
	const struct zc_probe *p = zc_probe_find(name);
	bool zh = strcmp(q->r->lang, "zh") == 0;
	char room[1024];

	if (p == NULL) {
		say_unknown(q, name);
		q->status = ZC_EXIT_USAGE;
		return;
	}
	(void)printf("%s  %s  %s\n", p->table, zh ? p->zh : p->en,
	    meaning(q, p->mean, room));
	for (size_t i = 0; i < p->ncols; i++) {
		const struct zc_col *c = &p->cols[i];

		(void)printf("  ");
		cell(c->name, 18);
		cell(types[c->type], 4);
		cell(zh ? c->zh : c->en, 18);
		(void)printf("%s\n", meaning(q, c->mean, room));
	}
	q->status = ZC_EXIT_CLEAN;
}

static void
help(const struct query *q)
{
	(void)printf("%s\n",
	    zc_tr(q->r->lang,
		ZC_N(
		    ".tables         all tables: cost, rights needed, title\n"
		    ".schema TABLE   its columns: type, label, meaning\n"
		    ".help           this\n"
		    ".quit           leave\n"
		    "SELECT …;       a question, ended by a semicolon; a table "
		    "is looked at when a question first reads it")));
}

/* A line that begins with a dot. False: leave. */
static bool
dot(struct query *q, char *line)
{
	char *rest = line, *word = strsep(&rest, " \t"), *name = NULL;

	while (rest != NULL && (name = strsep(&rest, " \t;")) != NULL &&
	    name[0] == '\0')
		continue;
	if (strcmp(word, ".quit") == 0 || strcmp(word, ".exit") == 0)
		return false;
	if (strcmp(word, ".tables") == 0)
		tables(q);
	else if (strcmp(word, ".schema") == 0 && name != NULL)
		schema(q, name);
	else
		help(q);
	return true;
}

/* Completion by readline: dot commands, tables, columns. */

static const char *const dots[] = { ".tables", ".schema", ".help", ".quit" };

static const char *
candidate(size_t i)
{
	if (i < ZC_LEN(dots))
		return dots[i];
	i -= ZC_LEN(dots);
	if (i < zc_nprobes)
		return zc_probes[i]->table;
	i -= zc_nprobes;
	for (size_t t = 0; t < zc_nprobes; t++) {
		if (i < zc_probes[t]->ncols)
			return zc_probes[t]->cols[i].name;
		i -= zc_probes[t]->ncols;
	}
	return NULL;
}

static char *
next_match(const char *text, int state)
{
	static size_t i;
	const char *c;

	if (state == 0)
		i = 0;
	while ((c = candidate(i)) != NULL) {
		i++;
		if (strncasecmp(c, text, strlen(text)) == 0)
			return strdup(c);
	}
	return NULL;
}

static char **
complete(const char *text, int start, int end)
{
	(void)start;
	(void)end;
	rl_attempted_completion_over = 1; /* never file names */
	return rl_completion_matches(text, next_match);
}

/* At Ctrl-C readline gives an empty line back: what was typed is dropped. */
static int
on_event(void)
{
	if (stopping != 0)
		rl_done = 1;
	return 0;
}

static char *
read_tty(bool more)
{
	char *line;

	rl_event_hook = on_event;
	line = readline(more ? "   ...> " : "zicha> ");
	if (line != NULL && line[0] != '\0')
		add_history(line);
	return line;
}

static char *
read_pipe(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n = getline(&line, &room, stdin);

	if (n < 0) {
		free(line);
		return NULL;
	}
	if (n > 0 && line[n - 1] == '\n')
		line[n - 1] = '\0';
	return line;
}

/* One line of input; false: leave. */
static bool
take(struct query *q, struct zc_buf *b, char *line)
{
	if (stopping != 0) { /* the line was given up */
		stopping = 0;
		zc_buf_clear(b);
		return true;
	}
	if (b->n == 0 && line[0] == '.')
		return dot(q, line);
	zc_buf_cstr(b, line);
	zc_buf_char(b, '\n');
	if (b->rc != ZC_OK) {
		(void)fprintf(stderr, "zicha: %s\n",
		    zc_tr(q->r->lang, ZC_N("the question is too long")));
		return false;
	}
	if (zc_ask_whole(b->p)) {
		put(q, b->p);
		zc_buf_clear(b);
	}
	return true;
}

static void
shell(struct query *q)
{
	bool tty = isatty(0) != 0 && isatty(1) != 0, go = true;
	char history[4300], *line;
	struct zc_buf b;

	zc_buf_init(&b, STATEMENT_MAX);
	(void)snprintf(history, sizeof(history), "%s/query_history", q->r->dir);
	if (tty) {
		rl_readline_name = "zicha";
		rl_catch_signals = 0;
		rl_attempted_completion_function = complete;
		/* A dot is part of a word, so that .tables completes. */
		rl_basic_word_break_characters = " \t\n\"'`;,()=<>+*/|";
		(void)read_history(history);
		(void)printf("%s\n",
		    zc_tr(q->r->lang,
			ZC_N("SQL over the facts of this computer; .help tells "
			     "more, .quit leaves")));
	}
	while (go && (line = tty ? read_tty(b.n > 0) : read_pipe()) != NULL) {
		go = take(q, &b, line);
		free(line);
	}
	/* The last one needs no semicolon when it comes through a pipe. */
	if (go && !tty && b.n > 0)
		put(q, b.p);
	if (tty) {
		stifle_history(HISTORY_LINES);
		(void)write_history(history);
	}
	zc_buf_fini(&b);
}

static bool
parse(
    struct query *q, int argc, char **argv, const char **root, const char **sql)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--root") == 0 && i + 1 < argc)
			*root = argv[++i];
		else if (strcmp(argv[i], "--format") == 0 && i + 1 < argc) {
			if (!zc_grid_of(argv[++i], &q->grid))
				return false;
		} else if (*sql == NULL && argv[i][0] != '-')
			*sql = argv[i];
		else
			return false;
	}
	return true;
}

static int
run(const struct zc_run *r, int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct query q = { .r = r };
	struct zc_ask_use use = {
		.data = r->dir, .cover = say_cover, .stop = stop, .ctx = &q
	};
	struct zc_catalog k = { 0 };
	struct zc_err e = { 0 };
	const char *sql = NULL;
	int rc;

	if (!parse(&q, argc, argv, &use.root, &sql))
		return zc_say_usage(r, argv[0]);
	rc = zc_say_load(r, &k, &e);
	use.catalog = &k;
	if (rc == ZC_OK)
		rc = zc_ask_open(&use, &q.ask, &e);
	if (rc == ZC_OK) {
		(void)sigaction(SIGINT, &sa, NULL);
		if (sql != NULL && sql[0] == '.') {
			char *line = strdup(sql);

			if (line != NULL)
				(void)dot(&q, line);
			free(line);
		} else if (sql != NULL) {
			put(&q, sql);
		} else {
			shell(&q);
		}
	}
	zc_ask_close(q.ask);
	zc_catalog_fini(&k);
	return rc == ZC_OK ? q.status : zc_say_err(r, &e);
}

const struct zc_cmd zc_cmd_query = {
	.name = "query",
	.summary = ZC_N("put an SQL question to the facts of this computer"),
	.usage = ZC_N(
	    "Usage: zicha query [SQL] [--root DIR] [--format table|json|csv]\n"
	    "Without SQL: a prompt, where .help tells more. Example:\n"
	    "  zicha query \"SELECT name, uid FROM account WHERE uid = 0\""),
	.run = run,
};
