/*
 * mark: the grammar of secrecy marks over plain text. It says what stands
 * there and how much it looks like a mark; it never says that something is
 * secret: that is for a person with authority.
 *
 * Sources: spec/detection B (forms, variants, traps), Regulation on secrecy
 * marks as told in spec/standards 3.8, GB/T 9704-2012 7.2.1-7.2.3 (copy
 * number, level and period, urgency). The words come from the definitions
 * rule.mark_word, rule.mark_context and rule.mark_fold.
 */
#ifndef ZC_MARK_H
#define ZC_MARK_H

#include "base/item.h"

enum zc_mark_class {
	ZC_MARK_STATE_SECRET,
	ZC_MARK_WORK_SECRET,
	ZC_MARK_INTERNAL,
	ZC_MARK_COMMERCIAL,
	ZC_MARK_EXAM, /* 绝密★启用前 of an examination paper: ask the date */
	ZC_MARK_LIFTED /* the mark is said to be lifted */
};

enum zc_mark_sure {
	ZC_MARK_WEAK,   /* a word in a sentence: count it, do not ask */
	ZC_MARK_MEDIUM, /* may be a mark: ask a person */
	ZC_MARK_STRONG  /* level, star and period where a mark stands */
};

enum zc_mark_place {
	ZC_MARK_OWN_LINE, /* nothing else on its line but numbers or urgency */
	ZC_MARK_IN_LINE,  /* set off by blanks, brackets or the line's ends */
	ZC_MARK_SENTENCE
};

struct zc_mark {
	enum zc_mark_class class;
	enum zc_mark_sure sure;
	enum zc_mark_place place;
	bool head;         /* in the first lines of the text */
	const char *level; /* 绝密, 机密, 秘密 or NULL */
	struct zc_str period; /* 10年, 6个月, 长期, 2030年12月31日, 启用前;
				 n = 0 when none is written */
	size_t offset;        /* bytes of the input */
	size_t n;
	const char *why;  /* msgid of a sentence */
	const char *rule; /* entry that was met, e.g. top_secret */
};

struct zc_marks {
	struct zc_mark *v; /* in the order of the text */
	size_t n;
	size_t more; /* weak ones that were only counted */
	/* What an official document has in its head; n = 0 when absent. */
	struct zc_str copy;    /* 000012 */
	struct zc_str urgency; /* 特急 */
	struct zc_str number;  /* 国办发〔2026〕3号 */
};

enum zc_mark_verdict {
	ZC_MARK_PASS,
	ZC_MARK_ASK,   /* a person must confirm that it may be stored */
	ZC_MARK_REFUSE /* a strong mark of a state secret */
};

struct zc_mark_rules;

/*
 * Make the rules from the definitions: the entries of rule.mark_word,
 * rule.mark_context and rule.mark_fold among `items`. They borrow the texts
 * of `items`; both must live as long as they are used.
 *
 * ZC_EINPUT  no level word is there, a kind is unknown, a pair is no pair
 * ZC_ELIMIT  too many words          ZC_ENOMEM  arena spent
 */
ZC_MUST int zc_mark_rules_new(const struct zc_items *items, struct zc_arena *a,
    struct zc_mark_rules **out, struct zc_err *e);

/*
 * Find the marks in one text: a field, a page, a header, a whole file.
 *
 *   in   UTF-8; wrong bytes are passed over; below 4 GiB
 *   max  most weak hits that are kept, the rest is counted in out->more;
 *        strong and medium ones are all kept
 *   a    owns what is returned and about 1 MiB of work space
 *   out  set only on ZC_OK
 *
 * Blanks and line ends inside a mark do not matter, up to 2 KiB of them.
 *
 * ZC_ELIMIT  4 GiB or more           ZC_ENOMEM  arena spent
 */
ZC_MUST int zc_mark(const struct zc_mark_rules *r, struct zc_str in, size_t max,
    struct zc_arena *a, struct zc_marks *out, struct zc_err *e);

/*
 * Whether a store may take the text: refuse for a strong mark of a state
 * secret; ask for a medium one, an examination paper, a work or commercial
 * secret at a mark's place; else pass.
 */
enum zc_mark_verdict zc_mark_verdict(const struct zc_marks *m);

/* "state_secret" …, "strong" …: the closed sets of design section 12. */
const char *zc_mark_class_name(enum zc_mark_class c);
const char *zc_mark_sure_name(enum zc_mark_sure s);

#endif
