/* idvalue: dates and sums of money as people write them. See idcheck.h. */
#ifndef ZC_IDVALUE_H
#define ZC_IDVALUE_H

#include "text/idcheck.h"

/*
 * A day from 1900 to 2199: 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日 (also
 * 2026年3月5号 and 二〇二六年三月五日), 20260305; a time of 0:00 behind it is
 * passed over. Normal form ISO 8601: 2026-03-05.
 */
zc_idcheck_fn zc_idvalue_date;

/*
 * A sum in yuan: 1234.56, 1,234.56, ￥1,234.56, 1234元, 1.2万元, 0.5亿元,
 * negative with a leading minus. Normal form: whole fen in decimal. Parts of a
 * fen are refused, not rounded.
 */
zc_idcheck_fn zc_idvalue_money;

#endif
