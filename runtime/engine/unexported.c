/* SPDX-License-Identifier: GPL-2.0-only */
/* unexported.c: symbols go in; static calls that lead to them come out. */
#include "engine/unexported.h"

#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/static_call.h>
#include <linux/string.h>

#include "compat/kallsyms.h"

struct mutex *spl_text_mutex, *spl_kprobe_mutex;
unsigned long spl_kprobe_int3_addr;

/* F(result, name, arguments): each is as the kernel declares it. */
#define SPL_FUNCTIONS(F)                                                                    \
	F(void *, text_poke, (void *at, const void *bytes, size_t n))                       \
	F(void *, alloc_insn_page, (void))                                                  \
	F(int, core_kernel_text, (unsigned long addr))                                      \
	F(struct module *, __module_text_address, (unsigned long addr))                     \
	F(bool, within_kprobe_blacklist, (unsigned long addr))                              \
	F(void, jump_label_lock, (void))                                                    \
	F(void, jump_label_unlock, (void))                                                  \
	F(int, jump_label_text_reserved, (void *start, void *end))                          \
	F(int, static_call_text_reserved, (void *start, void *end))                         \
	F(int, alternatives_text_reserved, (void *start, void *end))                        \
	F(struct bug_entry *, find_bug, (unsigned long addr))                               \
	F(const struct exception_table_entry *, search_exception_tables, (unsigned long a)) \
	F(unsigned long, ftrace_location, (unsigned long addr))                             \
	F(struct kprobe *, get_kprobe, (void *addr))                                        \
	F(unsigned long, recover_probed_instruction, (u8 * buf, unsigned long addr))        \
	F(int, kallsyms_lookup_size_offset,                                                 \
	  (unsigned long addr, unsigned long *size, unsigned long *offset))                 \
	F(unsigned long, module_kallsyms_lookup_name, (const char *name))                   \
	F(unsigned long, kallsyms_lookup_name, (const char *name))

#define SPL_TYPE(result, name, args) typedef result(spl_fn_##name) args;
#define SPL_CALL(result, name, args) DEFINE_STATIC_CALL_NULL(spl_##name, spl_fn_##name);
#define SPL_INDEX(result, name, args) SPL_AT_##name,
#define SPL_NAME(result, name, args) [SPL_AT_##name] = { #name },
#define SPL_UPDATE(result, name, args) \
	static_call_update(spl_##name, (spl_fn_##name *)symbols[SPL_AT_##name].addr);

SPL_FUNCTIONS(SPL_TYPE)
SPL_FUNCTIONS(SPL_CALL)

/* What gives back what alloc_insn_page() gave is inlined where it is used, or has another name. */
typedef void(spl_fn_free_page)(void *page);
DEFINE_STATIC_CALL_NULL(spl_free_page, spl_fn_free_page);
DEFINE_STATIC_CALL_NULL(spl_each_symbol, spl_fn_each_symbol);

typedef void(spl_fn_poke_live)(void *at, const void *bytes, size_t n, const void *meaning);
DEFINE_STATIC_CALL_NULL(spl_poke_live, spl_fn_poke_live);
typedef int(spl_fn_int3)(struct pt_regs *regs);
DEFINE_STATIC_CALL_NULL(spl_kprobe_int3, spl_fn_int3);

enum {
	SPL_FUNCTIONS(SPL_INDEX) SPL_AT_TEXT_MUTEX,
	SPL_AT_KPROBE_MUTEX,
	SPL_AT_EXECMEM_FREE, /* from here on only some kernels have them */
	SPL_AT_MODULE_MEMFREE,
	SPL_AT_TEXT_POKE_SINGLE,
	SPL_AT_TEXT_POKE_BP,
	SPL_AT_KPROBE_INT3,
	SPL_AT_NOTIFIERS_WAY, /* and the next ones: what notify_die() calls */
	SPL_SYMBOLS = SPL_AT_NOTIFIERS_WAY + 3,
};

struct spl_symbol {
	const char *name;
	unsigned long addr;
};

static struct spl_symbol symbols[SPL_SYMBOLS] = {
	SPL_FUNCTIONS(SPL_NAME)[SPL_AT_TEXT_MUTEX] = { "text_mutex" },
	[SPL_AT_KPROBE_MUTEX] = { "kprobe_mutex" },
	[SPL_AT_EXECMEM_FREE] = { "execmem_free" },
	[SPL_AT_MODULE_MEMFREE] = { "module_memfree" },
	[SPL_AT_TEXT_POKE_SINGLE] = { "smp_text_poke_single" },
	[SPL_AT_TEXT_POKE_BP] = { "text_poke_bp" },
	[SPL_AT_KPROBE_INT3] = { "kprobe_int3_handler" },
	[SPL_AT_NOTIFIERS_WAY] = { "__rcu_read_lock" },
	{ "__rcu_read_unlock" },
	{ "rcu_read_unlock_special" },
};

/* A name may be there more than once; these are not. */
static SPL_SYMBOL_FN(spl_take_symbol, name, addr)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(symbols); i++)
		if (!symbols[i].addr && !strcmp(symbols[i].name, name))
			symbols[i].addr = addr;
	return 0;
}

/*
 * The kernel tells kprobes alone where a symbol is.  What it tells is behind an ENDBR, if there is
 * one, which a direct call does not need.
 */
