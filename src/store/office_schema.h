/* office_schema: tables that people's work needs beside the ledgers. */
#ifndef ZC_OFFICE_SCHEMA_H
#define ZC_OFFICE_SCHEMA_H

/*
 * One migration, for store/migrate.c, NULL-ended:
 *
 * setting_value  what a unit set instead of a default
 * user_account   who may act; passwords come with the console
 * user_role      who holds which role from when to when (to_at null = still)
 * number_seq     the last number given, per ledger and period
 * flow_step      each step done: person = who counts (the signer of a paper),
 *                actor = the user who entered it; visit = how often the row
 *                had changed its state before
 * flow_due       the deadline of a state: due_at = the last day (date);
 *                done_at null = still waiting
 * flow_told      which role was told that it is over, once per visit
 */
extern const char *const zc_office_schema[];

#endif
