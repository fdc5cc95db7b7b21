# SPDX-License-Identifier: GPL-2.0-only
# An address as /proc/kallsyms has it: taken as it is with .absolute, and found by kernel.addr() as
# that of the running kernel.  It is known beforehand where the kernel has not been moved.
at=$("$SPILE" -r "$RELEASE" -p2 -e 'probe kernel.addr("vfs_read+5")!, kernel.addr("vfs_read+9") { }' |
	sed -n 's,^kernel.addr.* /\* _stext+\(0x[0-9a-f]*\) \*/$,\1,p')
[ -n "$at" ] || exit
printf -v at '0x%x' $((0xffffffff81000000 + at))
cat >a.stp <<EOF
probe kprobe.statement($at).absolute { if (pid() == target()) n[pp(), ppfunc()]++ }
probe kernel.statement($at).absolute { if (pid() == target()) n[pp(), ppfunc()]++ }
probe kernel.addr($at) { if (pid() == target()) n[pp(), ppfunc()]++ }
probe end { foreach ([p+, f] in n) println(p, " ", f) }
global n
EOF
ko=$("$SPILE" -r "$RELEASE" -g -p4 a.stp) || exit
$VM --append nokaslr -- "$SPILERUN" -c 'exec cat /etc/hostname >/dev/null' "$ko" >out || exit
sed -i 's/+0x9"/+0x5"/' out
diff - out <<EOF
kernel.addr("vfs_read+0x5") vfs_read
kernel.statement($at).absolute 
kprobe.statement($at).absolute 
EOF
