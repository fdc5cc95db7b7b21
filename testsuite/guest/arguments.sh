# SPDX-License-Identifier: GPL-2.0-only
# What spilerun does not understand is status 2, and no module is touched.
# { dg-module hi "-e 'probe begin { println(1) exit() }'" }
wrong() { # words of the message, arguments
	words=$1
	shift
	$SPILERUN "$@" >out 2>err
	status=$?
	[ $status = 2 ] && [ ! -s out ] && grep -q -- "$words" err ||
		{ echo "$*: status $status"; cat out err; exit 1; }
}
wrong odule
wrong "'q'" -q $MODULES/hi.ko
wrong -x -x abc $MODULES/hi.ko
wrong -T -T soon $MODULES/hi.ko
wrong 'both' -c true -x 1 $MODULES/hi.ko
