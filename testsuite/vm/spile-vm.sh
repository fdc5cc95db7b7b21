# SPDX-License-Identifier: GPL-2.0-only
# spile --vm: the guest has the host's programs and files, and nothing changes here.
echo mine >input
"$SPILE" --vm="$RELEASE" -e 'probe end { println("end") }' \
	-c "cat $WORK/input; echo changed >$WORK/input; cat $WORK/input" >out 2>err
status=$?
cat out err
[ $status = 0 ] && [ "$(cat input)" = mine ] && [ "$(cat out)" = "$(printf 'mine\nchanged\nend')" ] ||
	exit 1
"$SPILE" --vm="$RELEASE" -e 'probe begin { println(1 / (cpu() * 0)) }' >out 2>err
status=$?
cat out err
[ $status = 4 ] && grep -q '^ERROR: division by 0' err
"$SPILE" --vm="$RELEASE" -o result -e 'probe begin { println("to a file") exit() }' >out 2>err
status=$?
cat out err
[ $status = 0 ] && [ "$(cat result)" = "to a file" ]
