# SPDX-License-Identifier: GPL-2.0-only
# Each instruction of functions that were chosen by chance is probed: what is hit by a program is hit as often as the
# kernel's kprobes are.  ONCE="SEED COUNT HOT" chooses others, and more.
"$TESTSUITE/once/run" count ${ONCE:-1 10 5}
