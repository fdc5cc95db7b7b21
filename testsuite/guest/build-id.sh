# SPDX-License-Identifier: GPL-2.0-only
# A module for another build of the kernel is refused before it is inserted.
# { dg-module spile_hello "hello.stp" }
sed 's/spile_build_id=......../spile_build_id=00000000/' "$MODULES/spile_hello.ko" >other.ko
"$SPILERUN" other.ko >out 2>err
status=$?
cat out err
[ "$status" = 3 ] && [ ! -s out ] && grep -q 'was built for another kernel: build-id 00000000' err
