#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# sizes.sh: no source file has more than 800 lines, no line of C more than 100 columns, messages apart.
cd "$(dirname "$0")/../.." || exit
git ls-files -co --exclude-standard '*.[chlySs]' '*.sh' '*.exp' '*.stp' '*.stpm' | sort | awk '
	{
		lines = 0
		f = $0
		while ((getline line <f) > 0) {
			lines++
			if (f !~ /\.[chly]$/) continue
			width = 0
			for (i = 1; i <= length(line); i++)
				width += substr(line, i, 1) == "\t" ? 8 - width % 8 : 1
			# a message is not broken: it could not be found any more
			if (width > 100 && line !~ /^\t+.*"[^"]*( [^"]*)+",?/) {
				printf "%s:%d: %d columns\n", f, lines, width
				bad = 1
			}
		}
		close(f)
		if (lines > 800) {
			printf "%s: %d lines\n", f, lines
			bad = 1
		}
	}
	END { exit bad }'
