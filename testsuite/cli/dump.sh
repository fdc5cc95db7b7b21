# SPDX-License-Identifier: GPL-2.0-only
# --dump-functions, --dump-probe-aliases, --dump-probe-types: all that there is, sorted, each line once;
# what the library keeps for itself with -v alone.
dump() { # OPTION, more of them
	"$SPILE" "$@" -I tapset >out 2>err || { cat err; exit 1; }
	LC_ALL=C sort -uc out || exit 1
}
has() { # line
	grep -qxF -- "$1" out || { echo "no line: $1"; exit 1; }
}
lacks() { # words
	! grep -qF -- "$1" out || { grep -F -- "$1" out; exit 1; }
}
mkdir tapset
cat >tapset/mine.stp <<'E'
private function mine_private(a) { return a + 1 }
function mine_sum(a, b) { return mine_private(a) + b }
function mine_sum(a:string) { return a . "x" }
function mine_nothing() { println(1) }
function mine_any(a) { }
function _mine_hidden:long (n:long) %{ /* unprivileged */ STAP_RETVALUE = STAP_ARG_n; %}
function mine_guru(n:long) %{ /* guru */ %}
function mine_target() { return $x }
probe mine.one = kernel.function("vfs_*").return?, timer.s(1) if (1) { a = 1 }
probe mine.two += mine.one { b = 1 }
probe _mine.three = begin { c = 1 }
E
dump --dump-functions
[ "$(wc -l <out)" -gt 300 ] || exit 1
has 'execname:string ()'
has 'mine_sum:long (a:long, b:long)'
has 'mine_sum:string (a:string)'
has 'mine_nothing:unknown ()'
has 'mine_any:unknown (a:long)'
has 'mine_guru:unknown (n:long) /* guru */'
grep -q '^mine_target:' out || exit 1
lacks mine_private
lacks mine_hidden
dump -v --dump-functions
has 'mine_private:long (a:long)'
has '_mine_hidden:long (n:long) /* unprivileged */'

dump --dump-probe-aliases
has 'oneshot = begin'
has 'mine.one = kernel.function("vfs_*").return?, timer.s(1) if (1)'
has 'mine.two += mine.one'
lacks mine.three
dump -v --dump-probe-aliases
has '_mine.three = begin'

dump --dump-probe-types
has 'kernel.function(string).return.maxactive(number)'
has 'timer.profile'
has 'begin(number)'
lacks "process(string).function" # not supported
while read -r type; do # each can be asked for; what is wrong then is its argument
	point=$(sed 's/(number)/(1)/g; s/(string)/("x")/g' <<<"$type")
	"$SPILE" -r "$RELEASE" -g -p2 -e "probe $point { }" >log 2>&1
	! grep -q 'no probe point\|not supported yet by this build' log || { echo "$type"; cat log; exit 1; }
done <out
