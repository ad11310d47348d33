#include "probe/burntrace.h"

#include "probe/logfile.h"

/* Items of an entry: they stand side by side. */
struct entry {
	const struct zc_items *items;
	size_t from; /* index of the first */
	const char *id;
};

static bool
next_entry(const struct zc_items *items, size_t *i, struct entry *out)
{
	struct zc_item it, more;
	size_t at = *i;

	if (!zc_item_next(items, "rule.burn_trace", &at, &it))
		return false;
	*out = (struct entry){ items, *i, it.entry };
	do
		*i = at;
	while (zc_item_next(items, "rule.burn_trace", &at, &more) &&
	    strcmp(more.entry, it.entry) == 0);
	return true;
}

/* Next value of a field of the entry. */
static const char *
value(const struct entry *n, const char *field, size_t *i)
{
	struct zc_item it;

	while (zc_item_next(n->items, "rule.burn_trace", i, &it) &&
	    strcmp(it.entry, n->id) == 0)
		if (strcmp(it.field, field) == 0)
			return it.value;
	return NULL;
}

static bool
has(const struct entry *n, const char *field, struct zc_str text, bool part)
{
	size_t i = n->from;
	const char *v;

	while ((v = value(n, field, &i)) != NULL)
		if (part ? zc_str_search(text, v) < text.n : zc_str_is(text, v))
			return true;
	return false;
}

static struct zc_str
title_of(const struct entry *n)
{
	size_t i = n->from;
	const char *v = value(n, "title", &i);

	return zc_str_of(v == NULL ? n->id : v);
}

/* "/dev/sr0" in "dev=/dev/sr0", "-outdev /dev/sr0", "/dev/sr0=x.iso". */
static struct zc_str
device_of(struct zc_str line)
{
	size_t at = zc_str_search(line, "/dev/"), n = 5;

	if (at == line.n)
		return ZC_S("");
	line = zc_str_sub(line, at, line.n);
	while (n < line.n &&
	    ((line.p[n] >= 'a' && line.p[n] <= 'z') ||
		(line.p[n] >= '0' && line.p[n] <= '9')))
		n++;
	return zc_str_sub(line, 0, n);
}

/* Words in front of a program: "sudo -u root nice wodim". */
static bool
is_prefix(struct zc_str word)
{
	static const char *const words[] = { "sudo", "nice", "ionice", "time",
		"nohup", "exec", "env", "doas" };

	for (size_t i = 0; i < ZC_LEN(words); i++)
		if (zc_str_is(word, words[i]))
			return true;
	return false;
}

/* One command of a pipe or list. */
static bool
one_command(const struct zc_items *items, struct zc_str line,
    struct zc_str *title, struct zc_str *device)
{
	struct zc_str rest = line, word;
	struct entry n;
	size_t i = 0;
	bool front = true;

	while (front && zc_str_word(&rest, &word))
		front = is_prefix(word) || word.p[0] == '-' ||
		    zc_str_find(word, '=') < word.n;
	if (front)
		return false;
	word = zc_str_base(word);
	while (next_entry(items, &i, &n)) {
		size_t k = n.from;

		if (!has(&n, "command", word, false) ||
		    has(&n, "without", line, true) ||
		    (value(&n, "with", &k) != NULL &&
			!has(&n, "with", line, true)))
			continue;
		*title = title_of(&n);
		*device = device_of(line);
		return true;
	}
	return false;
}

bool
zc_burntrace_command(const struct zc_items *items, struct zc_str line,
    struct zc_str *title, struct zc_str *device)
{
	while (line.n > 0) {
		size_t n = 0;

		while (n < line.n && strchr("|;&", line.p[n]) == NULL)
			n++;
		if (one_command(items, zc_str_sub(line, 0, n), title, device))
			return true;
		line = zc_str_sub(line, n + 1, line.n);
	}
	return false;
}

bool
zc_burntrace_application(
    const struct zc_items *items, struct zc_str name, struct zc_str *title)
{
	struct entry n;
	size_t i = 0;

	while (next_entry(items, &i, &n))
		if (has(&n, "application", name, false)) {
			*title = title_of(&n);
			return true;
		}
	return false;
}

