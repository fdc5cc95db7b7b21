// SPDX-License-Identifier: GPL-2.0-only
/*
 * beside.c: a kprobe of others beside a place where a script's probe stands, armed and removed in
 * either order, before or after the kernel has made it a jump.
 *
 * Every instruction around the place is one byte long, so that each offset is a boundary.  The
 * script counts in beside_ours, while the last call of beside_turn() had a 1.
 */
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "beside.h"
#include "target.h"

#define BESIDE_ONES 21 /* exchanges */
#define BESIDE_CALLS 10
#define BESIDE_TRIES 400 /* of 5 ms each */
#define BESIDE_ROOM 64 /* bytes of beside_ones() that are watched */
#define BESIDE_TRAP 0xcc
#define BESIDE_JUMP 0xe9

#define BESIDE_THEIRS_FIRST 1 /* they are armed first */
#define BESIDE_THEIRS_GO_FIRST 2
#define BESIDE_AT_ONCE 4 /* nobody waits for the kernel's optimizer */

long beside_ones(long n);
void beside_turn(int on);

static int beside_at; /* bytes from the place to the kprobe */
module_param(beside_at, int, 0600);
static int beside_order; /* BESIDE_... */
module_param(beside_order, int, 0600);

u64 beside_ours; /* the script's */
static u64 beside_theirs;
static u8 beside_was[BESIDE_ROOM];
static u8 *beside_place; /* NULL: nothing was looked for */

/* Exchanges of which none can be left out: see beside_right(). */
noinline long beside_ones(long n)
{
	long c = n + 1, d = n + 2;

	asm volatile("xchg %%eax, %%ecx; xchg %%eax, %%edx; xchg %%eax, %%ecx; xchg %%eax, %%edx;"
		     "xchg %%eax, %%ecx; xchg %%eax, %%edx; xchg %%eax, %%ecx; xchg %%eax, %%edx"
		     : "+a"(n), "+c"(c), "+d"(d));
	asm volatile("xchg %%eax, %%ecx;" /* @beside_place */
		     "xchg %%eax, %%edx; xchg %%eax, %%ecx; xchg %%eax, %%edx; xchg %%eax, %%ecx;"
		     "xchg %%eax, %%edx; xchg %%eax, %%ecx; xchg %%eax, %%edx; xchg %%eax, %%ecx;"
		     "xchg %%eax, %%edx; xchg %%eax, %%ecx; xchg %%eax, %%edx; xchg %%eax, %%ecx"
		     : "+a"(n), "+c"(c), "+d"(d));
	return n * 100 + c * 10 + d;
}

/* What all of its exchanges make of N; one that is left out or done twice is seen. */
static long beside_right(long n)
{
	long v[3] = { n, n + 1, n + 2 };
	int i;

	for (i = 0; i < BESIDE_ONES; i++)
		swap(v[0], v[1 + i % 2]);
	return v[0] * 100 + v[1] * 10 + v[2];
}

noinline void beside_turn(int on)
{
	note(on);
}

static int beside_hit(struct kprobe *kp, struct pt_regs *regs)
{
	WRITE_ONCE(beside_theirs, beside_theirs + 1);
	return 0;
}

static struct kprobe beside_kprobe;
static bool beside_stands; /* it is registered */

/* With nothing armed. */
static void beside_find(void)
{
	static const u8 ones[] = { 0x91, 0x92, 0x91, 0x92, 0x91, 0x92, 0x91, 0x92 };
	u8 *at = (u8 *)beside_ones;

	if (beside_place)
		return;
	memcpy(beside_was, at, BESIDE_ROOM);
	while (memcmp(at, ones, sizeof(ones)))
		at++;
	beside_place = at + sizeof(ones);
}

static bool beside_is_same(void)
{
	return !memcmp(beside_was, (u8 *)beside_ones, BESIDE_ROOM);
}

static u8 beside_byte(const u8 *at)
{
	return READ_ONCE(*at);
}

static u8 *beside_beside(void)
{
	return beside_place + beside_at;
}

static void beside_call(const char *name)
{
	u64 wrong = 0;
	char text[40];
	int i;

	WRITE_ONCE(beside_theirs, 0);
	WRITE_ONCE(beside_ours, 0);
	for (i = 0; i < BESIDE_CALLS; i++)
		wrong += beside_ones(i) != beside_right(i);
	snprintf(text, sizeof(text), "%llu %llu %llu", READ_ONCE(beside_ours),
		 READ_ONCE(beside_theirs), wrong);
	tell_text(name, text);
}

