# SPDX-License-Identifier: GPL-2.0-only
# On the kernel that runs, what its image would have told comes from the kernel itself: symbols,
# BTF and build-id give the same C.
script='probe kernel.function("vfs_r*").return { println(pp(), $return, $$parms) }
probe kernel.function("vfs_read") { println($file->f_path->dentry->d_name->len) }'
"$SPILE" -r "$RELEASE" -p3 -e "$script" >want || exit
$VM -- "$SPILE" -p3 -e "$script" >got || exit
diff want got && grep -q vfs_read got
