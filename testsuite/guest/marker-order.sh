# SPDX-License-Identifier: GPL-2.0-only
# Markers of modules that are there before the script, come after it, go and come while it runs; of
# several scripts at one marker, each of which may end first; and a script whose loader dies.
# { dg-target }
# { dg-module one "-e 'global n probe marker(\"marks_twin\") { n++ } probe end { println(n) }'" }
# { dg-module two "-e 'global n probe module(\"spile_target\").mark(\"marks_*\")?, marker(\"marks_*\").format(\"f*\") { n++ } probe end { println(n) }'" }
# { dg-module three "-e 'global n, m probe marker(\"marks_plain\") { n++ } probe marker(\"marks_p*\") { m++ } probe end { println(n, \" \", m) }'" }
file=$(find /run -name spile_target.ko | head -n 1)
fail() { # TEXT...
	echo "$@"
	head -n 50 out* err* 2>/dev/null
	exit 1
}
run() { # MODULE COMMAND WANTED
	$SPILERUN -c "$2" "$MODULES/$1.ko" >out 2>err || fail "status $?: $1, $2"
	[ "$(cat out)" = "$3" ] && [ ! -s err ] || fail "$1, $2: not $3"
}
call='echo marks >/proc/spile_target'
run one "$call" 3
run one "$call; $call" 6
run three "$call" "1 1"
run one "rmmod spile_target; insmod $file; $call" 3
run one "$call; rmmod spile_target; insmod $file; $call; rmmod spile_target; insmod $file" 6
rmmod spile_target
run one "insmod $file; $call; rmmod spile_target" 3
insmod "$file"
run one : 0

# Two at one marker: the one that is up first ends first, and last.
for first in one two; do
	second=$([ $first = one ] && echo two || echo one)
	rm -f up go down
	mkfifo up go down
	$SPILERUN -c "echo >up; read x <go; $call" "$MODULES/$first.ko" >out1 2>err1 &
	one=$!
	read -r _ <up
	$SPILERUN -c "echo >go; read x <down; $call" "$MODULES/$second.ko" >out2 2>err2 &
	two=$!
	wait $one || fail "status $?"
	echo >down
	wait $two || fail "status $?"
	# each has met its own call, and may have met the other's
	for out in out1 out2; do
		[ "$(cat $out)" -ge 2 ] || fail "$first first"
	done
done

# Killed: a marker calls nobody any more.
$SPILERUN "$MODULES/one.ko" >out 2>err &
loader=$!
sleep 0.6
kill -KILL $loader
wait $loader
sleep 1
eval "$call"
run one "$call" 3
