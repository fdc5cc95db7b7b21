#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# format.sh: all C is as `make format' would leave it.
cd "$(dirname "$0")/../.." || exit
git ls-files -co --exclude-standard '*.c' '*.h' |
	xargs -r clang-format --dry-run -Werror 2>&1 | grep ': error:' && exit 1
exit 0
