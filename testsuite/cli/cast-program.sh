# SPDX-License-Identifier: GPL-2.0-only
# Types of programs by their path, of their separate debug files, and of headers that change.
passes() { "$SPILE" -r "$RELEASE" -p2 -e "probe begin { println($1) }" >out 2>&1 || { cat out; exit 1; }; }
fails() { # words, expression
	! "$SPILE" -r "$RELEASE" -p2 -e "probe begin { println($2) }" >out 2>&1 && grep -q "$1" out ||
		{ cat out; exit 1; }
}
cat >program.c <<-E
	struct mine { int a, b; struct mine *next; } one;
	enum { MY_NUMBER = 77 } number;
	int main(void) { return one.a + number; }
E
program=$PWD/program
cc -g -o program program.c || exit
passes "@cast(1, \"mine\", \"$program\")->next->b, @enum(\"MY_NUMBER\", \"$program\")"
passes "@cast(1, \"mine\", \"kernel:$program\")->a"
fails "no type 'yours' is known" "@cast(1, \"yours\", \"$program\")->a"
fails "'struct mine' has no member 'c'" "@cast(1, \"mine\", \"$program\")->c"

# the debug information in a file beside it
objcopy --only-keep-debug program program.debug && strip program &&
	objcopy --add-gnu-debuglink=program.debug program || exit
passes "@cast(1, \"mine\", \"$program\")->next->b"
rm program.debug
fails "no debug information (DWARF) for $program; it comes with -g" "@cast(1, \"mine\", \"$program\")->a"

# a header is compiled once, and again when it has changed
export SPILE_CACHE=$PWD/cache
mkdir -p cache && ln -s "$(dirname "$(dirname "$(dirname "$SPILE_KERNEL")")")" cache/kernels
echo 'struct own { int a; };' >own.h
own="<$PWD/own.h>"
passes "@cast(1, \"own\", \"$own\")->a"
made=$(echo cache/types/*/types.o)
[ -e "$made" ] || { echo "nothing was kept"; exit 1; }
before=$(stat -c %y "$made")
passes "@cast(1, \"own\", \"$own\")->a"
[ "$(stat -c %y "$made")" = "$before" ] || { echo "compiled again"; exit 1; }
fails "'struct own' has no member 'b'" "@cast(1, \"own\", \"$own\")->b"
echo 'struct own { int a, b, c; };' >own.h
passes "@cast(1, \"own\", \"$own\")->b"
echo 'struct own { int a; wrong };' >own.h
fails "own.h>* can't be compiled: .*own.h:1: " "@cast(1, \"own\", \"$own\")->b"

# without a cache
"$SPILE" -r "$RELEASE" --disable-cache -p2 -e 'probe begin { println(@cast(1, "timespec", "<time.h>")->tv_sec) }' >out 2>&1 ||
	{ cat out; exit 1; }
