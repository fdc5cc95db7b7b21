/* SPDX-License-Identifier: GPL-2.0-only */
/* kernel.h: what is to be known of the running kernel. */
#ifndef SPILERUN_KERNEL_H
#define SPILERUN_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A whole file of /proc or /sys, NUL-terminated, to be freed; NULL: errno says why. */
char *kernel_file(const char *path, size_t *len);

/* The build-id to ID, which has room for MAX bytes; its length; 0: there is none. */
size_t kernel_build_id(uint8_t *id, size_t max);
/* The same of a module that is loaded; 0 also where it is not. */
size_t kernel_module_id(const char *name, uint8_t *id, size_t max);

/* Where _stext is, or 0: kernel.kptr_restrict hides it or kallsyms can't be read. */
uint64_t kernel_stext(void);

/* "integrity", "confidentiality", or NULL: not locked down, or it can't be known.  Static. */
const char *kernel_lockdown(void);
bool kernel_wants_signatures(void); /* module.sig_enforce */
bool kernel_takes_no_modules(void); /* kernel.modules_disabled */

#endif
