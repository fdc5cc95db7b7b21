# SPDX-License-Identifier: GPL-2.0-only
# What -L lists of a place and what a script can read there are the same, for all places of a module.
# $$vars shows the variables of a place: "x=%#x" where a number can be read, "x=?" where not.
compare() { # the lines of -L, -v
	sort points | uniq -u >once
	awk 'NR == FNR { once[$0]; next } { point = $0; sub(/ \/\* pc=.*/, "", point) } point in once' once "$1" >single
	awk '{ sub(/ \/\* pc=.*/, ""); print "probe " $0 " { println($$vars) }" }' single >all.stp
	"$SPILE" -r "$RELEASE" -p2 all.stp >resolved 2>err && [ ! -s err ] || { head -20 err; exit 1; }
	grep '^	println(' resolved >shown
	[ "$(wc -l <shown)" = "$(wc -l <single)" ] || { wc -l shown single; exit 1; }
	paste single shown | awk -F '\t' '
	{
		split("", listed)
		rest = $1
		sub(/.* pc=[^ ]* \*\//, "", rest)
		while (match(rest, /\$[a-zA-Z_0-9]+:[^$]*/)) {
			name = type = substr(rest, RSTART + 1, RLENGTH - 1)
			sub(/:.*/, "", name)
			sub(/[^:]*:/, "", type)
			sub(/ $/, "", type)
			listed[name] = type
			rest = substr(rest, RSTART + RLENGTH)
		}
		rest = $3
		while (match(rest, /[a-zA-Z_0-9]+=(\?|%#x)/)) {
			text = substr(rest, RSTART, RLENGTH)
			rest = substr(rest, RSTART + RLENGTH)
			name = text
			sub(/=.*/, "", name)
			number = text ~ /x$/
			all++
			# structures, arrays and what is wider than a register are no numbers; where a pointer
			# is not, what it points to may be
			if (number ? !(name in listed) : name in listed && $1 !~ /"places_sum@/ &&
					listed[name] !~ /^(struct|union) [^*]*$|\]$|int128/) {
				print $1; print "  " text
				bad = 1
			}
		}
	}
	END { if (all < 100) print "too few: " all; exit bad || all < 100 }' || exit 1
}
for build in gcc clang; do
	target=$("$TESTSUITE"/target/build "$RELEASE" $build) || exit 1
	module="module(\"$target/spile_target.ko\")"
	"$SPILE" -v -r "$RELEASE" -L "$module.{function(\"*\").{call,inline},function(\"*\").label(\"*\"),statement(\"*@*.c:*\")}" \
		>lines 2>err || { cat err; exit 1; }
	sed 's/ \/\* pc=.*//' lines >points
	compare lines
done
