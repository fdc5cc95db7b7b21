/* SPDX-License-Identifier: GPL-2.0-only */
/* module.h: a script's module: read, checked, inserted, opened and taken out again. */
#ifndef SPILERUN_MODULE_H
#define SPILERUN_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct module {
	const char *path;
	int file; /* the .ko */
	char *image; /* its bytes */
	size_t size;
	char name[64]; /* under which it is, or will be, loaded */
	char *build_id; /* in hex, of the kernel it is for */
	char *vermagic;
	bool inserted;
	int ctl; /* /proc/NAME, when it is inserted; else -1 */
};

/* A section's bytes in m->image by its name; NULL: there is none. */
char *module_section(struct module *m, const char *want, size_t *len);
/* The Nth value of KEY in .modinfo, to be freed; NULL: there are not so many. */
char *module_info(struct module *m, const char *key, unsigned int nth);

/* Reads it and checks that it is for the running kernel.  false: the reason was given. */
bool module_open(struct module *m, const char *path);
void module_close(struct module *m); /* takes it out too, if it is inserted */

/*
 * Removes what killed loaders left behind, inserts the module and opens its file.  Where a module
 * of its name is loaded already and the name is one that spile made, it gets another.
 * false: the reason was given.
 */
bool module_insert(struct module *m);

#endif
