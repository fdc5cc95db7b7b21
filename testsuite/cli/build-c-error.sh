# SPDX-License-Identifier: GPL-2.0-only
# The compiler's and modpost's complaints are shown at the script's line; nothing is left behind.
export TMPDIR=$PWD/tmp
mkdir tmp
fail() {
	echo "$*"
	cat out err
	exit 1
}
broken() { # FILE
	"$SPILE" -r "$RELEASE" -g -p4 "$1" >out 2>err
	[ $? = 1 ] && [ ! -s out ] || fail "$1: status"
	[ -z "$(ls -A tmp)" ] || fail "$1: left $(ls -A tmp)"
}
cat >syntax.stp <<'EOF'
function f:long()
%{
	int x = ;
	STAP_RETVALUE = x;
%}
probe begin { println(f()) }
EOF
broken syntax.stp
grep -q '^syntax.stp:3:[0-9]*: build error: expected ' err || fail "syntax"
grep -q '^ *3 | *	*int x = ;$' err || fail "no excerpt"

cat >name.stp <<'EOF'
function f:long() %{
	STAP_RETVALUE = no_such_function(1);
%}
probe begin { println(f()) }
EOF
broken name.stp
grep -q "^name.stp:2:18: build error: implicit declaration of function 'no_such_function'" err ||
	fail "name"
grep -q '\^~~~~~~~~~~~~~~~' err || fail "no caret"

cat >symbol.stp <<'EOF'
%{
int kallsyms_lookup_nothing(void);
%}
function f:long() %{
	STAP_RETVALUE = kallsyms_lookup_nothing();
%}
probe begin { println(f()) }
EOF
broken symbol.stp
grep -q "^spile: build error: the kernel has no 'kallsyms_lookup_nothing' for modules" err ||
	fail "symbol"
