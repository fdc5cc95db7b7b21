/* SPDX-License-Identifier: GPL-2.0-only */
/* ctype.h: BTF types as C writes them, and C names as BTF spells them. */
#ifndef SPILE_CTYPE_H
#define SPILE_CTYPE_H

#include <stdint.h>

struct arena;
struct btf;

/*
 * The text of a type: "const char *", "size_t", "int (*)(struct file *, ...)", "char[16]".
 * A damaged or endless one comes out as "?" in part.
 */
const char *ctype_text(struct arena *a, const struct btf *btf, uint32_t id);

/*
 * An integer type's words in any order and with anything left out that C allows, in the one
 * spelling that compilers put into debug information: "unsigned long" is "long unsigned int".
 * NULL: not made of such words.
 */
const char *ctype_int_name(const char *text);

#endif
