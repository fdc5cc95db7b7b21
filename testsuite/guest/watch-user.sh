# SPDX-License-Identifier: GPL-2.0-only
# A place in a program's memory, with a length that is rounded up: two writes and a read that are its
# own; the kernel writes there as well, when it makes the memory.
# { dg-module spile_watched "-e 'global w, rw probe kernel.data(0x20000800).write { w += user_mode() } probe kernel.data(0x20000a04).length(3).rw { rw += user_mode() } probe end { println(w, \" \", rw) }'" }
# A static program in 161 bytes, all of it writable at 0x20000000.
{
	printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\76\0\1\0\0\0\170\0\0\40\0\0\0\0\100\0\0\0\0\0\0\0'
	printf '\0\0\0\0\0\0\0\0\0\0\0\0\100\000\70\0\1\0\0\0\0\0\0\0'
	printf '\1\0\0\0\7\0\0\0\0\0\0\0\0\0\0\0\0\0\0\40\0\0\0\0\0\0\0\40\0\0\0\0\241\0\0\0\0\0\0\0'
	printf '\0\20\0\0\0\0\0\0\0\20\0\0\0\0\0\0'
	printf '\110\307\4\45\0\10\0\40\1\0\0\0' # movq $1, 0x20000800
	printf '\110\307\4\45\0\10\0\40\1\0\0\0'
	printf '\110\213\4\45\0\12\0\40' # movq 0x20000a00, %rax
	printf '\270\74\0\0\000\61\377\17\5' # exit(0)
} >program
chmod +x program
$SPILERUN -c ./program $MODULES/spile_watched.ko >out 2>err
cat out err
[ "$(cat out)" = "2 1" ]
