# SPDX-License-Identifier: GPL-2.0-only
# SIGINT reaches the command, a second signal ends the guest, and SIGKILL leaves neither QEMU nor
# files.
mkdir tmp && export TMPDIR=$PWD/tmp
up() { # waits until the command of the guest says "up"
	for i in $(seq 900); do
		! grep -q up out 2>/dev/null || return 0
		sleep 0.1
	done
	echo "the guest did not come up"
	exit 1
}
gone() { # nothing of the last guest is left
	for i in $(seq 50); do
		left=$(ls tmp; grep -ls "spile_job[=]$TMPDIR" /proc/[0-9]*/cmdline)
		[ -n "$left" ] || return 0
		sleep 0.1
	done
	echo "left: $left"
	exit 1
}
run() { # a background job would ignore SIGINT
	env -i PATH="$PATH" TMPDIR="$TMPDIR" ${SPILE_CACHE:+"SPILE_CACHE=$SPILE_CACHE"} \
		perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' $VM -- "$@" >out 2>err &
	pid=$!
	up
}
run sh -c 'trap "echo caught; exit 5" INT; echo up; while :; do sleep 0.1; done'
kill -INT $pid
wait $pid
[ $? = 5 ] && [ "$(cat out)" = "up
caught" ] || { cat out err; exit 1; }
gone
rm out
run sh -c 'trap "" TERM; echo up; while :; do sleep 0.1; done'
kill -TERM $pid
sleep 0.5
kill -TERM $pid
wait $pid
[ $? = 143 ] || exit
gone
rm out
run sh -c 'echo up; sleep 60'
kill -KILL $pid
wait $pid
gone
