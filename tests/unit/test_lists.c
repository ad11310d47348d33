/* Sheets of an inspection and lists of a superior, on both engines. */
#include "core/handlist.h"
#include "core/listfile.h"
#include "core/office_in.h"
#include "core/sheet_text.h"
#include "core/superior.h"
#include "unit/zt_office.h"
#include "unit/ztzip.h"

#include <fcntl.h>
#include <unistd.h>

static char dir[100];

/* The files of the office are in `dir`. */
static void (*body)(struct zc_office *o);

static void
in_dir(struct zc_office *o)
{
	/* On SQLite there is one, with the store in it. */
	int fd = access(zt_dir_path(), F_OK) == 0 ? -1 : zt_dir(NULL, 0);

	(void)snprintf(dir, sizeof(dir), "%s", zt_dir_path());
	o->dir = dir;
	body(o);
	if (fd != -1)
		(void)close(fd);
}

static void
with_office(const char *url, void (*fn)(struct zc_office *o))
{
	body = fn;
	zt_office_own(url, "office_head security_officer", in_dir);
}

#define LISTS(id) \
	static void lists_##id(struct zc_office *); \
	ZT_DB_AS(lists_##id, false) \
	{ \
		with_office(url, lists_##id); \
	} \
	static void lists_##id(struct zc_office *o)

/* A file in `dir`; its path is borrowed until the next. */
static const char *
put_file(const char *name, struct zc_str s)
{
	static char path[300];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ZT_TRUE(fd != -1);
	ZT_EQ(write(fd, s.p, s.n), s.n);
	(void)close(fd);
	return path;
}

static void
add(struct zc_office *o, const char *ledger, const char *row)
{
	int64_t id = 0;

	ZT_EQ(zt_row_add(o, ledger, row, &id), ZC_OK);
}

static void
an_inspection(struct zc_office *o)
{
	add(o, "computer", "asset_no=PC-1|network_class=internet|room=301");
	add(o, "computer", "asset_no=PC-2|network_class=internet");
	add(o, "computer", "asset_no=S-1|network_class=classified");
	add(o, "inspection",
	    "inspection_no=JC-1|inspection_title=自查|begins_at=2026-03-01|"
	    "ends_at=2026-03-20|computers_due=2");
}

static int
take_sheet(struct zc_office *o, const char *text, bool hazards,
    struct zc_hand_taken *done)
{
	struct zc_hand_take u = { .use = zt_use(o, "check_record"),
		.path = put_file("sheet.csv", zc_str_of(text)),
		.no = "JC-1",
		.checker = "",
		.day = "2026-03-02",
		.hazards = hazards };

	return zc_hand_take(&u, done, NULL);
}

static void
reach(struct zc_office *o, size_t ways[ZC_WAYS])
{
	struct zc_hand_want w = {
		.office = o, .no = "JC-1", .kind = "computer", .lang = "zh"
	};
	struct zc_hand h;
	struct zc_arena a;

	zc_arena_init(&a, 8 << 20);
	ZT_OK(zc_hand_open(&h, &w, &a, e));
	ZT_OK(zc_hand_reach(&h, e));
	ZT_EQ(h.n, 2);
	ZT_EQ(h.napart, 1);
	ZT_EQ(h.planned, 2);
	memset(ways, 0, ZC_WAYS * sizeof(*ways));
	for (size_t i = 0; i < h.n; i++)
		ways[h.v[i].way]++;
	zc_arena_fini(&a);
}

#define SHEET_HEAD \
	"对象类型,检查对象,检查内容,检查结果,取得方式,情况说明,检查人\n"

LISTS(sheet_becomes_records_and_hazards)
{
	struct zc_hand_taken d;
	size_t ways[ZC_WAYS];

	an_inspection(o);
	reach(o, ways);
	ZT_EQ(ways[ZC_WAY_NONE], 2);
	ZT_EQ(take_sheet(o,
		  SHEET_HEAD "计算机,PC-1,口令,不符合,人工,没有口令,李某\n"
			     "计算机,PC-1,标识,符合,人工,,\n"
			     "计算机,PC-2,标识,,,,\n",
		  true, &d),
	    ZC_OK);
	ZT_EQ(d.added, 2);
	ZT_EQ(d.left, 1);
	ZT_EQ(d.hazards, 1);
	ZT_EQ(zt_rows(o, "check_record"), 2);
	ZT_EQ(zt_rows(o, "hazard"), 1);
	reach(o, ways);
	ZT_EQ(ways[ZC_WAY_HAND], 1);
	ZT_EQ(ways[ZC_WAY_NONE], 1);
	/* A record that only says that it was not possible is no check. */
	ZT_EQ(take_sheet(o,
		  SHEET_HEAD "计算机,PC-2,标识,未能检查,人工,不在,李某\n",
		  false, &d),
	    ZC_OK);
	reach(o, ways);
	ZT_EQ(ways[ZC_WAY_NONE], 1);
	ZT_EQ(take_sheet(o, SHEET_HEAD "计算机,PC-2,口令,符合,询问,,李某\n",
		  false, &d),
	    ZC_OK);
	reach(o, ways);
	ZT_EQ(ways[ZC_WAY_ASKED], 1);
}

LISTS(sheet_with_one_bad_cell_is_not_taken)
{
	struct zc_hand_taken d;

	an_inspection(o);
	ZT_EQ(take_sheet(o,
		  SHEET_HEAD "计算机,PC-1,标识,符合,人工,,李某\n"
			     "计算机,PC-9,标识,符合,人工,,李某\n",
		  true, &d),
	    ZC_EINPUT);
	ZT_EQ(d.faults, 1);
	/* The checker of one computer is not the checker of the next. */
	ZT_EQ(take_sheet(o,
		  SHEET_HEAD "计算机,PC-1,标识,符合,人工,,李某\n"
			     "计算机,PC-2,标识,符合,人工,,\n",
		  true, &d),
	    ZC_EINPUT);
	ZT_EQ(take_sheet(
		  o, SHEET_HEAD "计算机,S-1,标识,符合,人工,,李某\n", true, &d),
	    ZC_EINPUT);
	ZT_EQ(take_sheet(o,
		  SHEET_HEAD "计算机,PC-1,标识,不符合,人工,绝密★长期,李某\n",
		  true, &d),
	    ZC_EREFUSED);
	ZT_EQ(zt_rows(o, "check_record"), 0);
	ZT_EQ(zt_rows(o, "hazard"), 0);
}

static void
a_list(struct zc_buf *b, const char *third)
{
	struct zc_buf s;

	zc_buf_init(&s, 1 << 16);
	zc_buf_fmt(&s,
	    "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>"
	    "检查表</t></is></c></row><row r=\"2\">"
	    "<c r=\"A2\" t=\"inlineStr\"><is><t>序号</t></is></c>"
	    "<c r=\"B2\" t=\"inlineStr\"><is><t>检查内容</t></is></c>"
	    "<c r=\"C2\" t=\"inlineStr\"><is><t>自查结果</t></is></c>"
	    "<c r=\"D2\" t=\"inlineStr\"><is><t>自查情况</t></is></c></row>"
	    "<row r=\"3\"><c r=\"A3\"><v>1</v></c>"
	    "<c r=\"B3\" t=\"inlineStr\"><is><t>%s</t></is></c></row>"
	    "</sheetData>",
	    third);
	zc_buf_init(b, 1 << 20);
	ztzip_xlsx(b, s.p, NULL, NULL);
	zc_buf_fini(&s);
}

static int
take_list(struct zc_office *o, struct zc_buf *b, struct zc_arena *a,
    struct zc_superior_taken *t)
{
	static const struct zc_cells none;
	struct zc_superior_take u = { .use = zt_use(o, "superior_item"),
		.path = put_file("list.xlsx", zc_buf_get(b)),
		.notice = "SW-1",
		.owner = "王某",
		.map = &none };

	return zc_superior_take(&u, a, t, NULL);
}

LISTS(list_goes_there_and_back)
{
	struct zc_ledger_use u = zt_use(o, "superior_item");
	const struct zc_listfile_row *r;
	struct zc_superior_given g;
	struct zc_superior_taken t;
	struct zc_superior_list l;
	struct zc_listfile *f = NULL;
	struct zc_arena a;
	struct zc_buf b;
	char to[200];
	int fd;

	zc_arena_init(&a, 64 << 20);
	add(o, "notice_in",
	    "notice_no=SW-1|sender=市委网信办|notice_title=通知|"
	    "notice_kind=inspection|received_at=2026-03-01|due_at=2026-03-20");
	a_list(&b, "均设置口令");
	ZT_EQ(take_list(o, &b, &a, &t), ZC_OK);
	ZT_EQ(t.items, 1);
	ZT_EQ(zt_rows(o, "task"), 1);
	/* The same file is not taken twice. */
	ZT_EQ(take_list(o, &b, &a, &t), ZC_EEXIST);
	ZT_EQ(zt_rows(o, "superior_item"), 1);
	ZT_OK(zc_superior_load(&u, "SW-1", &a, &l, e));
	ZT_EQ(l.n, 1);
	ZT_EQ(zt_row_set(
		  o, "superior_item", l.v[0].id, "status=conform|reply=已设置"),
	    ZC_OK);
	ZT_OK(zc_superior_load(&u, "SW-1", &a, &l, e));
	(void)snprintf(to, sizeof(to), "%s/back.xlsx", dir);
	ZT_OK(zc_superior_give(&u, &l, to, &a, &g, e));
	ZT_EQ(g.filled, 2);
	ZT_EQ(g.nmiss, 0);
	fd = open(to, O_RDONLY | O_CLOEXEC);
	ZT_OK(zc_listfile_open(fd, NULL, &a, &f, e));
	for (int i = 0; i < 3; i++)
		ZT_EQ(zc_listfile_next(f, &r, NULL), 1);
	ZT_STR(zc_listfile_cell(r, 3), "符合");
	ZT_STR(zc_listfile_cell(r, 4), "已设置");
	zc_listfile_close(f);
	(void)close(fd);
	zc_buf_fini(&b);
	zc_arena_fini(&a);
}

LISTS(list_with_a_mark_leaves_nothing)
{
	struct zc_superior_taken t;
	struct zc_arena a;
	struct zc_buf b;

	zc_arena_init(&a, 64 << 20);
	add(o, "notice_in",
	    "notice_no=SW-1|sender=市委网信办|notice_title=通知|"
	    "notice_kind=inspection|received_at=2026-03-01|due_at=2026-03-20");
	a_list(&b, "机密★10年");
	ZT_EQ(take_list(o, &b, &a, &t), ZC_EREFUSED);
	ZT_EQ(zt_rows(o, "superior_item"), 0);
	ZT_EQ(zt_rows(o, "task"), 0);
	(void)snprintf(zt_zh, sizeof(zt_zh), "%s/files", dir);
	ZT_EQ(access(zt_zh, F_OK), -1);
	zc_buf_fini(&b);
	zc_arena_fini(&a);
}

static int
on_text(void *ctx, struct zc_str s)
{
	zc_buf_fmt(ctx, "[%.*s]", (int)s.n, s.p);
	return ZC_OK;
}

static void
text_is(struct zc_str bytes, const char *want, uint32_t unseen)
{
	uint32_t n = 99;
	struct zc_buf b;
	int fd = ztzip_fd(bytes);

	zc_buf_init(&b, 1 << 16);
	ZT_OK(zc_sheet_text(fd, on_text, &b, &n, e));
	ZT_TRUE(strstr(b.p, want) != NULL);
	ZT_EQ(n, unseen);
	zc_buf_fini(&b);
	(void)close(fd);
}

ZT(lists_text_of_runs_goes_together)
{
	struct zc_buf b;
	uint32_t n;
	int fd;

	zc_buf_init(&b, 1 << 20);
	ztzip_docx(&b,
	    "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>绝</w:t></w:r><w:r><w:rPr/>"
	    "<w:t>密★</w:t></w:r><w:r><w:t>长期</w:t></w:r></w:p>"
	    "<w:p><w:r><w:t>x</w:t></w:r></w:p>");
	text_is(zc_buf_get(&b), "[绝密★长期][x]", 0);
	zc_buf_fini(&b);
	/* Text files are no office files. */
	fd = ztzip_fd(ZC_S("a,b\n"));
	ZT_EQ(zc_sheet_text(fd, on_text, NULL, &n, NULL), ZC_EUNSUP);
	(void)close(fd);
}

ZT(lists_what_cannot_be_looked_at_is_counted)
{
	struct ztzip_part v[] = {
		{ .name = "[Content_Types].xml", .text = ZC_S("<Types/>") },
		{ .name = "_rels/.rels",
		    .text = ZC_S("<Relationships><Relationship Id=\"a\" "
				 "Type=\"x/officeDocument\" "
				 "Target=\"word/document.xml\"/>"
				 "</Relationships>") },
		{ .name = "word/document.xml",
		    .text = ZC_S("<w:document><w:body><w:p><w:t>y</w:t></w:p>"
				 "</w:body></w:document>") },
		{ .name = "word/comments.xml", .text = ZC_S("<broken") },
		{ .name = "word/media/a.png", .text = ZC_S("PNG") },
		{ .name = "docProps/thumbnail.jpeg", .text = ZC_S("JPG") },
	};
	struct zc_buf b;

	zc_buf_init(&b, 1 << 20);
	ztzip_make(&b, v, ZC_LEN(v));
	text_is(zc_buf_get(&b), "[y]", 2);
	zc_buf_fini(&b);
}
