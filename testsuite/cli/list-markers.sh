# SPDX-License-Identifier: GPL-2.0-only
# Markers are listed with their formats, and their arguments with types by these.
target=$("$TESTSUITE/target/build" "$RELEASE" gcc) || exit
module=$target/spile_target.ko
check() { # option, point, regular expression that all lines together match
	"$SPILE" -r "$RELEASE" "$1" "$2" >out 2>err && [ ! -s err ] && tr '\n' ' ' <out | grep -qxE "$3" && return
	echo "$1 $2"
	cat out err
	exit 1
}
at="module\(\"$module\"\).mark"
check -l "module(\"$module\").mark(\"*tw*\")" \
	"$at\(\"marks_twin\"\).format\(\"first %d\"\) $at\(\"marks_twin\"\).format\(\"second %s\"\) "
check -L "module(\"$module\").mark(\"*\").format(\"*text*\")" \
	"$at\(\"marks_text\"\).format\(\"number %d text %s\"\) \\\$arg1:int \\\$arg2:char const\* "
check -L "module(\"$module\").mark(\"marks_plain\")" "$at\(\"marks_plain\"\) "
check -L "module(\"$module\").mark(\"marks_[no]*r*\")" \
	".*narrow.* \\\$arg1:signed char \\\$arg2:unsigned char \\\$arg3:short \\\$arg4:unsigned short \\\$arg5:char .*\
other.* \\\$arg1:long \\\$arg2:unsigned long \\\$arg3:unsigned long \\\$arg4:void const\* "
