# SPDX-License-Identifier: GPL-2.0-only
# -c: the session ends with the command, and the command with the session.
# { dg-module ends "-e 'probe end { println(\"end\") }'" }
# { dg-module short "-e 'probe timer.s(1) { exit() }'" }
run() { # status, stdout, arguments of spilerun
	status=$1 want=$2
	shift 2
	got=$("$SPILERUN" "$@" 2>err)
	got_status=$?
	[ "$got_status" = "$status" ] && [ "$got" = "$want" ] ||
		{ echo "$*: status $got_status, $got"; cat err; exit 1; }
}
run 0 'from the command
end' -c 'echo from the command' $MODULES/ends.ko
run 1 end -c 'exit 9' $MODULES/ends.ko
run 1 end -c nosuchcommand $MODULES/ends.ko
run 1 end -c 'kill -KILL $$' $MODULES/ends.ko
run 0 '' -c 'sleep 77' $MODULES/short.ko
! pgrep -f 'sleep 77' || exit
run 0 '' -c 'trap "echo term >caught; exit 0" TERM; while :; do sleep 0.1; done' $MODULES/short.ko
[ "$(cat caught)" = term ]
