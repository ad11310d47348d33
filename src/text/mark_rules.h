/* mark_rules: the words of the definitions, ready for matching. */
#ifndef ZC_MARK_RULES_H
#define ZC_MARK_RULES_H

#include "text/ac.h"
#include "text/fold.h"
#include "text/mark.h"

enum zc_mark_kind {
	ZC_MARK_K_LEVEL,      /* 机密 */
	ZC_MARK_K_LABEL,      /* 密级 */
	ZC_MARK_K_PERIOD,     /* 保密期限 */
	ZC_MARK_K_URGENCY,    /* 特急 */
	ZC_MARK_K_COPY,       /* 份号 */
	ZC_MARK_K_WORK,       /* 工作秘密 */
	ZC_MARK_K_INTERNAL,   /* 内部资料 */
	ZC_MARK_K_COMMERCIAL, /* 商业秘密 */
	ZC_MARK_K_EXAM,       /* 试卷 */
	ZC_MARK_K_LIFTED,     /* 已解密 */
	ZC_MARK_K_COVER,      /* 保守国家秘密法 */
	ZC_MARK_K_EXAMPLE,    /* 例如 */
	ZC_MARK_K_TALK,       /* 标注 */
	ZC_MARK_K_TOPIC,      /* 登记表 */
	ZC_MARK_K_TEACH       /* 题库 */
};

struct zc_mark_word {
	enum zc_mark_kind kind;
	uint32_t n;        /* bytes of the folded word */
	const char *level; /* of a level; else NULL */
	const char *entry;
};

struct zc_mark_rules {
	struct zc_folder *folder;
	struct zc_ac *ac;
	struct zc_mark_word *words; /* same index as in the automaton */
	size_t nwords;
	size_t shortest; /* bytes of the shortest last character */
};

#endif
