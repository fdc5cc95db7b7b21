# SPDX-License-Identifier: GPL-2.0-only
# A reader that is slow gets everything; one that goes away ends the guest, as SIGPIPE would.
set -o pipefail
$VM -- seq 1 100000 | { sleep 10; cat; } | cmp - <(seq 1 100000) || exit
$VM -- yes | head -n 2 | cmp - <(yes | head -n 2)
[ "${PIPESTATUS[0]}" = 141 ]
