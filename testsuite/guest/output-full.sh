# SPDX-License-Identifier: GPL-2.0-only
# An output that can't be written ends the session with a message, a reader that went away ends it quietly.
# { dg-module spile_reads "reads.stp" }
"$SPILERUN" -o /dev/full "$MODULES/spile_reads.ko" >out 2>err
status=$?
cat err
[ $status = 1 ] && grep -q 'No space left' err || { echo "status $status"; exit 1; }
"$SPILERUN" "$MODULES/spile_reads.ko" 2>err | head -1 >out
[ "$(cat out)" = armed ] || { cat out err; exit 1; }
! grep '^spile_' /proc/modules | grep -v '^spile_keep '
