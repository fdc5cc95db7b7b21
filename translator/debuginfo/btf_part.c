/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * btf_part.c: takes a kernel or module; finds its BTF, and types in it by name.
 *
 * Names are hashed when a part is opened: functions are asked for by the thousand.
 */
#include "translator/debuginfo/btf_part.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/kernel.h"

static uint32_t hash_name(const char *s)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h ^ h >> 15;
}

const char *part_name(const struct part *p, uint32_t offset)
{
	const char *name = btf__name_by_offset(p->btf, offset);

	return name ? name : "";
}

static bool is_named_kind(const struct btf_type *t)
{
	return (1u << btf_kind(t)) & (KIND(FUNC) | KIND(STRUCT) | KIND(UNION) | KIND(ENUM) |
				      KIND(ENUM64) | KIND(TYPEDEF) | KIND(INT) | KIND(FLOAT));
}

static bool hash_names(struct part *p)
{
	p->nslots = 1024;
	while (p->nslots < 2 * (p->end - p->first))
		p->nslots *= 2;
	p->slots = calloc(p->nslots, sizeof(*p->slots));
	if (!p->slots)
		return false;
	for (uint32_t id = p->first; id < p->end; id++) {
		const struct btf_type *t = btf__type_by_id(p->btf, id);
		uint32_t i;

		if (!t || !t->name_off || !is_named_kind(t))
			continue;
		i = hash_name(part_name(p, t->name_off)) & (p->nslots - 1);
		while (p->slots[i])
			i = (i + 1) & (p->nslots - 1);
		p->slots[i] = id;
	}
	return true;
}

void part_close(struct part *p, struct kernel *k)
{
	if (--p->users)
		return;
	if (k->btf == p)
		k->btf = NULL;
	btf__free(p->btf);
	free(p->slots);
	free(p);
}

/* Takes the BTF over. */
static struct part *part_new(struct btf *btf, const char *path, const char **why)
{
	const struct btf *base = btf__base_btf(btf);
	struct part *p = calloc(1, sizeof(*p));

	if (!p)
		goto no_memory;
	p->btf = btf;
	p->path = path;
	p->first = base ? btf__type_cnt(base) : 1;
	p->end = btf__type_cnt(btf);
	p->users = 1;
	if (hash_names(p))
		return p;

no_memory:
	*why = "there is not enough memory";
	btf__free(btf);
	free(p);
	return NULL;
}

/* From the section of an ELF file that was unpacked from SHOWN; BASE is NULL for the kernel's. */
static struct btf *btf_of_elf(struct arena *a, const char *path, const char *shown,
			      struct btf *base, const char **why)
{
	const Elf64_Shdr *s;
	const unsigned char *data;
	struct btf *btf = NULL;
	struct elfmap e;
	size_t len;

	if (!elfmap_open(&e, a, path, why))
		return NULL;
	s = elfmap_section(&e, ".BTF");
	data = s ? elfmap_bytes(&e, s, &len) : NULL;
	if (!data) {
		*why = arena_printf(a, "there is no BTF in %s", shown);
	} else if (base && elfmap_section(&e, ".BTF.base")) {
		*why = arena_printf(a, "the BTF in %s was made for another kernel's", shown);
	} else {
		/* Not btf__new_split(): libbpf 1.1 declares it, but does not export it. */
		btf = base ? btf__parse_elf_split(path, base) : btf__new(data, (uint32_t)len);
		if (!btf)
			*why = arena_printf(a, "the BTF in %s is damaged", shown);
	}
	elfmap_close(&e);
	return btf;
}

static struct btf *kernel_btf(struct arena *a, struct kernel *k, const char **path,
			      const char **why)
{
	static const char running[] = "/sys/kernel/btf/vmlinux";
	const char *payload;

	if (k->running && !access(running, R_OK)) {
		struct btf *btf = btf__parse(running, NULL);

		*path = running;
		if (!btf)
			*why = arena_printf(a, "the BTF in %s can't be read: %s", running,
					    strerror(errno));
		return btf;
	}
	payload = kernel_payload(k, why);
	if (!payload) {
		if (k->running)
			*why = arena_printf(a, "there is no BTF in %s, and %s", running, *why);
		return NULL;
	}
	*path = k->image;
	return btf_of_elf(a, payload, k->image, NULL, why);
}

static struct btf *module_btf(struct arena *a, struct kernel *k, const char *module,
			      struct btf *base, const char **path, const char **why)
{
	const char *elf;

	if (k->running) {
		char *loaded = arena_printf(a, "/sys/kernel/btf/%s", module);
		struct btf *btf;

		for (char *p = strrchr(loaded, '/'); *p; p++)
			if (*p == '-')
				*p = '_';
		btf = !access(loaded, R_OK) ? btf__parse_split(loaded, base) : NULL;
		*path = loaded;
		if (btf)
			return btf;
	}
	elf = kernel_module_elf(k, module, why);
	if (!elf)
		return NULL;
	*path = kernel_module_path(k, module);
	return btf_of_elf(a, elf, *path, base, why);
}

struct part *part_of_kernel(struct arena *a, struct kernel *k, const char **why)
{
	struct part *p = k->btf;
	const char *path;
	struct btf *btf;

	if (p) {
		p->users++;
		return p;
	}
	libbpf_set_print(NULL); /* what it would print is said in *why */
	btf = kernel_btf(a, k, &path, why);
	k->btf = btf ? part_new(btf, path, why) : NULL;
	return k->btf;
}

struct part *part_of_module(struct arena *a, struct kernel *k, const char *module,
			    const struct part *kernel, const char **why)
{
	const char *path;
	struct btf *btf = module_btf(a, k, module, kernel->btf, &path, why);

	return btf ? part_new(btf, path, why) : NULL;
}

uint32_t part_next(const struct part *p, const char *name, unsigned int kinds, uint32_t *at)
{
	uint32_t mask = p->nslots - 1, home = hash_name(name);

	while (p->slots[(home + *at) & mask]) {
		uint32_t id = p->slots[(home + (*at)++) & mask];
		const struct btf_type *t = btf__type_by_id(p->btf, id);

		if (kinds >> btf_kind(t) & 1 && !strcmp(part_name(p, t->name_off), name))
			return id;
	}
	return 0;
}
