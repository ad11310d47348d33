#include "catalog/kind.h"

const struct zc_kind *const zc_kind_all[ZC_NKINDS] = {
	&zc_kind_check,
	&zc_kind_checklist,
	&zc_kind_ledger,
	&zc_kind_rule,
	&zc_kind_setting,
};

const char *const zc_kind_confidence[] = { "V", "S", "R", "I", "unknown",
	NULL };

const char *
zc_kind_id(const void *def)
{
	return *(const char *const *)def;
}

const struct zc_at *
zc_kind_at(const struct zc_kind *k, const void *def)
{
	return (const void *)((const char *)def + k->shape->at);
}

const struct zc_node *
zc_kind_node(const struct zc_node *map, const char *key)
{
	const struct zc_node *n = zc_node_get(map, key);

	return n == NULL ? map : n;
}

static bool
part_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

size_t
zc_kind_parts(const char *id)
{
	size_t parts = 1, len = 0;

	for (; *id != '\0'; id++) {
		if (part_char(*id)) {
			len++;
			continue;
		}
		if (*id != '.' || len == 0)
			return 0;
		parts++;
		len = 0;
	}
	return len == 0 ? 0 : parts;
}

bool
zc_kind_slot(struct zc_str *text, struct zc_str *out)
{
	size_t from, n;
	bool dot;

	while ((from = zc_str_find(*text, '{')) < text->n) {
		*text = zc_str_sub(*text, from + 1, text->n);
		dot = false;
		for (n = 0; n < text->n; n++) {
			if (text->p[n] == '.')
				dot = true;
			else if (!part_char(text->p[n]))
				break;
		}
		if (n == text->n || text->p[n] != '}' || !dot ||
		    text->p[0] == '.' || text->p[n - 1] == '.')
			continue;
		*out = zc_str_sub(*text, 0, n);
		*text = zc_str_sub(*text, n + 1, text->n);
		return true;
	}
	return false;
}
