# SPDX-License-Identifier: GPL-2.0-only
# Where the built objects call through a pointer, it is one to a function that was made for it, ours or one in a
# table of the kernel's: what the kernel doesn't export has, with IBT, no valid entry for such a call.
set -e
export LC_ALL=C
cat >allowed <<'X'
# functions				whom they call
keeper spl_xmc spl_xmc_word spl_patch_fits	operations of xmc.h: change.c
keeper spl_place_hit			hit() of a probe, native.h
keeper spl_hooks_hit			hit() of a marker's probe
keeper spl_each_place			what show.c gives
script spl_timer_hit spl_timer_hit_jiffies spl_watch_hit spl_perf_hit spl_native_hit spl_kprobe_hit	handlers
script spl_kprobe_run_in_call spl_kretprobe_hit spl_kretprobe_count spl_kretprobe_entry spl_ftrace_hit spl_ftrace_hit_all	handlers
script spl_run_begin spl_run_end spl_conditions_look	handlers
script spl_session_start spl_session_stop spl_session_free spl_session_status spl_follow	mechanisms, attach.h
script spl_spots_register spl_spots_disarm spl_spots_enable spl_spots_follow spl_spots_missed	operations of spot.h
script spl_spot_refused spl_orphan_disarm	operations of spot.h
script spl_event_arm			operations of event.h
script spl_natives_add spl_natives_remove spl_keeper_mark spl_keeper_unmark spl_keeper_symbol	the keeper, keep.h
script spl_printf spl_put_fill spl_put_more	where an output's buffer goes
script spl_stat_figure			what is asked of a statistic
script spl_ctl_poll			the kernel's own: the poll_table's
script spl_perf_read			the kernel's own: the PMU's
X
$SPILE -r "$RELEASE" -p4 -m calls -e 'global n, s
	probe kernel.function("vfs_read") { n++ }
	probe kernel.trace("task_rename") { s <<< pid() }
	probe kernel.addr("vfs_read+0x5") ? { printf("%s %d\n", execname(), n) }
	probe end { println(@count(s)) }' >/dev/null
objcopy --dump-section .spile_keep=keeper.ko calls.ko /dev/null
# pv_ops: the kernel makes direct calls of these when it loads a module.
calls() { # kind, object
	objdump -dr --no-show-raw-insn "$2" | awk -v kind="$1" '
		/^[0-9a-f]+ <.*>:$/ { f = $2; gsub(/[<>:]|\..*/, "", f) }
		pending { if (!/pv_ops/) print kind, f; pending = 0 }
		/\t(call|jmp) +\*/ { pending = 1 }
		/__x86_indirect_thunk/ { print kind, f }'
}
{ calls keeper keeper.ko; calls script calls.ko; } | sort -u >found
[ -s found ]
awk -F'\t' '!/^#/ { n = split($1, f, " "); for (i = 2; i <= n; i++) print f[1], f[i] }' allowed | sort -u >may
comm -23 found may >others
comm -13 found may >gone
[ ! -s others ] || { echo "calls through a pointer in:"; cat others; exit 1; }
[ ! -s gone ] || { echo "no such call in:"; cat gone; exit 1; }
