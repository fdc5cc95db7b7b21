/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/arch/x86/classify.c */
/*
 * All code of kernels that are here: lengths of instructions as objdump has them, and how many of
 * them a probe can complete which way: 99 in 100 need no second trap.
 *	engine_vmlinux [FILE | RELEASE]		of this vmlinux or kernel, with a table
 */
#include "runtime/arch/x86/classify.h"

#include <stdlib.h>

#include "parser/base/arena.h"
#include "testsuite/unit/test.h"
#include "translator/build/build.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/kernel.h"

#define SECTIONS 64
#define EXAMPLE 40

struct section {
	uint64_t at;
	size_t n;
	const uint8_t *code;
};

struct text {
	struct section sections[SECTIONS];
	size_t n_sections;
	size_t total, wrong, apart;
	size_t per[SPL_VERDICTS], padding;
	char examples[SPL_VERDICTS][EXAMPLE];
};

/*
 * Where objdump rightly has another length: what it takes for one instruction is two, or none.
 * The kernel has the first kind alone; the rest comes of data among the code.
 */
static const struct {
	const char *text, *why;
} differences[] = {
	{ "(bad)", "a byte that it does not know it takes by itself" },
	{ "\trex", "a REX before another prefix counts for nothing; it takes it by itself" },
	{ "\tdata16\n", "a prefix that nothing follows" },
	{ "\tds\n", "a prefix that nothing follows" },
	{ "\tlock\n", "a prefix that nothing follows" },
	{ "\tfinit", "fwait and fninit are two" },
	{ "\tfsave", "fwait and fnsave are two" },
	{ "\tfstcw", "fwait and fnstcw are two" },
	{ "\tfstsw", "fwait and fnstsw are two" },
	{ "\tfstenv", "fwait and fnstenv are two" },
	{ "\tfclex", "fwait and fnclex are two" },
};

static bool differs_rightly(const char *text)
{
	for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++)
		if (strstr(text, differences[i].text))
			return true;
	return false;
}

static void count(struct text *t, const struct spl_insn *insn, const uint8_t *code,
		  const char *line)
{
	enum spl_verdict v = spl_insn_judge(insn, code);
	const char *tab = strchr(line, '\t');

	if (insn->length == 1 && *code == 0xcc) { /* between functions and behind returns */
		t->padding++;
		return;
	}
	t->total++;
	if (!t->per[v]++ && tab)
		snprintf(t->examples[v], EXAMPLE, "%.*s", (int)strcspn(tab + 1, "\n"), tab + 1);
	check(v < SPL_VERDICTS);
}

static const struct section *section_of(const struct text *t, uint64_t at)
{
	for (size_t i = 0; i < t->n_sections; i++)
		if (at - t->sections[i].at < t->sections[i].n)
			return &t->sections[i];
	return NULL;
}

/* LINE is objdump's of what stands at AT, and ends at END. */
static void take_line(struct text *t, const char *line, uint64_t at, uint64_t end)
{
	const struct section *s = section_of(t, at);
	struct spl_insn insn;
	bool ok;

	if (!s || end <= at || end - s->at > s->n)
		return;
	if (differs_rightly(line)) {
		t->apart++;
		return;
	}
	ok = spl_insn_decode(&insn, s->code + (at - s->at), s->n - (at - s->at));
	if (ok && insn.length == end - at)
		count(t, &insn, s->code + (at - s->at), line);
	else if (t->wrong++ < 20)
		printf("%u bytes, not %lu: %s", ok ? insn.length : 0, end - at, line);
}

static void take_lines(struct text *t, FILE *f)
{
	char line[512], last[512] = "";
	uint64_t was = 0;

	while (fgets(line, sizeof(line), f)) {
		const char *tab = strchr(line, '\t');
		uint64_t at;

		if (!tab || *line != 'f') /* a kernel's addresses begin so */
			continue;
		at = strtoull(line, NULL, 16);
		if (was)
			take_line(t, last, was, at);
		was = at;
		strcpy(last, line);
	}
}

