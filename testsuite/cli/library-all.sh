# SPDX-License-Identifier: GPL-2.0-only
# Every function of the library is called once, in a handler of its own: all resolve, and their C
# compiles.  Of what would fail when it is run spile may warn: -w.
awk '
	/^function / { text = ""; reading = 1 }
	reading { text = text " " $0 }
	reading && /\)/ {
		reading = 0
		name = value = text
		sub(/^ *function */, "", name)
		sub(/[ :(].*/, "", name)
		value = text ~ ("function " name " *:")
		args = text
		sub(/^[^(]*\(/, "", args)
		sub(/\).*/, "", args)
		n = split(args, arg, ",")
		call = ""
		for (i = 1; i <= n; i++)
			call = call (i > 1 ? ", " : "") (arg[i] ~ /: *string/ ? "\"1\"" : "1")
		call = name "(" call ")"
		print "probe timer.s(100) { " (value ? "println(" call ")" : call) " }"
	}' "$TESTSUITE"/../tapsets/*.stp >all.stp
[ "$(wc -l <all.stp)" -gt 300 ] || { wc -l all.stp; exit 1; }
"$SPILE" -w -g -r "$RELEASE" -p3 all.stp >out 2>err && [ ! -s err ] || { cat err; exit 1; }
"$SPILE" -w -g -r "$RELEASE" -p4 -m all_functions all.stp >out 2>err && [ -s all_functions.ko ] && [ ! -s err ] ||
	{ cat err; exit 1; }
