// SPDX-License-Identifier: GPL-2.0-only
/*
 * refuse.c: asks spile's keeper for a breakpoint where none may stand, and tells what it says; the
 * code there must be what it was.
 */
#include <linux/bug.h>
#include <linux/jump_label.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/static_call.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <asm/alternative.h>
#include <asm/asm.h>
#include <asm/extable.h>

#include "keep/keep.h"
#include "refuse.h"
#include "target.h"

#define REFUSE_SEEN 16 /* bytes from the place on */

long refuse_code(long n);
long refuse_called(long n);

static DEFINE_STATIC_KEY_FALSE(refuse_key);
static u8 refuse_data[16] = { 0x90 };
static u32 refuse_locked;
static bool refuse_states;
module_param(refuse_states, bool, 0400); /* ask at the module's start and end */
static const struct spl_keeper *refuse_keeper;

noinline long refuse_called(long n)
{
	return n + 1;
}
DEFINE_STATIC_CALL(refuse_call, refuse_called);

/*
 * One that goes back to where a jump over its target would begin in front of the function; and has
 * a byte that is no instruction, behind which nothing can be told from data.
 */
/* clang-format off */
asm(".pushsection .text, \"ax\"\n"
    "	.type refuse_back, @function\n"
    "refuse_back:\n"
    "	nop\n"
    "1:	dec %edi\n"
    "	jnz 1b\n"
    "	jmp 1f\n"
    "	.byte 0x06\n"
    "1:\n"
    "	" ASM_RET
    "	.size refuse_back, . - refuse_back\n"
    "	.popsection\n");
/* clang-format on */
void refuse_back(int n);

/* One of each that is refused. */
noinline long refuse_code(long n)
{
	if (static_branch_unlikely(&refuse_key))
		note(n);
	WARN_ON(n == 1);
	asm volatile("nop; nop; mov $0x12345678, %%eax; nop; nop; nop" : "+a"(n));
	asm volatile("1: mov (%1), %0; 2:" _ASM_EXTABLE(1b, 2b) : "+a"(n) : "d"(refuse_data));
	n = static_call(refuse_call)(n);
	asm volatile("jmp 1f; int3; 1:" : "+a"(n));
	asm volatile(LOCK_PREFIX "addl $0x11223344, %0" : "+m"(refuse_locked));
	if (n == 2) /* never */
		asm volatile("sti; hlt");
	return n;
}

static void refuse_hit(struct spl_native *n, struct pt_regs *regs)
{
}

/* Where BYTES are in refuse_code(). */
static unsigned long refuse_find(const char *bytes, size_t n)
{
	const u8 *at = (const u8 *)refuse_code;

	while (memcmp(at, bytes, n))
		at++;
	return (unsigned long)at;
}

static unsigned long refuse_label(void)
{
	struct jump_entry *e = THIS_MODULE->jump_entries;

	while (jump_entry_key(e) != &refuse_key.key)
		e++;
	return jump_entry_code(e);
}

static unsigned long refuse_static_call(void)
{
	const struct static_call_site *s = THIS_MODULE->static_call_sites;

	return (unsigned long)&s->addr + s->addr;
}

/* Before the prefix, or what stands there on one processor. */
static unsigned long refuse_lock(void)
{
	return refuse_find("\x44\x33\x22\x11", 4) - 7;
}

static unsigned long refuse_faults(void)
{
	const struct exception_table_entry *e = THIS_MODULE->extable;

	return (unsigned long)&e->insn + e->insn;
}

static void refuse_ask_for(const char *name, struct spl_native n)
{
	unsigned long addr = n.addr;
	struct spl_native *list = &n;
	u8 was[REFUSE_SEEN] = { 0 }, now[REFUSE_SEEN] = { 0 };

	copy_from_kernel_nofault(was, (void *)addr, REFUSE_SEEN);
	refuse_keeper->arm(&list, 1);
	copy_from_kernel_nofault(now, (void *)addr, REFUSE_SEEN);
	tell_text(name, n.err ? n.why : "armed");
	if (n.err && memcmp(was, now, REFUSE_SEEN))
		tell_text(name, "changed");
	if (!n.err)
		refuse_keeper->disarm(&list, 1);
}

