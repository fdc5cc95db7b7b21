# SPDX-License-Identifier: GPL-2.0-only
# The same C is made, whether BTF or DWARF tells of types and parameters.
# { dg-needs debuginfo }
same() {
	for source in btf dwarf; do
		"$SPILE" -r "$RELEASE" --debuginfo=$source -w -p3 -e "$1" >$source.c 2>$source.err ||
			{ echo "$1"; cat $source.err; exit 1; }
	done
	cmp btf.c dwarf.c || { echo "$1"; diff btf.c dwarf.c | head -n 20; exit 1; }
}
same 'probe kernel.function("vfs_read") { println($count, $file->f_path->dentry->d_name->len, $$parms, $file$) }'
same 'probe kernel.function("vfs_r*").return { println($$return, $$parms) }'
same 'probe kernel.function("tcp_sendmsg") { println($sk->sk_protocol, $sk->__sk_common->skc_family, $msg$$) }'
same 'probe kernel.function("wake_up_new_task") { println(kernel_string($p->comm), $p->in_execve, $p->se->load->weight) }'
same 'probe begin { t = task_current() println(@cast(t, "task_struct")->signal->rlim[3]->rlim_cur, @enum("PIDTYPE_SID")) }'
same 'probe kernel.function("do_exit") { t = task_current() println(t->mm->pgd, t->mm->mmap_lock$$, @enumname(1, "pid_type")) }'
