# SPDX-License-Identifier: GPL-2.0-only
# What is in the cache, how it is used, shared, cleaned and trimmed, and what a damaged one does.
kernels=${SPILE_CACHE:-/var/cache/spile}/kernels
export SPILE_CACHE=$PWD/cache TMPDIR=$PWD/tmp
mkdir cache tmp
[ ! -e "$kernels" ] || ln -s "$kernels" cache/kernels
fail() {
	echo "$*"
	cat out err
	exit 1
}
build() { # WHAT TEXT: as WHAT (built, cached); prints nothing else
	local what=$1
	shift
	"$SPILE" -r "$RELEASE" -p4 -v "$@" >out 2>err || fail "failed: $*"
	grep -q "^spile: $what module " err || fail "not $what: $*"
	[ -s "$(cat out)" ] || fail "no module: $*"
	[ -z "$(ls -A tmp)" ] || fail "left: $(ls -A tmp)"
}
one='probe begin { println("one") exit() }'
two='probe begin { println("two") exit() }'

# Two runs at once: the runtime is compiled by one of them, both get the module.
"$SPILE" -r "$RELEASE" -p4 -v -e "$one" >out.2 2>err.2 &
"$SPILE" -r "$RELEASE" -p4 -v -e "$one" >out 2>err || fail "first run"
wait $! || { cat err.2; exit 1; }
[ "$(cat out)" = "$(cat out.2)" ] || fail "two modules: $(cat out.2)"
[ "$(cat err err.2 | grep -c 'compiling the runtime')" = 1 ] || fail "the runtime: $(cat err.2)"

build cached -e "$one"
first=$(cat out)
build built -e "$two"
! grep -q 'compiling the runtime' err || fail "the runtime again"
build cached -e "$two"
build built -e "$two" -m named
[ "$(cat out)" = named.ko ] || fail "-m named"
build cached -e "$two" -m named
build cached -e "$one"
[ "$(cat out)" = "$first" ] || fail "another module"

# A damaged module is told, and built again.
echo damage >>"$first"
build built -e "$one"
grep -q "^spile: warning: $SPILE_CACHE/modules/.* is damaged, and is built again" err || fail "damage"
build cached -e "$one"
! grep -q warning err || fail "a warning"

# Where nothing can be put, a run goes on without.
rm -rf cache/modules
touch cache/modules
"$SPILE" -r "$RELEASE" -p4 -v -e "$one" >out 2>err || fail "no folder for modules"
grep -q "^spile: warning: the cache directory $SPILE_CACHE is not used: Not a directory" err ||
	fail "no warning"
[ -s "$(cat out)" ] && [ -z "$(ls -A tmp)" ] || fail "uncached"
rm cache/modules "$(cat out)"

# More than the limit: what was not used for longest goes, the new one stays.
SPILE_CACHE_MB=0 build built -e 'probe begin { println("three") exit() }'
[ "$(find "$PWD/cache/modules" -name '*.ko')" = "$(cat out)" ] || fail "not trimmed"

"$SPILE" --clean-cache >out 2>err && [ ! -s out ] && [ ! -s err ] || fail "--clean-cache"
[ -z "$(ls -A cache | grep -vx kernels)" ] || fail "not clean: $(ls cache)"
[ ! -e "$kernels" ] || [ -e cache/kernels/. ] || fail "the kernels are gone"