static void beside_wait_for_jump(void)
{
	int i;

	for (i = 0; i < BESIDE_TRIES && beside_byte(beside_beside()) != BESIDE_JUMP; i++)
		msleep(5);
	tell("jump", i < BESIDE_TRIES);
}

static bool beside_may_jump(void)
{
	return !(beside_order & BESIDE_AT_ONCE) &&
	       ((beside_order & BESIDE_THEIRS_FIRST) || beside_at > 0);
}

static void beside_theirs_on(void)
{
	memset(&beside_kprobe, 0, sizeof(beside_kprobe));
	beside_kprobe.addr = (kprobe_opcode_t *)beside_beside();
	beside_kprobe.pre_handler = beside_hit;
	beside_stands = !register_kprobe(&beside_kprobe);
	if (beside_stands && beside_may_jump())
		beside_wait_for_jump();
}

static void beside_theirs_off(void)
{
	if (beside_stands)
		unregister_kprobe(&beside_kprobe);
	beside_stands = false;
}

void beside_end(void)
{
	beside_theirs_off();
}

/* Until it counts. */
static void beside_ours_on(void)
{
	int i;

	WRITE_ONCE(beside_ours, 0);
	beside_turn(1);
	for (i = 0; i < BESIDE_TRIES && !READ_ONCE(beside_ours); i++) {
		msleep(5);
		beside_ones(0);
	}
	if (i == BESIDE_TRIES)
		tell("late", 1); /* @beside_late */
}

/* Until its breakpoint is gone: but there may be one of theirs. */
static void beside_ours_off(void)
{
	int i;

	beside_turn(0);
	for (i = 0; i < BESIDE_TRIES && beside_byte(beside_place) == BESIDE_TRAP &&
		    !(beside_stands && !beside_at);
	     i++)
		msleep(5);
}

/* "NAME=OURS THEIRS WRONG": what BESIDE_CALLS calls have met, and how many gave wrong numbers. */
void beside_run(void)
{
	beside_find();
	beside_call("met");
	tell("same", beside_is_same());
}

void beside_arm_run(void)
{
	beside_find();
	if (beside_order & BESIDE_THEIRS_FIRST)
		beside_theirs_on();
	beside_ours_on();
	if (!(beside_order & BESIDE_THEIRS_FIRST))
		beside_theirs_on();
	tell("now", beside_byte(beside_beside()) == BESIDE_JUMP);
	beside_call("both");
	tell("stands", beside_stands);
}

/* Alone. */
void beside_theirs_run(void)
{
	beside_theirs_on();
	beside_call("theirs");
	beside_theirs_off();
	beside_call("none");
}

static void beside_wait_for_same(void)
{
	int i;

	for (i = 0; i < BESIDE_TRIES && !beside_is_same(); i++)
		msleep(5);
	tell("same", beside_is_same());
	beside_call("none");
}

void beside_remove_run(void)
{
	if (beside_order & BESIDE_THEIRS_GO_FIRST) {
		beside_theirs_off();
		beside_call("ours");
		beside_ours_off();
	} else {
		beside_ours_off();
		beside_call("theirs");
		beside_theirs_off();
	}
	beside_wait_for_same();
}

/* Theirs is a jump, which the optimizer has yet to take away, when ours comes. */
void beside_leave_run(void)
{
	beside_find();
	beside_theirs_on();
	if (beside_stands)
		disable_kprobe(&beside_kprobe);
	tell("now", beside_byte(beside_beside()) == BESIDE_JUMP);
	beside_ours_on();
	beside_call("ours");
	beside_theirs_off();
	beside_call("ours");
	beside_ours_off();
	beside_wait_for_same();
}

/* Through another mapping, as whoever knows nothing of anybody's breakpoints. */
static void beside_write(u8 byte)
{
	struct page *page = vmalloc_to_page(beside_place);
	u8 *alias = vmap(&page, 1, VM_MAP, PAGE_KERNEL);

	if (!alias)
		return;
	WRITE_ONCE(alias[offset_in_page(beside_place)], byte);
	vunmap(alias);
}

void beside_spoil_run(void)
{
	beside_write(beside_was[beside_place - (u8 *)beside_ones]);
}

void beside_mend_run(void)
{
	beside_write(BESIDE_TRAP);
}
