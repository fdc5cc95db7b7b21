# SPDX-License-Identifier: GPL-2.0-only
# Only root may, and is told so.
# { dg-module hi "-e 'probe begin { println(1) exit() }'" }
setpriv --reuid 65534 --clear-groups $SPILERUN $MODULES/hi.ko >out 2>err
[ $? = 3 ] && [ ! -s out ] && grep -q 'only root' err || { cat out err; exit 1; }
# Root without the capability is no better.
setpriv --bounding-set -sys_module $SPILERUN $MODULES/hi.ko >out 2>err
[ $? = 3 ] && [ ! -s out ] && grep -q CAP_SYS_MODULE err || { cat out err; exit 1; }