/* How many of ten thousand go WAY. */
static size_t share(const struct text *t, enum spl_way way)
{
	size_t n = 0;

	for (int v = 0; v < SPL_VERDICTS; v++)
		n += spl_verdict_way((enum spl_verdict)v) == way ? t->per[v] : 0;
	return t->total ? n * 10000 / t->total : 0;
}

static void print_table(const struct text *t)
{
	static const char *const ways[] = { "boost", "emulate", "step", "refuse" };

	for (int v = 0; v < SPL_VERDICTS; v++)
		if (t->per[v])
			printf("%-8s %9zu  %6.3f %%  %s, as %s\n",
			       ways[spl_verdict_way((enum spl_verdict)v)], t->per[v],
			       100.0 * (double)t->per[v] / (double)t->total,
			       spl_verdict_text((enum spl_verdict)v), t->examples[v]);
	printf("%zu instructions; %zu int3 between them; %zu that objdump divides otherwise\n",
	       t->total, t->padding, t->apart);
}

static void take_sections(struct text *t, const struct elfmap *e)
{
	for (size_t i = 0; i < e->nsections && t->n_sections < SECTIONS; i++) {
		const Elf64_Shdr *from = &e->sections[i];
		struct section *s = &t->sections[t->n_sections];

		if ((from->sh_flags & (SHF_EXECINSTR | SHF_WRITE)) != SHF_EXECINSTR ||
		    from->sh_type != SHT_PROGBITS)
			continue;
		s->code = elfmap_bytes(e, from, &s->n);
		s->at = from->sh_addr;
		t->n_sections += s->code != NULL;
	}
}

static void test_file(struct arena *a, const char *file, bool table)
{
	struct text *t = arena_new(a, struct text);
	const char *why;
	struct elfmap e;
	FILE *f;

	if (!elfmap_open(&e, a, file, &why)) {
		printf("%s: %s\n", file, why);
		test_failures++;
		return;
	}
	take_sections(t, &e);
	f = popen(arena_printf(a, "LC_ALL=C objdump -dw --no-show-raw-insn '%s'", file), "r");
	check(f != NULL);
	if (f) {
		take_lines(t, f);
		check(!pclose(f));
	}
	elfmap_close(&e);
	check(!t->wrong);
	check(t->total > 1000000);
	check(share(t, SPL_WAY_BOOST) + share(t, SPL_WAY_EMULATE) >= 9900);
	check(t->apart < t->total / 10000);
	if (table || test_failures)
		print_table(t);
}

/* False: RELEASE has no image here. */
static bool test_kernel(struct arena *a, const char *release, bool table)
{
	struct kernel_options opt = { .release = release, .cache = cache_dir(a, NULL) };
	const char *why = NULL, *file;
	struct kernel *k = kernel_open(a, &opt, &why);

	file = k ? kernel_payload(k, &why) : NULL;
	if (file)
		test_file(a, file, table);
	return file;
}

/* The kernels that the engine is made for. */
static void test_kernels(struct arena *a)
{
	const char *const *releases = kernel_releases(a, cache_dir(a, NULL), true, false);
	int n = 0;

	for (; *releases; releases++)
		if (!strncmp(*releases, "6.1.", 4) || !strncmp(*releases, "6.12.", 5))
			n += test_kernel(a, *releases, false);
	if (!n)
		printf("left out: no kernel here\n");
}

int main(int argc, char **argv)
{
	struct arena *a = arena_open();

	if (system("objdump --version >/dev/null 2>&1"))
		printf("left out: no objdump here\n");
	else if (argc > 1 && strchr(argv[1], '/'))
		test_file(a, argv[1], true);
	else if (argc > 1)
		check(test_kernel(a, argv[1], true));
	else
		test_kernels(a);
	arena_close(a);
	return test_done();
}
