# SPDX-License-Identifier: GPL-2.0-only
# SIGINT, SIGTERM and SIGHUP end the session as exit() does: the end probes run, the status is 0.
# { dg-module ends "-e 'probe begin { println(\"up\") } probe end { println(\"end\") }'" }
for signal in INT TERM HUP; do
	rm -f out
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' $SPILERUN $MODULES/ends.ko >out 2>err &
	while ! grep -q up out; do sleep 0.1; done
	kill -$signal $!
	wait $!
	[ $? = 0 ] && [ "$(cat out)" = "up
end" ] && [ ! -s err ] || { echo "SIG$signal"; cat out err; exit 1; }
done
