/* calendar: public holidays, and weekend days that are worked. */
#include "catalog/kind.h"

#include "base/clock.h"

#define AT(f) offsetof(struct zc_calendar, f)

static const struct zc_field fields[] = {
	{ .key = "id",
	    .type = ZC_F_TEXT,
	    .required = true,
	    .off = AT(id),
	    .zh = "编号，小写字母、数字和下划线；文件以它命名",
	    .en = "lower-case letters, digits and _; the file is named after "
		  "it" },
	{ .key = "title",
	    .type = ZC_F_BOTH,
	    .required = true,
	    .off = AT(title),
	    .zh = "名称",
	    .en = "name" },
	{ .key = "confidence",
	    .type = ZC_F_ENUM,
	    .off = AT(confidence),
	    .values = zc_kind_confidence,
	    .def = "unknown",
	    .zh = "出处的可靠程度",
	    .en = "how sure the source is" },
	{ .key = "off",
	    .type = ZC_F_STRS,
	    .required = true,
	    .off = AT(off),
	    .zh = "放假的日期，YYYY-MM-DD",
	    .en = "days off, YYYY-MM-DD" },
	{ .key = "work",
	    .type = ZC_F_STRS,
	    .off = AT(work),
	    .zh = "调休上班的周六、周日",
	    .en = "Saturdays and Sundays that are worked" },
};
static const struct zc_shape shape = {
	.v = fields,
	.n = ZC_LEN(fields),
	.size = sizeof(struct zc_calendar),
	.at = AT(at),
};

static bool
is_weekend(const char *day)
{
	char text[32];
	int64_t t;
	int64_t weekday;

	(void)snprintf(text, sizeof(text), "%sT00:00:00Z", day);
	if (!zc_clock_parse(zc_str_of(text), &t))
		return false;
	weekday = (t / 86400 + 4) % 7; /* 1970-01-01 was a Thursday */
	return weekday == 0 || weekday == 6;
}

static void
verify_days(struct zc_fill *f, const struct zc_calendar *c,
    const struct zc_strs *days, bool work)
{
	for (size_t i = 0; i < days->n; i++) {
		const char *day = days->v[i];

		if (!zc_kind_date(zc_str_of(day))) {
			zc_kind_wrong(f, &c->at, day,
			    "不是日期。请写成 YYYY-MM-DD。",
			    "this is no date; write YYYY-MM-DD");
			continue;
		}
		if (i > 0 && strcmp(day, days->v[i - 1]) <= 0)
			zc_kind_wrong(f, &c->at, day,
			    "日期应当从早到晚、不重复。请改正。",
			    "dates must rise and not repeat; correct it");
		if (work && !is_weekend(day))
			zc_kind_wrong(f, &c->at, day,
			    "这一天本来就是工作日，不用写在 work 中。请删除。",
			    "this day is a working day anyway; delete it from "
			    "work");
		if (work && zc_kind_in(&c->off, day))
			zc_kind_wrong(f, &c->at, day,
			    "同一天既放假又上班。请删除一处。",
			    "the day is both off and worked; delete one");
	}
}

static int
verify(struct zc_fill *f, const struct zc_node *map, void *def)
{
	const struct zc_calendar *c = def;

	zc_kind_named(f, map, c->id);
	verify_days(f, c, &c->off, false);
	verify_days(f, c, &c->work, true);
	return ZC_OK;
}

const struct zc_kind zc_kind_calendar = {
	.name = "calendar",
	.folder = "calendars",
	.zh = "日历",
	.en = "calendar",
	.zh_what = "放假和调休安排，用来计算工作日。没有写的日子按周一至周五"
		   "上班计算。",
	.en_what = "Days off and weekend days that are worked, for counting "
		   "working days. Other days: Monday to Friday are worked.",
	.sample = "id: a\n"
		  "title: {zh: 2026 年节假日安排, en: public holidays 2026}\n"
		  "confidence: unknown\n"
		  "off: ['2026-01-01', '2026-01-02']\n"
		  "work: ['2026-01-04']\n",
	.shape = &shape,
	.list = offsetof(struct zc_catalog, calendars),
	.count = offsetof(struct zc_catalog, ncalendars),
	.verify = verify,
};
