#include "unit/zt.h"

#include "base/tr.h"

ZT(tr_finds_the_first_and_the_last_of_the_catalogue)
{
	ZT_STR(zc_str_of(zc_tr("zh", "ok")), "已查看");
	ZT_STR(zc_str_of(zc_tr("zh", "partial")), "部分查看");
	ZT_STR(zc_str_of(zc_tr("zh", "unsupported")), "不支持");
}

ZT(tr_is_silent_about_what_it_does_not_know)
{
	static const char never[] = "no catalogue has this sentence";

	ZT_TRUE(zc_tr("zh", never) == never);
	ZT_STR(zc_str_of(zc_tr("zh", "")), "");
}

ZT(tr_english_is_the_msgid_itself)
{
	static const char id[] = "ok";

	ZT_TRUE(zc_tr("en", id) == id);
	ZT_TRUE(zc_tr("fr", id) == id);
}

ZT(tr_words_do_not_accuse)
{
	ZT_STR(zc_str_of(zc_tr("zh", "High risk")), "高风险");
	ZT_STR(zc_str_of(zc_tr("zh", "false_alarm")), "误报");
	ZT_STR(zc_str_of(zc_tr("zh", "checked_off")), "已销号");
}
