# SPDX-License-Identifier: GPL-2.0-only
# -v counts the places of a point as the script has it; a hint gives DWARF's own reason.
"$SPILE" -r "$RELEASE" -v -p2 -e 'probe kernel.function("vfs_r*").call { }' >/dev/null 2>err ||
	exit 1
grep -q '^spile: kernel.function("vfs_r\*").call: [0-9]* places by ' err || { cat err; exit 1; }
"$SPILE" -r "$RELEASE" --debuginfo=btf -p2 -e 'probe kernel.function("vfs_read") { print($zorp) }' 2>err
grep -q 'locals and globals need DWARF: DWARF is not read with --debuginfo=btf' err || { cat err; exit 1; }

# The means of each place can be seen, and asked for.
mechanism() { # TEXT OPTION...
	text=$1
	shift
	"$SPILE" -r "$RELEASE" -v -p2 "$@" >/dev/null 2>err && grep -qF "$text" err || { echo "$text"; cat err; exit 1; }
}
call='probe kprobe.function("vfs_read") { }'
mechanism 'kprobe.function("vfs_read"): native breakpoint or kprobe, looked up at load' -e "$call"
mechanism 'kprobe.function("vfs_read"): kprobe' -e "$call" --mechanism=kprobe
mechanism 'kprobe.function("vfs_read"): native breakpoint, stepped' -e "$call" --mechanism=step
mechanism 'kernel.function("vfs_read"): shared ftrace_ops' --debuginfo=btf -e 'probe kernel.function("vfs_read") { }' --mechanism=boost
mechanism 'kernel.function("vfs_read"): kprobe' --debuginfo=btf -e 'probe kernel.function("vfs_read") { }' --mechanism=kprobe
