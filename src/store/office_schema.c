#include "store/office_schema.h"

#include "base/base.h"

const char *const zc_office_schema[] = {
	"CREATE TABLE setting_value(unit_id BIGINT NOT NULL, id TEXT NOT NULL,"
	" value TEXT NOT NULL, set_at BIGINT NOT NULL, set_by TEXT NOT NULL,"
	" PRIMARY KEY(unit_id, id))",
	"CREATE TABLE user_account(id BIGINT PRIMARY KEY NOT NULL,"
	" unit_id BIGINT NOT NULL, name TEXT NOT NULL UNIQUE,"
	" full_name TEXT NOT NULL, department TEXT NOT NULL,"
	" disabled_at BIGINT, created_at BIGINT NOT NULL,"
	" created_by TEXT NOT NULL)",
	"CREATE TABLE user_role(user_name TEXT NOT NULL, role TEXT NOT NULL,"
	" unit_id BIGINT NOT NULL, full_name TEXT NOT NULL,"
	" from_at BIGINT NOT NULL, to_at BIGINT, granted_by TEXT NOT NULL,"
	" deviation BIGINT NOT NULL, PRIMARY KEY(user_name, role, from_at))",
	"CREATE TABLE number_seq(unit_id BIGINT NOT NULL, ledger TEXT NOT NULL,"
	" period TEXT NOT NULL, last BIGINT NOT NULL,"
	" PRIMARY KEY(unit_id, ledger, period))",
	"CREATE TABLE flow_step(id BIGINT PRIMARY KEY NOT NULL,"
	" unit_id BIGINT NOT NULL, ledger TEXT NOT NULL, row_id BIGINT NOT "
	"NULL,"
	" step TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL,"
	" visit BIGINT NOT NULL, person TEXT NOT NULL, actor TEXT NOT NULL,"
	" at_time BIGINT NOT NULL, note TEXT NOT NULL, signed_at BIGINT,"
	" scan TEXT NOT NULL, same_person TEXT NOT NULL)",
	"CREATE INDEX flow_step_of ON flow_step(ledger, row_id)",
	"CREATE TABLE flow_due(unit_id BIGINT NOT NULL, ledger TEXT NOT NULL,"
	" row_id BIGINT NOT NULL, visit BIGINT NOT NULL, state TEXT NOT NULL,"
	" due_at BIGINT NOT NULL, done_at BIGINT,"
	" PRIMARY KEY(ledger, row_id, visit))",
	"CREATE INDEX flow_due_open ON flow_due(unit_id, done_at, due_at)",
	"CREATE TABLE flow_told(ledger TEXT NOT NULL, row_id BIGINT NOT NULL,"
	" visit BIGINT NOT NULL, role TEXT NOT NULL, unit_id BIGINT NOT NULL,"
	" told_at BIGINT NOT NULL, PRIMARY KEY(ledger, row_id, visit, role))",
	NULL
};
