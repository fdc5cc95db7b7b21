#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# man.sh: the manual pages are in order for groff, and each example of those about the language is
# marked as a test.
cd "$(dirname "$0")/../.." || exit
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
status=0
testsuite/man/extract "$work" man/*.7 || status=1
if command -v groff >/dev/null; then
	for page in man/*.[1-9]; do
		said=$(groff -ww -z -man -Tutf8 "$page" 2>&1)
		[ -z "$said" ] || { echo "$said"; status=1; }
	done
fi
exit $status