int
zc_burntrace_history(struct zc_str text, zc_burntrace_fn fn, void *ctx)
{
	static const char fish[] = "- cmd: ";
	struct zc_str line, held = ZC_S("");
	int64_t at = 0, v;
	int rc = ZC_OK;

	while (rc == ZC_OK && zc_str_line(&text, &line)) {
		size_t semi = zc_str_find(line, ';');
		struct zc_str when = zc_str_trim(line);

		if (zc_str_starts(line, "#") &&
		    zc_str_int(zc_str_sub(line, 1, line.n), 10, &v)) {
			at = v;
			continue;
		}
		if (zc_str_starts(line, fish)) { /* its time comes behind it */
			if (held.n > 0)
				rc = fn(ctx, held, 0);
			held = zc_str_sub(line, sizeof(fish) - 1, line.n);
			continue;
		}
		if (held.n > 0 && zc_str_starts(when, "when: ")) {
			if (!zc_str_int(zc_str_sub(when, 6, when.n), 10, &v))
				v = 0;
			rc = fn(ctx, held, v);
			held = ZC_S("");
			continue;
		}
		if (zc_str_starts(line, ": ") && semi < line.n &&
		    zc_str_int(
			zc_str_sub(line, 2,
			    zc_str_find(zc_str_sub(line, 2, line.n), ':')),
			10, &v)) {
			at = v;
			line = zc_str_sub(line, semi + 1, line.n);
		}
		rc = fn(ctx, line, at);
	}
	return rc == ZC_OK && held.n > 0 ? fn(ctx, held, 0) : rc;
}

/* "2026-01-10-08-00-00-00" of an ISO 9660 file system. */
static int64_t
made_at(struct zc_str uuid)
{
	struct zc_logclock clock = { 0 };
	struct zc_logstamp stamp;
	char text[24];

	if (uuid.n != 22)
		return 0;
	memcpy(text, uuid.p, 19);
	text[10] = ' ';
	text[13] = text[16] = ':';
	text[19] = ' ';
	text[20] = '\0';
	zc_logtime(&clock, zc_str_of(text), &stamp);
	return stamp.at;
}

/* Keys ID_CDROM_MEDIA_… of discs that can be written (udev's cdrom_id). */
static bool
recordable(struct zc_str kind)
{
	static const char *const kinds[] = { "CD_R", "CD_RW", "DVD_R", "DVD_RW",
		"DVD_RAM", "DVD_PLUS_R", "DVD_PLUS_RW", "DVD_PLUS_R_DL",
		"DVD_PLUS_RW_DL", "BD_R", "BD_RE", "MO", "MRW" };

	for (size_t i = 0; i < ZC_LEN(kinds); i++)
		if (zc_str_is(kind, kinds[i]))
			return true;
	return false;
}

bool
zc_burntrace_disc(struct zc_str entry, struct zc_buf *detail, int64_t *at)
{
	static const char media[] = "E:ID_CDROM_MEDIA_";
	struct zc_str line, key, kind = ZC_S(""), state = ZC_S(""),
				 label = ZC_S("");

	*at = 0;
	while (zc_str_line(&entry, &line)) {
		struct zc_str v = line;

		if (!zc_str_starts(line, "E:") || !zc_str_cut(&v, '=', &key))
			continue;
		if (zc_str_is(key, "E:ID_CDROM_MEDIA_STATE"))
			state = v;
		else if (zc_str_is(key, "E:ID_FS_LABEL"))
			label = v;
		else if (zc_str_is(key, "E:ID_FS_UUID"))
			*at = made_at(v);
		else if (zc_str_starts(key, media) && zc_str_is(v, "1") &&
		    recordable(zc_str_sub(key, sizeof(media) - 1, key.n)))
			kind = zc_str_sub(key, sizeof(media) - 1, key.n);
	}
	zc_buf_clear(detail);
	zc_buf_str(detail, kind);
	zc_buf_char(detail, ' ');
	zc_buf_str(detail, state);
	if (label.n > 0)
		zc_buf_char(detail, ' ');
	zc_buf_str(detail, label);
	return kind.n > 0 && detail->rc == ZC_OK;
}

bool
zc_burntrace_kernel(struct zc_str msg, struct zc_str *device)
{
	size_t at = zc_str_search(msg, "[sr"), end;

	/* "sr 1:0:0:0: [sr0] tag#0 CDB: Write(10) 2a 00 …": a failed one. */
	if (at < msg.n && zc_str_search(msg, "CDB: Write(") < msg.n) {
		*device = zc_str_sub(msg, at + 1, msg.n);
		end = zc_str_find(*device, ']');
		*device = zc_str_sub(*device, 0, end);
		return true;
	}
	/* "pktcdvd: pktcdvd0: writer mapped to sr0": packet writing. */
	at = zc_str_search(msg, "writer mapped to ");
	if (at == msg.n || zc_str_search(msg, "pktcdvd") == msg.n)
		return false;
	*device = zc_str_sub(msg, at + strlen("writer mapped to "), msg.n);
	return true;
}
