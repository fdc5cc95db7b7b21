# SPDX-License-Identifier: GPL-2.0-only
# A locked-down kernel takes no unsigned module; the message says so and names the ways out.
ko=$($SPILE -r "$RELEASE" -p4 -e 'probe begin { println(1) exit() }') || exit
$VM --append lockdown=integrity -- "$SPILERUN" "$ko" >out 2>err
[ $? = 3 ] && [ ! -s out ] || { cat out err; exit 1; }
grep -q 'locked down' err && grep -q -- --vm err && grep -q sign err || { cat err; exit 1; }
