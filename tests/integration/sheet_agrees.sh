#!/bin/sh
# Tables of other programs say to us what they say to openpyxl and python-docx,
# and they read what we write and fill. With ZICHA_CORPUS, a folder with a
# MANIFEST.tsv, real and damaged files, too: none may end the reader.
set -eu
python=/usr/bin/python3
$python -c 'import openpyxl, docx' 2>/dev/null || {
	echo 'python3-openpyxl and python3-docx are not installed'
	exit 77
}
make -s VARIANT=asan build/tools/sheet-asan
$python tests/integration/sheet_agrees.py build/tools/sheet-asan \
	"${TMPDIR:-/tmp}" "${ZICHA_CORPUS:-}"