static struct spl_native refuse_at(unsigned long addr)
{
	return (struct spl_native){ .addr = addr, .hit = refuse_hit, .ask = SPL_ASK_NATIVE };
}

static void refuse_ask(const char *name, unsigned long addr)
{
	refuse_ask_for(name, refuse_at(addr));
}

static void refuse_ask_as(const char *name, unsigned long addr, enum spl_ask ask)
{
	struct spl_native n = refuse_at(addr);

	n.ask = ask;
	refuse_ask_for(name, n);
}

static void refuse_ask_to_swap(const char *name, unsigned long addr, const char *bytes, size_t len)
{
	struct spl_native n = refuse_at(addr);

	n.swap = (const u8 *)bytes;
	n.swap_length = len;
	refuse_ask_for(name, n);
}

static int refuse_kprobe_hit(struct kprobe *kp, struct pt_regs *regs)
{
	return 0;
}

static void refuse_ask_with_kprobe(const char *name, unsigned long addr, unsigned long at)
{
	struct kprobe kp = { .addr = (kprobe_opcode_t *)at, .pre_handler = refuse_kprobe_hit };
	int err = register_kprobe(&kp);

	if (err)
		tell("register_kprobe", err);
	refuse_ask(name, addr);
	if (!err)
		unregister_kprobe(&kp);
}

static void refuse_log(const char *when, unsigned long addr)
{
	struct spl_native n = refuse_at(addr), *list = &n;

	refuse_keeper = refuse_states ? symbol_get(spile_keeper) : NULL;
	if (!refuse_keeper)
		return;
	if (refuse_keeper->arm(&list, 1))
		refuse_keeper->disarm(&list, 1);
	pr_info("spile_target: at its %s: %s\n", when, n.why);
	symbol_put(spile_keeper);
}

void __init refuse_start(void)
{
	refuse_log("start", (unsigned long)refuse_start);
}

void refuse_end(void)
{
	refuse_log("end", (unsigned long)refuse_find("\xb8\x78\x56\x34\x12", 5));
}

/* A script has brought the keeper, and runs. */
void refuse_run(void)
{
	unsigned long move = refuse_find("\xb8\x78\x56\x34\x12", 5);

	refuse_keeper = symbol_get(spile_keeper);
	if (!refuse_keeper)
		return;
	refuse_ask("fine", move);
	refuse_ask("nowhere", 16);
	refuse_ask("data", (unsigned long)refuse_data);
	refuse_ask("keeper", refuse_keeper->symbol("spl_natives_arm"));
	refuse_ask("listed", refuse_keeper->symbol("do_int3"));
	refuse_ask("label", refuse_label());
	refuse_ask("static_call", refuse_static_call());
	refuse_ask("warn", refuse_find("\x0f\x0b", 2));
	refuse_ask("entry", (unsigned long)refuse_code);
	refuse_ask("faults", refuse_faults());
	refuse_ask("middle", move + 1);
	refuse_ask("sti", refuse_find("\xfb\xf4", 2));
	refuse_ask("halt", refuse_find("\xfb\xf4", 2) + 1);
	refuse_ask("unknown", (unsigned long)refuse_back + 7);
	refuse_ask("lock", refuse_lock());
	refuse_ask("back", (unsigned long)refuse_back + 3);
	refuse_ask_as("emulated", move, SPL_ASK_EMULATE);
	refuse_ask_to_swap("short", move, "\x90", 1);
	refuse_ask_to_swap("part", move, "\x48\xb8\x00\x00\x00", 5);
	refuse_ask_to_swap("rest", move, "\x90\x48\xb8\x00\x00", 5);
	refuse_ask_to_swap("branch", move, "\xeb\x00\xb0\x01\x90", 5);
	refuse_ask_to_swap("branches", move, "\x90\x90\x90\xeb\x00", 5);
	refuse_ask("foreign", refuse_find("\xeb\x01\xcc", 3) + 2);
	refuse_ask_with_kprobe("kprobe", move, move);
	refuse_ask_with_kprobe("before", move, move - 2);
	refuse_ask_with_kprobe("behind", move, move + 5);
	refuse_ask("still", move);
	symbol_put(spile_keeper);
}
