# SPDX-License-Identifier: GPL-2.0-only
# BTF and DWARF give the same C for the parameters, what they point to, and the result of more than
# 500 functions of the kernel and 350 of a module.
# { dg-needs debuginfo }
ask() { # source, words that are shown; the functions are in ./functions
	awk -v of="$of" -v what="$2" '{ printf "probe %s.function(\"%s\").%s { println(%s) }\n", of, $1,
		what ~ /return/ ? "return" : "call", what }' functions >script.stp
	"$SPILE" -r "$RELEASE" --debuginfo=$1 -p3 script.stp >$1.c 2>$1.err
}
differ() { # words
	for source in btf dwarf; do
		ask $source "$1" || { cat $source.err; exit 1; }
	done
	cmp -s btf.c dwarf.c || { diff btf.c dwarf.c | head -n 40; exit 1; }
}
compare() { # where they are, one of how many functions, how many at least
	of=$1
	"$SPILE" -r "$RELEASE" --debuginfo=symbols -p2 -e "probe $of.function(\"*\").call { }" |
		sed -n "s/.*\.function(\"\([a-zA-Z0-9_]*\)\").*/\1/p" | sort | uniq -u |
		awk -v every="$2" 'NR % every == 1 % every' >chosen
	# What is in one of them only: a body that the compiler gave several names has one in DWARF.
	cp chosen functions
	for source in btf dwarf; do
		ask $source '$$parms' && continue
		grep -o 'the parameters of [^ ]*' $source.err | sed 's/.* //' | sort -u >unknown
		[ "$(wc -l <unknown)" -le $(($(wc -l <chosen) / 20)) ] || { cat unknown; exit 1; }
		grep -vxFf unknown functions >known
		mv known functions
	done
	[ "$(wc -l <functions)" -ge "$3" ] || { echo "$of: $(wc -l <functions) functions"; exit 1; }
	differ '$$parms'
	differ '$$return'
	split -l 80 functions part.
	for part in part.*; do
		mv $part functions
		differ '$$parms$'
	done
}
compare kernel 60 500
compare 'module("ext4")' 2 350
