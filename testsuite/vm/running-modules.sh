# SPDX-License-Identifier: GPL-2.0-only
# On the kernel that runs, a pattern for modules means those that are loaded; an address may be one of
# /proc/kallsyms.
cat >guest.sh <<'EOF'
"$1" -p2 -e 'probe module("[of]*").function("*_open").call { }' | grep -o '^module("[^"]*")' | sort -u
"$1" -p2 -e 'probe module("fat").function("init_once").call { }' | grep -c '^module("fat")'
"$1" -p2 -e 'probe module("fa*").function("init_once").call { }' 2>&1 | grep -o 'no module matches .*'
at=$(sed -n 's/^\([0-9a-f]*\) T vfs_read$/\1/p' /proc/kallsyms)
"$1" -p2 -e "probe kernel.addr(0x$at) { }" | grep -o '^kernel.addr("[^"]*")'
EOF
$VM -- sh guest.sh "$SPILE" >out 2>err || { cat out err; exit 1; }
diff - out <<'EOF'
module("overlay")
2
no module matches 'fa*'
kernel.addr("vfs_read")
EOF
