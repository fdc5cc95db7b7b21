# SPDX-License-Identifier: GPL-2.0-only
# The session ends with its command, whose status is told; the output can go to a file.
# { dg-module spile_reads "reads.stp" }
"$SPILERUN" -o file -c 'cat /etc/hostname' "$MODULES/spile_reads.ko" >out 2>err || { cat out err; exit 1; }
[ "$(cat out)" = "$(cat /etc/hostname)" ] || { echo "the command's output:"; cat out; exit 1; }
[ "$(cat file)" = "$(printf 'armed\nend')" ] || { echo "the script's output:"; cat file; exit 1; }
"$SPILERUN" -c 'exit 7' "$MODULES/spile_reads.ko" >out 2>err
status=$?
cat err
grep -q end out && [ $status != 0 ]
