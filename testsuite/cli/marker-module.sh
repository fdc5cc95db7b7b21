# SPDX-License-Identifier: GPL-2.0-only
# The example of a module with markers is built without a warning; disabled, each of them is three
# instructions that read no memory, and all that a function has more for having one.
set -e
top=$TESTSUITE/..
for headers in "/lib/modules/$RELEASE/build" "/usr/src/linux-headers-$RELEASE" \
		"${SPILE_CACHE:-/var/cache/spile}/kernels/$RELEASE/usr/src/linux-headers-$RELEASE"; do
	[ ! -e "$headers/Makefile" ] || break
done
mkdir -p examples runtime
cp -r "$top/examples/marked" examples
cp -r "$top/runtime/include" runtime
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$(realpath "$headers")" M="$PWD/examples/marked" \
	W=1 KCFLAGS=-Werror >log 2>&1 </dev/null || { cat log; exit 1; }
! grep -iE 'warning|objtool' log || exit 1

module=examples/marked/marked.ko
# An entry names the constant: the last byte of the instruction, which has two or three.
objdump -rj __spile_markers $module | awk '$3 ~ /^\.text/ { sub(/.*\+/, "", $3); print $3 }' >sites
[ "$(wc -l <sites)" = 3 ] || { cat sites; exit 1; }
objdump -dj .text --no-show-raw-insn $module >text
while read -r site; do
	printf '%x:\n' $((site - 1)) $((site - 2)) >heads
	awk 'NR == FNR { site[$1]; next } $1 in site && $3 ~ /^\$0x0,/ { left = 3 } left { left--; print $2, $3 }' heads text >found
	# a register is set to 0 and tested; what branches may stand the other way round
	tr '\n' ' ' <found | grep -qE '^mov \$0x0,(%[a-z0-9]+) test \1,\1 j(ne|e) [0-9a-f]+ $' || {
		echo "$site:"
		cat found
		exit 1
	}
done <sites

# Both up to where they return.
mkdir beside
cat >beside/beside.c <<'X'
#include <linux/module.h>
#include <spile/marker.h>
void plain(long n, const char *text);
void marked(long n, const char *text);
noinline void plain(long n, const char *text)
{
}
noinline void marked(long n, const char *text)
{
	SPILE_MARK(beside, "number %ld text %s", n, text);
}
MODULE_LICENSE("GPL");
X
printf '%s\n' 'obj-m := beside.o' 'ccflags-y := -I$(src)/../runtime/include' >beside/Kbuild
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$(realpath "$headers")" M="$PWD/beside" >log 2>&1 </dev/null ||
	{ cat log; exit 1; }
objdump -dj .text --no-show-raw-insn beside/beside.o >text
count() { awk -v f="<$1>:" '$2 == f { on = 1; next } on && NF { n++ } on && /\t(ret|jmp) / { print n; exit }' text; }
[ "$(count marked)" = $(($(count plain) + 3)) ] || { cat text; exit 1; }
