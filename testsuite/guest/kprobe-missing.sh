# SPDX-License-Identifier: GPL-2.0-only
# What is not there when the script is loaded, or may not be probed, is said.
# { dg-module missing "-e 'probe kprobe.function(\"no_such_function\") { }'" }
# { dg-module listed "-e 'probe kprobe.function(\"do_int3\") { }'" }
# { dg-module copied "-e 'probe kprobe.function(\"ftrace_caller\") { }'" }
# { dg-module switch "-e 'probe kernel.function(\"__switch_to\").return { }'" }
# { dg-module own "-e 'probe kprobe.function(\"spl_run_end\") { }'" }
# { dg-module inmodule "-e 'probe kprobe.module(\"overlay\").function(\"no_such_function\") { }'" }
# { dg-module late "-e 'probe kprobe.module(\"loop\").function(\"no_such_function\") { } probe end { println(1) }'" }
# { dg-module other "-e 'probe kprobe.module(\"late\").function(\"spl_run_end\") { }'" }
# { dg-module inside "-g -e 'probe kprobe.statement(4).absolute { }'" }
refused() { # MODULE TEXT
	$SPILERUN "$MODULES/$1.ko" >out 2>err
	[ $? != 0 ] && [ ! -s out ] && grep -q "$2" err || { echo "$1"; cat out err; exit 1; }
}
refused missing 'kprobe.function("no_such_function"): the kernel refused it (-ENOENT: there is no such function)'
refused listed 'kprobe.function("do_int3"): the kernel refused it (-EINVAL: no probe may be placed there)'
refused copied 'kprobe.function("ftrace_caller"): .*a trap would be met there by what handles traps, or by a copy of it'
refused switch 'kernel.function("__switch_to").return: the kernel refused it (-EINVAL: no probe may be placed there)'
refused own 'kprobe.function("spl_run_end"): .*it is a part of spile'
refused inmodule 'kprobe.module("overlay").function("no_such_function"): .*-ENOENT'
refused inside 'kprobe.statement(0x4).absolute: the kernel refused it'

# Another session's code is no better than its own.
modprobe -r loop
$SPILERUN -c "$SPILERUN $MODULES/other.ko; [ \$? = 3 ]" "$MODULES/late.ko" >out 2>err
[ $? = 0 ] && grep -q 'kprobe.module("late").function("spl_run_end"): .*it is a part of spile' err ||
	{ cat out err; exit 1; }

$SPILERUN -c 'modprobe loop; sleep 0.2' "$MODULES/late.ko" >out 2>err
[ $? = 0 ] && [ "$(cat out)" = 1 ] || { cat out err; exit 1; }
grep -q 'WARNING: kprobe.module("loop").function("no_such_function"): the kernel refused it (-ENOENT' err ||
	{ cat err; exit 1; }
