# SPDX-License-Identifier: GPL-2.0-only
# What the C compiler finds odd in a valid script is for spile to say, in its own words: -w passes.
"$SPILE" -r "$RELEASE" -w -p4 -e '
function f(x) { return x }
function nothing() { }
global a
probe begin {
	println(0x7fffffffffffffff + 1)
	f(1) || f(0)
	-f(1)
	if (x = 5)
		println(x)
	nothing()
	r = f(1) && f(0)
	i = 1
	delete a[i++, i]
}' >out 2>err && [ ! -s err ] || { cat out err; exit 1; }
