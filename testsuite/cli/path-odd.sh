# SPDX-License-Identifier: GPL-2.0-only
# A module's path may hold anything: it is shown as a script would say it, and nothing in it is taken
# for the mark where a site's name stands, for an end of a string or of a line.
target=$("$TESTSUITE"/target/build "$RELEASE" gcc) || exit 1
dir=$'a%s"b\\c d\n*/\xff\xc3\xa9%n'
mkdir -p "$dir"
cp "$target/spile_target.ko" "$dir/x.ko"
shown='module("'$PWD'/a%s\"b\\c d\n*/\377\303\251%n/x.ko")'

same() { # WHAT, WANTED, GOT
	[ "$2" = "$3" ] || { printf '%s:\n%s\nin place of\n%s\n' "$1" "$3" "$2"; exit 1; }
}
spile() {
	"$SPILE" -r "$RELEASE" "$@" 2>&1
}
same list "$shown.function(\"places_entry\")" \
	"$(spile -l "$shown"'.function("places_entry")' | sed 's/@[^"]*//')"
same '-p2' "$shown.function(\"places_entry\")" \
	"$(spile -p2 -e "probe $shown.function(\"places_entry\") {}" | sed -n 's, /\* .*,,; s/^module/&/p')"
same '-v' "spile: $shown.function(\"places_entry\")" \
	"$(spile -v -p2 -e "probe $shown.function(\"places_entry\") {}" | sed -n 's/: kprobe.*//p')"
same statement "$shown.statement(\"places_returned\")" \
	"$(spile -l "$shown"'.statement("places_returned@places.c")' | sed 's/@[^"]*//')"
same tracepoint "$shown.trace(\"spile_target:target_whole\")" \
	"$(spile -l "$shown"'.trace("target_whole")')"
same message 3 "$(spile -p2 -e "probe $shown.function(\"places_entyr\") {}" | wc -l)"
spile -p4 -e "probe $shown.function(\"places_e*\") { println(pp(), probefunc(), \$x) }" >out ||
	{ cat out; exit 1; }
