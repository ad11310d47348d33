/* idperson: numbers of people, and how they are reached. See idcheck.h. */
#ifndef ZC_IDPERSON_H
#define ZC_IDPERSON_H

#include "text/idcheck.h"

/*
 * Resident identity number. GB 11643-1999: 17 digits and a check character
 * (ISO 7064 MOD 11-2); first two digits a code of GB/T 2260 or 81-83
 * (residence permits of Hong Kong, Macao, Taiwan residents); date of birth.
 * The older 15 digits have no check character, and the year has two digits.
 */
zc_idcheck_fn zc_idperson_number;

/*
 * Passport of the People's Republic: ordinary E + letter or digit + 7 digits,
 * G + 8 digits; official SE PE DE + 7, S P D + 8; Hong Kong KJ + 7, K H + 8;
 * Macao MA + 7. spec/standards 6.2.
 */
zc_idcheck_fn zc_idperson_passport;

/* Mobile number: segments of spec/standards 6.2 (November 2023); +86 goes. */
zc_idcheck_fn zc_idperson_mobile;
/* Fixed line, 400 and 800 numbers, five-digit service numbers. */
zc_idcheck_fn zc_idperson_landline;
/* Either. */
zc_idcheck_fn zc_idperson_phone;

/* Licence plate, GA 36: five characters, or six for new energy. */
zc_idcheck_fn zc_idperson_plate;

/* E-mail address: dot-atom of RFC 5322 at a host name with a dot. */
zc_idcheck_fn zc_idperson_email;

#endif
