# SPDX-License-Identifier: GPL-2.0-only
# -v counts the places of a point as the script has it; a hint gives DWARF's own reason.
"$SPILE" -r "$RELEASE" -v -p2 -e 'probe kernel.function("vfs_r*").call { }' >/dev/null 2>err ||
	exit 1
grep -q '^spile: kernel.function("vfs_r\*").call: [0-9]* places by ' err || { cat err; exit 1; }
"$SPILE" -r "$RELEASE" --debuginfo=btf -p2 -e 'probe kernel.function("vfs_read") { print($zorp) }' 2>err
grep -q 'locals and globals need DWARF: DWARF is not read with --debuginfo=btf' err || { cat err; exit 1; }
