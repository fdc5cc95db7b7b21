# SPDX-License-Identifier: GPL-2.0-only
# When nobody reads the output, the session ends and its module goes.
# { dg-module talks "-e 'probe timer.ms(10) { println(\"line\") }'" }
[ "$(timeout 20 $SPILERUN $MODULES/talks.ko 2>err | head -n 3)" = "line
line
line" ] || { cat err; exit 1; }
for i in 1 2 3 4 5 6 7 8 9 10; do
	grep -q talks /proc/modules || exit 0
	sleep 0.2
done
cat err
exit 1
