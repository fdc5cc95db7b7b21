# SPDX-License-Identifier: GPL-2.0-only
# A cache directory that can't be used is told in one warning, and the run goes on.
unusable() { # DIRECTORY WHY
	SPILE_CACHE=$1 "$SPILE" -r "$RELEASE" -p1 -e 'probe begin { }' >out 2>err ||
		{ echo "$1"; cat err; exit 1; }
	[ "$(grep -c warning err)" = 1 ] && [ -s out ] &&
		grep -q "^spile: warning: the cache directory $1 is not used: $2" err ||
		{ echo "$1"; cat err; exit 1; }
	! SPILE_CACHE=$1 "$SPILE" --clean-cache >out 2>err || exit
	grep -q "^spile: warning: the cache directory $1 is not used: $2" err || exit
}
touch file
mkdir -m 777 open
unusable "$PWD/file" 'Not a directory'
unusable "$PWD/file/below" 'Not a directory'
unusable /proc/spile 'No such file or directory'
unusable "$PWD/open" 'others can write it'
[ "$(ls)" = "err
file
open
out" ] || exit
