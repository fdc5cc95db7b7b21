# SPDX-License-Identifier: GPL-2.0-only
# A guest that panics is reported with its log, one that is too slow is stopped; nothing stays in
# TMPDIR.
mkdir tmp && export TMPDIR=$PWD/tmp
$VM --failure 3 -- sh -c 'echo before; echo c >/proc/sysrq-trigger; sleep 60' >out 2>err
[ $? = 3 ] && [ "$(cat out)" = before ] && grep -q 'guest died' err && grep -q 'Kernel panic' err ||
	{ cat out err; exit 1; }
$VM --timeout 10 -- sleep 60 >out 2>err
[ $? = 124 ] && grep -q 'stopped after 10 s' err || { cat out err; exit 1; }
sleep 0.5
[ -z "$(ls tmp)" ] || { ls tmp; exit 1; }
