# SPDX-License-Identifier: GPL-2.0-only
# -G sets a global's value; what can't be one is refused.
fails() { # message, arguments
	want=$1
	shift
	"$SPILE" -r "$RELEASE" -p2 "$@" >out 2>err
	[ $? = 1 ] && grep -q -e "$want" err || { echo "$*:"; cat out err; exit 1; }
}
fails "-G: the script has no global 'y'" -G y=1 -e 'global x probe begin { x = 1 }'
fails "-G: 'x' is an array" -G x=5 -e 'global x[10] probe begin { x[1] = 1 }'
fails "-G: 'x' is a number, and 'abc' is none" -G x=abc -e 'global x = 5 probe begin { println(x) }'
"$SPILE" -r "$RELEASE" -p3 -G x=7 -e 'global x = 5 probe begin { println(x) }' | grep -q '= { .v = 7 }'
