/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hook.c: the functions that meet a breakpoint go in; the calls of kprobe_int3_handler() in them
 * lead elsewhere.
 *
 * They are changed as the kernel changes calls, by text_poke_bp(): while one is changed it is a
 * breakpoint itself, which the trap handler knows, and completes, before it comes to that call.
 */
#include "engine/hook.h"

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "arch/x86/decode.h"
#include "arch/x86/relocate.h"
#include "engine/sync.h"
#include "engine/unexported.h"

#define SPL_CALL 0xe8
#define SPL_CALL_SIZE 5
#define SPL_HOOKS 4

static unsigned long spl_hooks[SPL_HOOKS]; /* addresses of calls */
static unsigned int spl_nhooks;
static int (*spl_hook_handler)(struct pt_regs *regs);

static bool spl_call_make(u8 *call, unsigned long from, unsigned long to)
{
	bool ok = spl_jump_make(call, from, to);

	call[0] = SPL_CALL;
	return ok;
}

static bool spl_calls_to(unsigned long at, unsigned long to)
{
	u8 now[SPL_CALL_SIZE], call[SPL_CALL_SIZE];

	return spl_call_make(call, at, to) &&
	       !copy_from_kernel_nofault(now, (void *)at, sizeof(now)) &&
	       !memcmp(now, call, sizeof(now));
}

static void spl_hooks_find(const char *name)
{
	unsigned long at = spl_kallsyms_lookup(name), end, size, offset;
	u8 code[SPL_INSN_MAX];
	struct spl_insn insn;

	if (!at || !spl_function_at(at, &size, &offset))
		return;
	for (end = at + size; at < end && spl_nhooks < SPL_HOOKS; at += insn.length) {
		size_t n = min_t(size_t, sizeof(code), end - at);

		if (copy_from_kernel_nofault(code, (void *)at, n) ||
		    !spl_insn_decode(&insn, code, n))
			return;
		if (insn.length == SPL_CALL_SIZE && spl_calls_to(at, spl_kprobe_int3_addr))
			spl_hooks[spl_nhooks++] = at;
	}
}

/* With text_mutex. */
static void spl_hook_lead(unsigned long at, unsigned long from, unsigned long to)
{
	u8 call[SPL_CALL_SIZE];

	if (spl_calls_to(at, from) && spl_call_make(call, at, to))
		spl_text_poke_live((void *)at, call, sizeof(call));
}

bool spl_hook_set(int (*handler)(struct pt_regs *regs))
{
	unsigned int i;

	spl_nhooks = 0;
	if (spl_kprobe_int3_addr) {
		spl_hooks_find("exc_int3");
		spl_hooks_find("do_int3");
	}
	spl_hook_handler = handler;
	mutex_lock(spl_text_mutex);
	for (i = 0; i < spl_nhooks; i++)
		spl_hook_lead(spl_hooks[i], spl_kprobe_int3_addr, (unsigned long)handler);
	mutex_unlock(spl_text_mutex);
	return spl_nhooks;
}

void spl_hook_unset(void)
{
	unsigned int i;

	mutex_lock(spl_text_mutex);
	for (i = 0; i < spl_nhooks; i++)
		spl_hook_lead(spl_hooks[i], (unsigned long)spl_hook_handler, spl_kprobe_int3_addr);
	mutex_unlock(spl_text_mutex);
	spl_sync_all();
}
