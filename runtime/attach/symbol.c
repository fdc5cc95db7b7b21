/* SPDX-License-Identifier: GPL-2.0-only */
/* symbol.c: asks for symbols by kprobes that are never armed. */
#include "symbol.h"

#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "compat/kprobes.h"
#include "native.h"

/* It stands behind an ENDBR, if there is one: its own distance from the symbol is taken off. */
int spl_symbol_addr(const char *symbol, unsigned long *addr)
{
	struct kprobe kp = { .symbol_name = symbol, .flags = KPROBE_FLAG_DISABLED };
	char *text = kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL), *plus;
	unsigned long skip = 0;
	int err = 0;

	*addr = spl_keeper_symbol(symbol);
	if (*addr)
		goto free_text;
	if (!text)
		return -ENOMEM;
	err = register_kprobe(&kp);
	if (err)
		goto free_text;
	*addr = (unsigned long)kp.addr;
	sprint_symbol(text, *addr); /* "name+0x1/0x2 [module]" */
	unregister_kprobe(&kp);
	plus = strchr(text, '+');
	if (plus && sscanf(plus, "+%lx/", &skip) == 1)
		*addr -= skip;
	else
		err = -ENOENT;

free_text:
	kfree(text);
	return err;
}

/* Data is no place for a kprobe, but it must be there to be refused for that. */
static bool spl_has_data(const char *module, const char *name)
{
	struct kprobe kp = { .flags = KPROBE_FLAG_DISABLED };
	char *symbol = kasprintf(GFP_KERNEL, "%s:%s", module, name);
	int err = -ENOENT;

	kp.symbol_name = symbol;
	if (symbol)
		err = register_kprobe(&kp);
	if (!err)
		unregister_kprobe(&kp);
	kfree(symbol);
	return err != -ENOENT;
}

bool spl_module_is_in(const char *module)
{
	return spl_has_data(module, "__this_module");
}

bool spl_module_is_own(const char *module)
{
	return !strcmp(module, THIS_MODULE->name) || spl_has_data(module, "spl_script");
}

bool spl_code_is_own(unsigned long addr)
{
	char *text, *module;
	bool own = within_module(addr, THIS_MODULE);

	text = own ? NULL : kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL);
	if (!text)
		return own;
	sprint_symbol(text, addr);
	module = strchr(text, '[');
	if (module) {
		module++;
		module[strcspn(module, "] ")] = '\0';
		own = spl_module_is_own(module);
	}
	kfree(text);
	return own;
}

bool spl_code_is_of(unsigned long addr, const char *name)
{
	char *text = kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL);
	size_t n = strlen(name);
	bool is = true;

	if (!text)
		return is;
	sprint_symbol(text, addr);
	is = !strncmp(text, name, n) && text[n] == '+';
	kfree(text);
	return is;
}

/* By the start of its name: what is copied to where it runs, and thunks that traps go through. */
bool spl_code_is_deadly(unsigned long addr)
{
	static const char *const starts[] = {
		"ftrace_call",	      "ftrace_regs_call", "relocate_kernel",  "core_restore_code",
		"__x86_return_thunk", "__x86_indirect_",  "its_return_thunk", "srso_",
		"retbleed_",
	};
	char *text = kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL);
	bool deadly = false;
	size_t i;

	if (!text)
		return true;
	sprint_symbol(text, addr);
	for (i = 0; !deadly && i < ARRAY_SIZE(starts); i++)
		deadly = strstarts(text, starts[i]);
	kfree(text);
	return deadly;
}
