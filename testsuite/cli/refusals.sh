# SPDX-License-Identifier: GPL-2.0-only
# -v counts what a pattern leaves out, by the reason; without it nothing is said.
fail() {
	echo "$*"
	cat err
	exit 1
}
"$SPILE" -r "$RELEASE" -v -p2 -e 'probe kernel.function("*").call { }' >/dev/null 2>err || fail "status"
line=$(grep 'kernel.function("\*").call: left out: ' err) || fail "nothing"
for reason in 'in .noinstr.text' 'in .entry.text' 'trampolines of static calls' 'copied to where they run' \
	"on the kernel's list of what kprobes may not touch" 'without an ftrace entry'; do
	[[ $line =~ (: |, )[1-9][0-9]*" $reason" ]] || fail "not counted: $reason"
done
"$SPILE" -r "$RELEASE" -p2 -e 'probe kernel.function("a*").call { }' >/dev/null 2>err || fail "status"
[ ! -s err ] || fail "said without -v"
