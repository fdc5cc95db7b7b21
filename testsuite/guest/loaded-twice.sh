# SPDX-License-Identifier: GPL-2.0-only
# A module that is loaded already is refused, and the session that has it goes on.
# { dg-module ticks "-e 'global n probe timer.ms(100) { n++ } probe end { println(n > 5) }'" }
$SPILERUN -T 3 $MODULES/ticks.ko >first &
sleep 1
$SPILERUN -T 1 $MODULES/ticks.ko >out 2>err
[ $? = 3 ] && [ ! -s out ] && grep -q 'a module named ticks is loaded already' err ||
	{ cat out err; exit 1; }
wait
[ "$(cat first)" = 1 ]
