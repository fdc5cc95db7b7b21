#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# licence.sh: every source file says its licence in its first two lines; test scripts may.
cd "$(dirname "$0")/../.." || exit
status=0
while read -r f; do
	head -n 2 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0-only' || {
		echo "$f: no SPDX line"
		status=1
	}
done < <(git ls-files -co --exclude-standard '*.[chlySs]' '*.sh' '*.exp' '*.stpm' '*.stp' Makefile \
	vm '.ci/*' ':!*.md' ':!testsuite/*.stp')
exit $status
