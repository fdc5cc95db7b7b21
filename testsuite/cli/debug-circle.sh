# SPDX-License-Identifier: GPL-2.0-only
# Debug information in which a function is a copy of one that is a copy of it is passed over.
cat >circle.s <<'S'
	.text
f:	nop
	ret
g:	nop
	ret
end:
	.section .debug_abbrev, "", @progbits
	# 1: a unit with a name; 2: a function by what it is a copy of, its address and its length
	.uleb128 1, 0x11
	.byte 1
	.uleb128 0x03, 0x08, 0, 0
	.uleb128 2, 0x2e
	.byte 0
	.uleb128 0x31, 0x13, 0x11, 0x01, 0x12, 0x06, 0, 0
	.uleb128 0
	.section .debug_info, "", @progbits
info:	.long last - version
version: .value 4
	.long 0
	.byte 8
	.uleb128 1
	.string "circle.c"
one:	.uleb128 2
	.long two - info
	.quad f
	.long g - f
two:	.uleb128 2
	.long one - info
	.quad g
	.long end - g
	.uleb128 0
last:
S
export SPILE_CACHE=$PWD/cache DEBUGINFOD_URLS=
${CC:-gcc} -c circle.s -o circle.ko || exit
"$SPILE" -r "$RELEASE" -p2 -e 'probe module("'"$PWD"'/circle.ko").function("*").inline {}' >out 2>&1
[ $? = 1 ] && grep -q 'no such function is in the debug information of' out || { cat out; exit 1; }
