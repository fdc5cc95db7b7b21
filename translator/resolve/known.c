// SPDX-License-Identifier: GPL-2.0-only
/*
 * known.c: functions and probe aliases that the manual pages of SystemTap's library have and this
 * library lacks.  A name that comes to tapsets/ goes from here; a test in lint/ sees to it.
 */
#include "known.h"

#include <string.h>

#include "glob.h"
#include "parser/ast.h"

/* Names, each with a blank behind it. */
static const char funcs[] =
	"backtrace caller caller_addr callers dump_stack fp32_to_fp64 fp_add fp_div fp_eq "
	"fp_le fp_lt fp_mul fp_rem fp_sqrt fp_sub fp_to_long fp_to_string ipmib_filter_key "
	"ipmib_get_proto ipmib_local_addr ipmib_remote_addr ipmib_tcp_local_port "
	"ipmib_tcp_remote_port json_add_array json_add_array_numeric_metric "
	"json_add_array_string_metric json_add_numeric_metric json_add_string_metric "
	"json_set_prefix linuxmib_filter_key long_to_fp modname "
	"module_size nfsderror pnlabel print_backtrace print_backtrace_fileline "
	"print_stack print_syms print_ubacktrace print_ubacktrace_brief "
	"print_ubacktrace_fileline print_ustack print_usyms sa_handler sprint_backtrace "
	"sprint_stack sprint_syms sprint_ubacktrace sprint_ustack sprint_usyms stack "
	"string_to_fp switch_file symdata symfile symfileline symline symname "
	"target_set_report task_backtrace tcpmib_filter_key tcpmib_get_state "
	"tcpmib_local_addr tcpmib_local_port tcpmib_remote_addr tcpmib_remote_port "
	"ubacktrace ucallers umodname ustack usymdata usymfile usymfileline usymline "
	"usymname vm_fault_contains ";

