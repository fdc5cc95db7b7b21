# SPDX-License-Identifier: GPL-2.0-only
# -L: beside each point what a script can read there, with its type: at all places that the line
# stands for.
lists() { # POINT, OPTIONS; stdin: the lines, where the target module is M and sources have no folder and no line
	"$SPILE" -I tapset -r "$RELEASE" $2 -L "$1" 2>err |
		sed "s#(\"$target/spile_target.ko\")#(M)#; s#@/[^\"]*/#@#; s#:[0-9]*\")#\")#" >out
	[ "${PIPESTATUS[0]}" = 0 ] && [ ! -s err ] && cmp -s - out || { echo "$1"; cat out err; exit 1; }
}
target=$("$TESTSUITE"/target/build "$RELEASE" gcc) || exit 1
module="module(\"$target/spile_target.ko\")"
mkdir tapset

# By BTF alone.
lists 'kernel.function("vfs_rea[d]")' --debuginfo=btf <<'E'
kernel.function("vfs_read") $file:struct file* $buf:char* $count:size_t $pos:loff_t*
E
lists 'kernel.function("vfs_rea[d]").return' --debuginfo=btf <<'E'
kernel.function("vfs_read").return $return:ssize_t $file:struct file* $buf:char* $count:size_t $pos:loff_t*
E
lists 'kernel.function("vfs_read")' --debuginfo=symbols <<'E'
kernel.function("vfs_read")
E
lists 'kernel.trace("sched:sched_wakeup")' '' <<'E'
kernel.trace("sched:sched_wakeup") $p:struct task_struct*
E
lists 'kernel.tracepoint("sched_wakeup")' '' <<'E'
kernel.tracepoint("sched_wakeup") $arg1:struct task_struct*
E
lists '{begin,timer.profile}' '' <<'E'
begin
timer.profile
E

# By DWARF: types of all kinds, locals, what all copies of a function have.
lists "$module.function(\"ints_many\")" '' <<'E'
module(M).function("ints_many@ints.c") $a:s8 $b:u8 $c:s16 $d:u16 $e:s32 $f:u32 $g:s64 $h:u64 $i:bool $j:char
E
lists "$module.function(\"shapes_*\").call" '' <<'E'
module(M).function("shapes_arrays@shapes.c").call $grid:s16[3]* $points:struct point* $numbers:s32* $word:union word*
module(M).function("shapes_change@shapes.c").call $s:struct shape* $number:s32 $b:struct bits*
module(M).function("shapes_double@shapes.c").call $x:s32
module(M).function("shapes_function@shapes.c").call $f:shape_function* $x:s32
module(M).function("shapes_look@shapes.c").call $s:struct shape* $b:struct bits* $p:struct packed_bits* $words:char const**
module(M).function("shapes_negate@shapes.c").call $x:s32
module(M).function("shapes_run@shapes.c").call $words:char const*[3] $number:s32 $to:s32* $b:struct bits $p:struct packed_bits
E
lists "$module.function(\"inlined_*\")" '' <<'E'
module(M).function("inlined_mix@inlines.c") $a:u64 $b:u64
module(M).function("inlined_outer@inlines.c") $a:u64
module(M).function("inlined_partly@inlines.c") $y:u64
E
lists "$module.function(\"ints_?8\").return" '' <<'E'
module(M).function("ints_s8@ints.c").return $return:s8 $x:u64
module(M).function("ints_u8@ints.c").return $return:u8 $x:u64
E
lists "$module.addr(\"ints_u8\")" '' <<'E'
module(M).addr("ints_u8") $x:u64
E
lists "$module.function(\"clones_isra\").call" '' <<'E'
module(M).function("clones_isra@clones.c").call $x:u64
E
lists "$module.function(\"labels_walk\").label(\"[an]*\")" '' <<'E'
module(M).function("labels_walk@labels.c").label("again") $n:s64 $turns:u32 $x:s64
module(M).function("labels_walk@labels.c").label("negative") $n:s64 $turns:u32 $x:s64
E

# -v tells the places of a line apart.
"$SPILE" -v -r "$RELEASE" -L "$module.function(\"inlined_mix\")" >out 2>err &&
	[ "$(grep -c '/\* pc=inlines_.*+0x[0-9a-f]* \*/ .*\$b:u64' out)" = "$(wc -l <out)" ] &&
	[ "$(wc -l <out)" -gt 2 ] || { cat out err; exit 1; }

# What an alias sets comes first, but what its author hides.
cat >tapset/aliases.stp <<'E'
probe mine.read = kernel.function("vfs_read") {
	__hidden = $count
	bytes = __hidden
	name = "read"
}
probe mine.both = kernel.function("vfs_read"), kernel.function("vfs_write") { bytes = $count }
E
lists 'mine.*' --debuginfo=btf <<'E'
mine.both bytes:long $file:struct file* $count:size_t $pos:loff_t*
mine.read bytes:long name:string $file:struct file* $buf:char* $count:size_t $pos:loff_t*
E
