# SPDX-License-Identifier: GPL-2.0-only
# What is no module of spile's is refused before the kernel sees it.
# { dg-module hi "-e 'probe begin { println(1) exit() }'" }
refused() { # file, words of the message
	$SPILERUN "$1" >out 2>err
	status=$?
	[ $status = 3 ] && [ ! -s out ] && grep -q "$2" err ||
		{ echo "$1: status $status"; cat out err; exit 1; }
}
refused nosuch.ko 'No such file'
: >empty.ko
refused empty.ko 'not a module'
head -c 4096 /dev/urandom >noise.ko
refused noise.ko 'not a module'
refused . .
cp "$(modinfo -n loop)" loop.ko && refused loop.ko 'not a module'
size=$(stat -c %s $MODULES/hi.ko)
for n in 10 100 1000 $((size / 2)) $((size - 100)); do
	head -c $n $MODULES/hi.ko >short.ko
	refused short.ko .
done