/* Without ".return"; "*" stands for any name where a whole family is meant. */
static const char points[] =
	"dw_syscall.* generic.fop.* ioblock.end ioblock.request ioblock_trace.bounce "
	"ioblock_trace.end ioblock_trace.request ioscheduler.elv_add_request "
	"ioscheduler.elv_add_request.kp ioscheduler.elv_add_request.tp "
	"ioscheduler.elv_completed_request ioscheduler.elv_next_request "
	"ioscheduler_trace.elv_abort_request ioscheduler_trace.elv_completed_request "
	"ioscheduler_trace.elv_issue_request ioscheduler_trace.elv_requeue_request "
	"ioscheduler_trace.plug ioscheduler_trace.unplug_io ioscheduler_trace.unplug_timer "
	"ipmib.ForwDatagrams ipmib.FragFails ipmib.FragOKs ipmib.InAddrErrors "
	"ipmib.InDiscards ipmib.InNoRoutes ipmib.InReceives ipmib.InUnknownProtos "
	"ipmib.OutRequests ipmib.ReasmReqds ipmib.ReasmTimeout irq_handler.entry "
	"irq_handler.exit json_data kprocess.create kprocess.exec kprocess.exec_complete "
	"kprocess.exit kprocess.release kprocess.start linuxmib.DelayedACKs "
	"linuxmib.ListenDrops linuxmib.ListenOverflows linuxmib.TCPMemoryPressures "
	"nd_syscall.* netdev.change_mac netdev.change_mtu netdev.change_rx_flag "
	"netdev.close netdev.get_stats netdev.hard_transmit netdev.ioctl netdev.open "
	"netdev.receive netdev.register netdev.rx netdev.set_promiscuity netdev.transmit "
	"lsm.* netdev.unregister netfilter.arp.forward netfilter.arp.in netfilter.arp.out "
	"netfilter.bridge.forward netfilter.bridge.local_in netfilter.bridge.local_out "
	"netfilter.bridge.post_routing netfilter.bridge.pre_routing netfilter.ip.forward "
	"netfilter.ip.local_in netfilter.ip.local_out netfilter.ip.post_routing "
	"netfilter.ip.pre_routing nfs.aop.readpage nfs.aop.readpages nfs.aop.release_page "
	"nfs.aop.set_page_dirty nfs.aop.write_begin nfs.aop.write_end nfs.aop.writepage "
	"nfs.aop.writepages nfs.fop.aio_read nfs.fop.aio_write nfs.fop.check_flags "
	"nfs.fop.flush nfs.fop.fsync nfs.fop.llseek nfs.fop.lock nfs.fop.mmap nfs.fop.open "
	"nfs.fop.read nfs.fop.read_iter nfs.fop.release nfs.fop.sendfile nfs.fop.write "
	"nfs.fop.write_iter nfs.proc.commit nfs.proc.commit_done nfs.proc.commit_setup "
	"nfs.proc.create nfs.proc.handle_exception nfs.proc.lookup nfs.proc.open "
	"nfs.proc.read nfs.proc.read_done nfs.proc.read_setup nfs.proc.release "
	"nfs.proc.remove nfs.proc.rename nfs.proc.rename_done nfs.proc.rename_setup "
	"nfs.proc.write nfs.proc.write_done nfs.proc.write_setup nfsd.close nfsd.commit "
	"nfsd.create nfsd.createv3 nfsd.dispatch nfsd.lookup nfsd.open nfsd.proc.commit "
	"nfsd.proc.create nfsd.proc.lookup nfsd.proc.read nfsd.proc.remove nfsd.proc.rename "
	"nfsd.proc.write nfsd.read nfsd.rename nfsd.unlink nfsd.write "
	"scheduler.balance scheduler.cpu_off scheduler.cpu_on scheduler.ctxswitch "
	"scheduler.kthread_stop scheduler.migrate scheduler.process_exit "
	"scheduler.process_fork scheduler.process_free scheduler.process_wait "
	"scheduler.signal_send scheduler.tick scheduler.wait_task scheduler.wakeup "
	"scheduler.wakeup_new scsi.iocompleted scsi.iodispatching scsi.iodone scsi.ioentry "
	"scsi.ioexecute scsi.set_state signal.check_ignored signal.checkperm "
	"signal.do_action signal.flush signal.force_segv signal.handle signal.pending "
	"signal.procmask signal.send signal.send_sig_queue signal.sys_tgkill "
	"signal.sys_tkill signal.syskill signal.systkill signal.wakeup socket.aio_read "
	"socket.aio_write socket.close socket.create socket.read_iter socket.readv "
	"socket.receive socket.recvmsg socket.send socket.sendmsg socket.write_iter "
	"socket.writev softirq.entry softirq.exit stap.cache_add_mod stap.cache_add_nss "
	"stap.cache_add_src stap.cache_clean stap.cache_get stap.pass0 stap.pass0.end "
	"stap.pass1.end stap.pass1a stap.pass1b stap.pass2 stap.pass2.end stap.pass3 "
	"stap.pass3.end stap.pass4 stap.pass4.end stap.pass5 stap.pass5.end stap.pass6 "
	"stap.pass6.end stap.system stap.system.spawn stapio.receive_control_message "
	"staprun.insert_module staprun.remove_module staprun.send_control_message "
	"sunrpc.clnt.bind_new_program sunrpc.clnt.call_async sunrpc.clnt.call_sync "
	"sunrpc.clnt.clone_client sunrpc.clnt.create_client sunrpc.clnt.restart_call "
	"sunrpc.clnt.shutdown_client sunrpc.sched.delay sunrpc.sched.execute "
	"sunrpc.sched.new_task sunrpc.sched.release_task sunrpc.svc.authorise "
	"sunrpc.svc.create sunrpc.svc.destroy sunrpc.svc.drop sunrpc.svc.process "
	"sunrpc.svc.recv sunrpc.svc.register sunrpc.svc.send syscall.* syscall_any "
	"tcp.disconnect tcp.receive tcp.recvmsg tcp.sendmsg tcp.setsockopt "
	"tcpmib.ActiveOpens tcpmib.AttemptFails tcpmib.CurrEstab tcpmib.EstabResets "
	"tcpmib.InSegs tcpmib.OutRsts tcpmib.OutSegs tcpmib.PassiveOpens tcpmib.RetransSegs "
	"tp_syscall.* tty.init tty.ioctl tty.open tty.poll tty.read tty.receive "
	"tty.register tty.release tty.resize tty.unregister tty.write udp.disconnect "
	"udp.recvmsg udp.sendmsg vfs.* vm.brk vm.kfree vm.kmalloc vm.kmalloc_node "
	"vm.kmem_cache_alloc vm.kmem_cache_alloc_node vm.kmem_cache_free vm.mmap vm.munmap "
	"vm.oom_kill vm.pagefault vm.write_shared vm.write_shared_copy workqueue.create "
	"workqueue.destroy workqueue.execute workqueue.insert ";

/* The next name at *LIST, which goes behind it; its length, 0 at the end. */
static size_t next_name(const char **list, const char **name)
{
	size_t n = strcspn(*list, " ");

	*name = *list;
	*list += n ? n + 1 : 0;
	return n;
}

bool known_func(const char *name)
{
	const char *list = funcs, *row;
	size_t n;

	while ((n = next_name(&list, &row)))
		if (n == strlen(name) && !strncmp(row, name, n))
			return true;
	return false;
}

/* ---- points ---- */

/* What may be put behind an alias. */
static bool is_suffix(const struct component *c)
{
	static const char *const names[] = { "return",	  "call",    "inline",	"exported",
					     "maxactive", "process", "counter", "sample" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(c->name, names[i]))
			return true;
	return false;
}

bool known_point(const struct point *point)
{
	char text[GLOB_MAX + 1] = "";
	const char *list = points, *row;
	size_t n = point->parts.n, at = 0, len;

	while (n > 1 && is_suffix(&point->parts.v[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++) {
		const struct component *c = &point->parts.v[i];

		len = strlen(c->name);
		if (c->arg || at + len + 1 > GLOB_MAX)
			return false;
		if (i)
			text[at++] = '.';
		memcpy(text + at, c->name, len + 1);
		at += len;
	}
	while ((len = next_name(&list, &row)))
		if (glob_meet(text, at, row, len))
			return true;
	return false;
}
