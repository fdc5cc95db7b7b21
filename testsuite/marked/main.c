// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c: the header for authors of modules, in user space: what is found of the markers, that
 * nothing happens while they are disabled, and what arrives when they are enabled.
 */
#include "marks.h"

#include <sys/mman.h>
#include <unistd.h>

int shim_preempt;
extern const char __spile_markers_start[], __stop___spile_markers[];

static int failures, hits, preempt_at_hit;
static u64 seen[SPILE_MARK_ARGS_MAX];
static u16 nseen;

#define CHECK(what)                                               \
	do {                                                      \
		if (!(what)) {                                    \
			printf("line %d: %s\n", __LINE__, #what); \
			failures++;                               \
		}                                                 \
	} while (0)

int mark_here(int a)
{
	SPILE_MARK(here, "%i", a);
	return a + 1;
}

struct hook {
	struct spile_mark_hook hook;
	const struct spile_mark_site *site;
};

static void hit(const struct spile_mark_hook *h, const u64 *args)
{
	const struct spile_mark_site *site = ((const struct hook *)h)->site;

	hits++;
	preempt_at_hit = shim_preempt;
	nseen = site->nargs;
	memcpy(seen, args, nseen * sizeof(*args));
}

/* ---- what a tracer does ---- */

static size_t nentries, nblocks;
static struct spile_mark_entry entries[32];

static void find_entries(void)
{
	const char *at = __spile_markers_start;

	while (at < __stop___spile_markers) {
		const struct spile_mark_block *b = (const void *)at;

		CHECK(b->magic == SPILE_MARK_MAGIC && !memcmp(at, "pilemark", 8));
		CHECK(b->version == SPILE_MARK_VERSION);
		CHECK(b->entry_size == sizeof(struct spile_mark_entry));
		CHECK(nentries + b->count <= 32);
		memcpy(&entries[nentries], b + 1, b->count * b->entry_size);
		nentries += b->count;
		nblocks++;
		at += sizeof(*b) + b->count * b->entry_size;
	}
	CHECK(at == __stop___spile_markers);
}

/* The entries of a name. */
static int enable(const char *name, bool on)
{
	long page = sysconf(_SC_PAGESIZE);
	int n = 0;

	for (size_t i = 0; i < nentries; i++) {
		const struct spile_mark_entry *e = &entries[i];

		if (strcmp(e->site->name, name) != 0)
			continue;
		n++;
		if (!e->length) {
			CHECK(e->at == &e->site->enabled);
			e->site->enabled = on;
			continue;
		}
		CHECK(e->length == 2 || e->length == 3);
		CHECK(*e->at == !on);
		mprotect((void *)((uintptr_t)e->at & -page), (size_t)page,
			 PROT_READ | PROT_WRITE | PROT_EXEC);
		*e->at = on;
	}
	return n;
}

static struct spile_mark_site *find(const char *name)
{
	for (size_t i = 0; i < nentries; i++)
		if (!strcmp(entries[i].site->name, name))
			return entries[i].site;
	return NULL;
}

/* Enables NAME; its site, with the hook. */
static struct spile_mark_site *hook(const char *name, struct hook *h)
{
	struct spile_mark_site *site = find(name);

	CHECK(site);
	CHECK(enable(name, true) >= 1);
	h->hook.hit = hit;
	h->site = site;
	site->hook = &h->hook;
	hits = 0;
	memset(seen, 0xff, sizeof(seen));
	return site;
}

/* ---- what must be seen ---- */

static void call_all(void)
{
	mark_plain();
	mark_text();
	mark_small(1, 2, 3, 4, true);
	mark_wide(1, 2, 3, 4, NULL);
	mark_ten(1);
	mark_effect(1);
	mark_array();
	mark_twice(1, 2);
	mark_here(1);
}

static void check_sites(void)
{
	CHECK(nblocks == 2);
	CHECK(nentries >= 10); /* calls within a file may be inlined */
	CHECK(!strcmp(find("plain")->format, ""));
	CHECK(find("text")->nargs == 0 && !strcmp(find("text")->format, "nothing but text"));
	CHECK(find("ten")->nargs == 10);
	CHECK(strstr(find("ten")->file, "marks.c") && find("ten")->line > 0);
	CHECK(strstr(find("here")->file, "main.c"));
}

static void check_disabled(void)
{
	struct hook h = { { hit }, NULL };

	for (size_t i = 0; i < nentries; i++)
		entries[i].site->hook = &h.hook;
	call_all();
	CHECK(!hits && !evaluated);
	for (size_t i = 0; i < nentries; i++)
		entries[i].site->hook = NULL;
}

static void check_enabled(void)
{
	struct hook h;

	hook("plain", &h);
	call_all();
	CHECK(hits == 1 && nseen == 0 && preempt_at_hit == 1 && !shim_preempt);
	enable("plain", false);
	call_all();
	CHECK(hits == 1);

	hook("small", &h);
	mark_small(-1, 0xff, -2, 0xfffe, true);
	CHECK(seen[0] == (u64)-1 && seen[1] == 0xff && seen[2] == (u64)-2 && seen[3] == 0xfffe);
	CHECK(seen[4] == 1 && nseen == 5);

	hook("wide", &h);
	mark_wide(-3, 0xfffffffd, -4, 0xfffffffffffffff0, &h);
	CHECK(seen[0] == (u64)-3 && seen[1] == 0xfffffffd && seen[2] == (u64)-4);
	CHECK(seen[3] == 0xfffffffffffffff0 && seen[4] == (uintptr_t)&h);

	hook("ten", &h);
	mark_ten(7);
	for (u64 i = 0; i < 10; i++)
		CHECK(seen[i] == 7 + i);

	hook("effect", &h)->hook = NULL;
	mark_effect(3);
	CHECK(!hits && evaluated == 1);

	hook("array", &h);
	mark_array();
	CHECK(!strcmp((const char *)(uintptr_t)seen[1], "literal") && seen[2] == 17 &&
	      seen[3] == (u64)-2);

	hook("inlined", &h);
	CHECK(enable("inlined", false) == 2);
	enable("inlined", true);
	mark_twice(5, 6);
	CHECK(hits == 2 && seen[0] == 6);

	hook("here", &h);
	CHECK(mark_here(8) == 9 && seen[0] == 8);
}

int main(void)
{
	find_entries();
	check_sites();
	check_disabled();
	check_enabled();
	return failures != 0;
}
