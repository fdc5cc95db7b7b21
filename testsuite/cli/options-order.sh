# SPDX-License-Identifier: GPL-2.0-only
# Options stand before and after the operands, letters in one word; '--' ends them; the rest is the script's.
echo 'probe begin { println(@1, " ", $2, " ", @3) }' >three.stp
for line in 'three.stp a 2 -p1 -- -x' '-p1 three.stp a -- 2 -x' '-wup1 -- three.stp a 2 -x' \
		'three.stp -g a -p 1 2 -- -x'; do
	"$SPILE" $line >out 2>err || { echo "$line"; cat err; exit 1; }
	grep -q '"a".*2.*"-x"' out || { echo "$line"; cat out; exit 1; }
done
# With -e, all operands are arguments; several -e are lines of one script; '-' is standard input.
"$SPILE" -p1 -e 'probe begin { println(@1)' -e '}' first | grep -q '"first"' || exit
echo 'probe begin { println(@1) }' | "$SPILE" -p1 - second | grep -q '"second"' || exit
# -k, -v and --color take no word of the operands.
"$SPILE" -k -p1 --color three.stp a 2 3 2>err | grep -q '"a"' || exit