static int spl_find_each_symbol(void)
{
	struct kprobe kp = { .symbol_name = "kallsyms_on_each_symbol",
			     .flags = KPROBE_FLAG_DISABLED };
	int err = register_kprobe(&kp);

	if (err)
		return err;
	static_call_update(spl_each_symbol, (spl_fn_each_symbol *)kp.addr);
	unregister_kprobe(&kp);
	return 0;
}

static void spl_take_live(void)
{
	unsigned long poke = symbols[SPL_AT_TEXT_POKE_SINGLE].addr ?:
				     symbols[SPL_AT_TEXT_POKE_BP].addr;

	spl_kprobe_int3_addr = symbols[SPL_AT_KPROBE_INT3].addr;
	if (!poke || !spl_kprobe_int3_addr) {
		spl_kprobe_int3_addr = 0;
		return;
	}
	static_call_update(spl_poke_live, (spl_fn_poke_live *)poke);
	static_call_update(spl_kprobe_int3, (spl_fn_int3 *)spl_kprobe_int3_addr);
}

int spl_unexported_find(const char **missing)
{
	unsigned long free;
	size_t i;

	*missing = "kallsyms_on_each_symbol";
	if (spl_find_each_symbol())
		return -ENOENT;
	static_call(spl_each_symbol)(spl_take_symbol, NULL);
	free = symbols[SPL_AT_EXECMEM_FREE].addr ?: symbols[SPL_AT_MODULE_MEMFREE].addr;
	for (i = 0; i < SPL_AT_EXECMEM_FREE; i++) {
		*missing = symbols[i].name;
		if (!symbols[i].addr)
			return -ENOENT;
	}
	*missing = "module_memfree";
	if (!free)
		return -ENOENT;
	spl_take_live();
	SPL_FUNCTIONS(SPL_UPDATE)
	static_call_update(spl_free_page, (spl_fn_free_page *)free);
	spl_text_mutex = (struct mutex *)symbols[SPL_AT_TEXT_MUTEX].addr;
	spl_kprobe_mutex = (struct mutex *)symbols[SPL_AT_KPROBE_MUTEX].addr;
	return 0;
}

void spl_text_poke(void *at, const void *bytes, size_t n)
{
	static_call(spl_text_poke)(at, bytes, n);
}

void spl_text_poke_live(void *at, const void *bytes, size_t n)
{
	static_call(spl_poke_live)(at, bytes, n, NULL);
}

int spl_kprobe_int3(struct pt_regs *regs)
{
	return static_call(spl_kprobe_int3)(regs);
}
NOKPROBE_SYMBOL(spl_kprobe_int3);

void *spl_alloc_insn_page(void)
{
	return static_call(spl_alloc_insn_page)();
}

void spl_free_insn_page(void *page)
{
	static_call(spl_free_page)(page);
}

bool spl_core_kernel_text(unsigned long addr)
{
	return static_call(spl_core_kernel_text)(addr);
}

struct module *spl_module_text_address(unsigned long addr)
{
	return static_call(spl___module_text_address)(addr);
}

bool spl_within_kprobe_blacklist(unsigned long addr)
{
	return static_call(spl_within_kprobe_blacklist)(addr);
}

void spl_jump_label_lock(void)
{
	static_call(spl_jump_label_lock)();
}

void spl_jump_label_unlock(void)
{
	static_call(spl_jump_label_unlock)();
}

bool spl_jump_label_reserved(unsigned long start, unsigned long end)
{
	return static_call(spl_jump_label_text_reserved)((void *)start, (void *)end);
}

bool spl_static_call_reserved(unsigned long start, unsigned long end)
{
	return static_call(spl_static_call_text_reserved)((void *)start, (void *)end);
}

bool spl_alternatives_reserved(unsigned long start, unsigned long end)
{
	return static_call(spl_alternatives_text_reserved)((void *)start, (void *)end);
}

bool spl_is_bug(unsigned long addr)
{
	return static_call(spl_find_bug)(addr);
}

bool spl_has_exception(unsigned long addr)
{
	return static_call(spl_search_exception_tables)(addr);
}

bool spl_is_ftrace(unsigned long addr)
{
	return static_call(spl_ftrace_location)(addr) == addr;
}

bool spl_is_on_notifiers_way(unsigned long start)
{
	size_t i;

	for (i = SPL_AT_NOTIFIERS_WAY; i < SPL_SYMBOLS; i++)
		if (symbols[i].addr == start)
			return true;
	return false;
}

struct kprobe *spl_get_kprobe(unsigned long addr)
{
	return static_call(spl_get_kprobe)((void *)addr);
}
NOKPROBE_SYMBOL(spl_get_kprobe);

unsigned long spl_recover(u8 *buf, unsigned long addr)
{
	return static_call(spl_recover_probed_instruction)(buf, addr);
}

bool spl_function_at(unsigned long addr, unsigned long *size, unsigned long *offset)
{
	return static_call(spl_kallsyms_lookup_size_offset)(addr, size, offset);
}

unsigned long spl_kallsyms_lookup(const char *name)
{
	/* which looks through all of the kernel's for a module's */
	if (strchr(name, ':'))
		return static_call(spl_module_kallsyms_lookup_name)(name);
	return static_call(spl_kallsyms_lookup_name)(name);
}
