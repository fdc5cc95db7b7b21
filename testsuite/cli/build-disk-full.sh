# SPDX-License-Identifier: GPL-2.0-only
# A disk that is full while a module is built (here: a limit on the size of files) is told, and leaves nothing.
export TMPDIR=$PWD/tmp
mkdir tmp
"$SPILE" -r "$RELEASE" -p4 -e 'probe begin { println("full") exit() }' >out 2>err || { cat err; exit 1; }
(
	ulimit -f 16
	"$SPILE" -r "$RELEASE" -p4 -e 'probe begin { println("fuller") exit() }' >out 2>err
)
[ $? = 1 ] && [ ! -s out ] && [ -z "$(ls -A tmp)" ] || { ls -A tmp; cat out err; exit 1; }
grep -q "^spile: error: can't build in $PWD/tmp/.*: File too large" err && grep -q TMPDIR err || { cat err; exit 1; }

# No place to build in at all.
TMPDIR=/proc "$SPILE" -r "$RELEASE" -p4 -e 'probe begin { println("none") exit() }' >out 2>err
[ $? = 1 ] && grep -q '^spile: error: no directory to build in can be made in /proc: ' err || { cat err; exit 1; }
