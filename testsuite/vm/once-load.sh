# SPDX-License-Identifier: GPL-2.0-only
# Each instruction of functions that were chosen by chance is probed while programs run: they get the results that they
# have to, and the kernel has nothing to say.  ONCE="SEED COUNT HOT" chooses others, and more.
"$TESTSUITE/once/run" load ${ONCE:-1 10 5}
