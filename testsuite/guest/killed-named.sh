# SPDX-License-Identifier: GPL-2.0-only
# A module whose name was chosen is taken out by the next loader that wants to insert it again.
# { dg-module chosen "reads.stp" }
"$SPILERUN" "$MODULES/chosen.ko" >out 2>err &
loader=$!
for i in $(seq 200); do
	! grep -q armed out || break
	sleep 0.05
done
kill -KILL $loader
wait $loader
grep -q '^chosen ' /proc/modules || { echo "not there"; cat out err; exit 1; }
"$SPILERUN" -v -T 1 "$MODULES/chosen.ko" >out 2>err || { cat out err; exit 1; }
grep -q 'removed chosen, whose loader had been killed' err && grep -q armed out &&
	! grep '^chosen ' /proc/modules
