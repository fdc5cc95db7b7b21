/* SPDX-License-Identifier: GPL-2.0-only */
/* btf_part.h: one kernel's or module's BTF, with its names in a hash. */
#ifndef SPILE_BTF_PART_H
#define SPILE_BTF_PART_H

#include <bpf/btf.h>
#include <stdint.h>

struct arena;
struct kernel;

#define KIND(k) (1u << BTF_KIND_##k) /* kinds as a set */

struct part {
	struct btf *btf;
	uint32_t first, end; /* its own types; those before are the kernel's */
	uint32_t *slots; /* type number, or 0; open addressing */
	uint32_t nslots; /* a power of two */
	unsigned int users;
	const char *path; /* what it was read from */
};

/* The kernel's, which is opened once and shared.  NULL: *why, a clause in the arena. */
struct part *part_of_kernel(struct arena *a, struct kernel *k, const char **why);
/* What a module's BTF adds to the kernel's. */
struct part *part_of_module(struct arena *a, struct kernel *k, const char *module,
			    const struct part *kernel, const char **why);
void part_close(struct part *p, struct kernel *k);

const char *part_name(const struct part *p, uint32_t offset); /* "": none, or damaged */
/* A type as C writes it: ctype_text(). */
const char *part_text(const struct part *p, struct arena *a, uint32_t id);
const char *part_listed(const struct part *p, struct arena *a, uint32_t id);
/* The next type of this name and of one of these kinds; *at starts as 0; 0: no more. */
uint32_t part_next(const struct part *p, const char *name, unsigned int kinds, uint32_t *at);

#endif
