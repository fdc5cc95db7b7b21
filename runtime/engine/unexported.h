/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unexported.h: functions and locks of the kernel that modules can't name.
 *
 * They are found by their symbols when the keeper is loaded, and called by static calls: where
 * indirect calls must meet an ENDBR, such functions have none.  Each is as the kernel's function
 * of that name.
 */
#ifndef SPL_UNEXPORTED_H
#define SPL_UNEXPORTED_H

#include <linux/types.h>

struct kprobe;
struct module;
struct mutex;
struct pt_regs;

/* Finds all.  -ENOENT: one is not there, and *MISSING names it.  May sleep. */
int spl_unexported_find(const char **missing);

extern struct mutex *spl_text_mutex; /* text_mutex: held by whoever changes code */
extern struct mutex *spl_kprobe_mutex; /* kprobe_mutex: held by whoever adds or removes kprobes */

void spl_text_poke(void *at, const void *bytes, size_t n); /* with text_mutex */
/* text_poke_bp(): replaces a jump, call or nop that processors may be running, with text_mutex. */
void spl_text_poke_live(void *at, const void *bytes, size_t n);
void *spl_alloc_insn_page(void); /* executable, read-only, near the kernel's code; may sleep */
void spl_free_insn_page(void *page);

bool spl_core_kernel_text(unsigned long addr);
struct module *spl_module_text_address(unsigned long addr); /* with preemption off */
bool spl_within_kprobe_blacklist(unsigned long addr);
void spl_jump_label_lock(void);
void spl_jump_label_unlock(void);
bool spl_jump_label_reserved(unsigned long start, unsigned long end); /* with jump_label_lock */
bool spl_static_call_reserved(unsigned long start, unsigned long end);
/* With text_mutex; here END is behind the last byte, in those above it is the last. */
bool spl_alternatives_reserved(unsigned long start, unsigned long end);
bool spl_is_bug(unsigned long addr);
bool spl_has_exception(unsigned long addr); /* an entry of an exception table */
bool spl_is_ftrace(unsigned long addr); /* where ftrace has its call */
/* What the kernel runs before it tells notifiers of a breakpoint, and lets kprobes into. */
bool spl_is_on_notifiers_way(unsigned long start);
struct kprobe *spl_get_kprobe(unsigned long addr); /* with kprobe_mutex, or preemption off */
/* Where to read the bytes that ADDR had before kprobes: it, or BUF (16 bytes); 0: it can't say. */
unsigned long spl_recover(u8 *buf, unsigned long addr);
/* kprobe_int3_handler() and its address; 0: it is not known, or the function above isn't. */
int spl_kprobe_int3(struct pt_regs *regs);
extern unsigned long spl_kprobe_int3_addr;
/* The function that ADDR is in: its size, and how far in it is; false: it is in none. */
bool spl_function_at(unsigned long addr, unsigned long *size, unsigned long *offset);
unsigned long spl_kallsyms_lookup(const char *name); /* 0: there is none */

#endif
