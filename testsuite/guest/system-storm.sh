# SPDX-License-Identifier: GPL-2.0-only
# Commands of system() that pile up stay within a bound, and the end comes all the same; those that
# have ended make room for others.
# { dg-module spile_system_pile "-e 'global n probe timer.ms(10) { if (n++ < 400) system(\"exec sleep 1000\"); else exit() }'" }
# { dg-module spile_system_row "-e 'global n probe timer.ms(25) { if (n++ < 200) system(\"echo\"); else exit() }'" }
$SPILERUN $MODULES/spile_system_pile.ko >out 2>err
status=$?
n=$(grep -l '^sleep$' /proc/[0-9]*/comm 2>/dev/null | wc -l)
cat out err
echo "status $status, $n run"
[ $status = 0 ] && [ $n = 128 ] && [ "$(grep -c '128 commands of system() run' err)" = 1 ] || exit
kill $(pidof sleep)
$SPILERUN $MODULES/spile_system_row.ko >out 2>err || exit
sleep 1
cat err
echo "$(wc -l <out) of 200"
[ $(wc -l <out) = 200 ] && [ ! -s err ]
