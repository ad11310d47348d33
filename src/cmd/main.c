/* zicha: finds the subcommand and hands over. */
#include "base/tr.h"
#include "cmd/cmd.h"
#include "store/store.h"

#include <locale.h>
#include <unistd.h>

static void
usage(const char *lang)
{
	(void)printf("%s\n\n",
	    zc_tr(lang,
		"zicha: self-inspection of network security and secrecy, for "
		"non-classified computers only"));
	(void)printf("%s\n",
	    zc_tr(lang,
		"Usage: zicha [--lang zh|en] [--db DIR] [--catalog DIR] "
		"[--as USER] COMMAND [ARGUMENTS]"));
	for (size_t i = 0; i < zc_ncmds; i++)
		(void)printf("  %-10s %s\n", zc_cmds[i]->name,
		    zc_tr(lang, zc_cmds[i]->summary));
	(void)printf("%s\n",
	    zc_tr(lang,
		"zicha COMMAND --help tells more about one command.\n"
		"\n"
		"For example:\n"
		"  sudo zicha inspect --page      inspect this computer, with "
		"a web page to print\n"
		"  zicha finding list             what is still open\n"
		"\n"
		"  --lang zh|en     language of what is shown\n"
		"  --db DIR         where inspections and findings are kept\n"
		"  --catalog DIR    definitions of the unit's own, added to "
		"those built in\n"
		"\n"
		"Exit status: 0 nothing found, 1 something found, 2 wrong "
		"call,\n"
		"3 nothing found but something could not be seen, 4 failed,\n"
		"5 refused, 6 interrupted (can be resumed)."));
}

/*
 * The options that go everywhere may stand before or behind the command: take
 * them out of argv. Returns the new argc, or -1 when a value is missing.
 */
static int
global_options(struct zc_run *r, const char **lang, int argc, char **argv)
{
	int n = 0;

	for (int i = 0; i < argc; i++) {
		const char **to = NULL;

		if (strcmp(argv[i], "--lang") == 0)
			to = lang;
		else if (strcmp(argv[i], "--db") == 0)
			to = &r->db;
		else if (strcmp(argv[i], "--catalog") == 0)
			to = &r->catalog;
		else if (strcmp(argv[i], "--as") == 0)
			to = &r->as;
		if (to == NULL) {
			argv[n++] = argv[i];
			continue;
		}
		if (++i == argc)
			return -1;
		*to = argv[i];
	}
	argv[n] = NULL;
	return n;
}

static const char *
default_db(void)
{
	const char *s = getenv("ZICHA_DB");

	return s != NULL && s[0] != '\0' ? s : zc_store_default();
}

static const struct zc_cmd *
find(const char *name)
{
	for (size_t i = 0; i < zc_ncmds; i++)
		if (strcmp(zc_cmds[i]->name, name) == 0)
			return zc_cmds[i];
	return NULL;
}

static int
dispatch(struct zc_run *r, int argc, char **argv)
{
	const struct zc_cmd *c;

	if (argc < 2 || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		usage(r->lang);
		return argc < 2 ? ZC_EXIT_USAGE : ZC_EXIT_CLEAN;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)printf("zicha %s\n", ZC_VERSION);
		return ZC_EXIT_CLEAN;
	}
	c = find(argv[1]);
	if (c == NULL) {
		(void)fprintf(stderr, "zicha: %s: %s\n", argv[1],
		    zc_tr(r->lang, "no such command; see zicha --help"));
		return ZC_EXIT_USAGE;
	}
	for (int i = 2; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0) {
			(void)printf("%s\n", zc_tr(r->lang, c->usage));
			return ZC_EXIT_CLEAN;
		}
	return c->run(r, argc - 1, argv + 1);
}

int
main(int argc, char **argv)
{
	struct zc_run r = { .db = default_db() };
	const char *lang = NULL;

	(void)setlocale(LC_ALL, "");
	argc = global_options(&r, &lang, argc, argv);
	r.lang = zc_tr_language(lang);
	r.dir = zc_store_files(r.db);
	if (argc == -1) {
		(void)fprintf(stderr, "zicha: %s\n",
		    zc_tr(r.lang, "an option lacks its value"));
		return ZC_EXIT_USAGE;
	}
	return dispatch(&r, argc, argv);
}
