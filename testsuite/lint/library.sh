#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# library.sh: every public function of the library has a comment in its form, is named by spile(1),
# called by a test of its own, and is no name that known.c calls missing.
cd "$(dirname "$0")/../.." || exit
status=0
bad() {
	echo "$1"
	status=1
}

awk '
	FNR == 1 { text = "" }
	/^\/\*\*/ { text = ""; reading = 1 }
	reading { text = text "\n" $0 }
	/^ \*\// { reading = 0 }
	/^function / {
		name = $2
		sub(/[:(].*/, "", name)
		args = $0
		sub(/^[^(]*\(/, "", args)
		sub(/\).*/, "", args)
		n = split(args, arg, ",")
		for (i = 1; i <= n; i++) {
			gsub(/ |:.*/, "", arg[i])
			if (text !~ ("\n \\* @" arg[i] ": "))
				print FILENAME ": " name "(): nothing on @" arg[i]
		}
		if (text !~ ("\n \\* " name ": ") || text !~ /\n \* Context: / || text !~ /\n \* Errors: /)
			print FILENAME ": " name "(): no comment in the form that README.md describes"
		text = ""
	}' tapsets/*.stp | grep . && status=1

missing=$(tr -d '"\t' <translator/resolve/known.c | tr ' ' '\n' | sort -u)
manual=$(sed 's/\\f[BIPR]//g' man/spile.1 | tr -cs '[:alnum:]_' '\n' | sort -u)
tested=$(grep -ohE '[[:alnum:]_]+ ?\(' testsuite/{run,resolve}/*.stp | tr -d ' (' | sort -u)
for name in $(sed -nE 's/^function ([[:alnum:]_]+).*/\1/p' tapsets/*.stp | sort -u); do
	grep -qx "$name" <<<"$manual" || bad "man/spile.1 does not name $name()"
	grep -qx "$name" <<<"$tested" || bad "no test in run/ or resolve/ calls $name()"
	! grep -qx "$name" <<<"$missing" || bad "translator/resolve/known.c: $name() is here"
done
exit $status
