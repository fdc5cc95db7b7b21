# SPDX-License-Identifier: GPL-2.0-only
# engine.sh: for run: what a probe costs at a place in code and at a marker, by each mechanism and beside the
# kernel's own.  After the instructions were counted, a second guest runs few of the same hits while QEMU logs each
# instruction, which tells what kind they are.

# Below a place's name, what spile does there; the kernel's own are bare.ko's.
n='{ n++ } probe end { println(n) }'
at="module(\"$work/engine/sites.ko\")"
declare -A places=(
	[site_step]="global n probe $at.addr(\"sites_plain\") $n"
	[site_boost]="global n probe $at.addr(\"sites_plain\") $n"
	[site_kprobe]="global n probe $at.addr(\"sites_plain\") $n"
	[site_emulate]="global n probe $at.addr(\"sites_jump\") $n"
	[site_swap]="global n probe $at.addr(\"sites_plain\").swap(\"mov \$2, %eax\") $n"
	[mark_on]="global n probe $at.mark(\"sites_mark\") $n"
)
declare -A mechanisms=([site_step]=step [site_boost]=boost [site_kprobe]=kprobe [site_emulate]=emulate)

# Reads QEMU's log of instructions; between two marks the calls come apart at the workload's syscall instruction.
# "kinds LOCKED SERIALISING INSTRUCTIONS", medians of a call's, for each pair of marks.  Serialising are those of the
# processor's manual (SDM volume 3, 9.3), and fences.
kinds() {
	awk '
		/^0x[0-9a-f]+: / {
			at = substr($1, 3, length($1) - 3)
			sub(/^0+/, "", at)
			text = substr($0, index($0, ": ") + 2)
			sub(/^ *([0-9a-f][0-9a-f] )+ */, "", text)
			kind[at] = text ~ /^lock / || text ~ /^xchg.*\(/ ? 1 : \
				text ~ /^(iret|cpuid|wrmsr|inv|lgdt|lidt|lldt|ltr|wbinvd|serialize|[lms]fence)/ || \
				text ~ /^mov.*, %[cd]r[0-7]$/ ? 2 : text ~ /^syscall/ ? 3 : 0
			next
		}
		/^Trace / && on {
			split($4, part, "/")
			sub(/^0+/, "", part[2])
			k = kind[part[2]]
			if (k == 3) {
				if (all) {
					locked[++n] = l; serial[n] = s; total[n] = all
				}
				l = s = all = 0
			}
			all++
			if (k == 1) l++
			if (k == 2) s++
		}
		/^ *[0-9]+: v=06 / && / cpl=3 / {
			if (on) print "kinds", median(locked), median(serial), median(total)
			on = !on
			n = l = s = all = 0
		}
		function median(of,    i, j, t, m) {
			for (i = 1; i <= n; i++) {
				t = of[i]
				for (j = i - 1; j > 0 && m[j] > t; j--)
					m[j + 1] = m[j]
				m[j + 1] = t
			}
			return m[int((n + 1) / 2)] + 0
		}'
}

# Has QEMU log instructions in the guest's turns, by its monitor.
watch_turns() { # dir
	local turn=$1/turn
	exec 3<>"$turn/monitor.in" 4<>"$turn/monitor.out"
	while sleep 0.05; do
		while read -r -t 0 -u 4; do read -r -t 1 -n 4096 -u 4 || :; done # what the monitor says
		[ -e "$turn/ready" ] || continue
		case $(cat "$turn/ready") in
		off) printf 'log none\nsinglestep off\none-insn-per-tb off\n' >&3 ;;
		*) printf 'singlestep on\none-insn-per-tb on\nlog in_asm,exec,nochain,int\n' >&3 ;;
		esac
		rm "$turn/ready"
		sleep 0.3 # the monitor says nothing that could be waited for
		: >"$turn/go"
	done
}

# Into kinds.results, in the order of the loops.
watch_engine() { # dir
	local log=$1/turn/log watcher
	mkdir "$1/turn"
	mkfifo "$log" "$1/turn/monitor.in" "$1/turn/monitor.out"
	kinds <"$log" >"$work/kinds" &
	reader=$!
	watch_turns "$1" &
	watcher=$!
	trap 'kill $reader $watcher 2>/dev/null' EXIT
	guest_run watch "$1" 210 watch --share "$1/turn:$1/turn" --qemu-arg -D --qemu-arg "$log" \
		--qemu-arg -chardev --qemu-arg "pipe,id=turns,path=$1/turn/monitor" \
		--qemu-arg -mon --qemu-arg turns,mode=readline
	kill "$watcher"
	wait "$reader"
	trap - EXIT
	rm -r "$1/turn"
	awk 'FILENAME == ARGV[1] { kinds[++n] = $0; next }
		$1 == "hit" { split(kinds[++i], k); print "kinds", $2, k[2], k[3], k[4] }' \
		"$work/kinds" "$work/watch.new" >>"$work/engine.results"
}

# Of the instructions of the kernel's text: "share WAY COUNT" and a line for each kind that takes a second trap.
measure_share() {
	make -s -C "$top" build/unit/engine_vmlinux
	build/unit/engine_vmlinux "$release" | awk '
		$1 ~ /^(boost|emulate|step|refuse)$/ { n[$1] += $2; all += $2 }
		$1 ~ /^(step|refuse)$/ { share = $3; text = $0; sub(/^[^%]*%  /, "", text); print "second", $1, share, text }
		END { for (way in n) print "share", way, n[way] / all * 100 }'
}

measure_engine() {
	local dir=$work/engine name
	say "the kernel's instructions"
	measure_share >"$work/share"
	say "compiling the engine's guest"
	guest_files "$dir"
	bare_module sites "$dir"
	bare_module native "$dir"
	for name in "${!places[@]}"; do
		scripts[$name]=${places[$name]}
		script_module "$name" "$dir" -g ${mechanisms[$name]:+--mechanism=${mechanisms[$name]}}
	done
	say "measuring the engine"
	guest_measure engine "$dir"
	say "looking at each instruction"
	watch_engine "$dir"
	cat "$work/share" >>"$work/engine.results"
}
