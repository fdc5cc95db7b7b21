/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lengths of instructions: known ones of each form; any bytes; and each instruction of a kernel's
 * text, where one is here, compared with what objdump says.
 */
#include "runtime/arch/x86/decode.h"

#include <stdlib.h>

#include "parser/base/arena.h"
#include "testsuite/unit/test.h"
#include "translator/build/build.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/kernel.h"

struct known {
	const char *hex;
	unsigned int disp, imm; /* sizes */
	bool ip_relative, branch;
};

static const struct known knowns[] = {
	{ "90", 0, 0, false, false },
	{ "f390", 0, 0, false, false }, /* pause */
	{ "f30f1efa", 0, 0, false, false }, /* endbr64 */
	{ "0f1f440000", 1, 0, false, false }, /* nopl 0(%rax,%rax) */
	{ "662e0f1f840000000000", 4, 0, false, false }, /* nopw %cs:0(%rax,%rax) */
	{ "e800000000", 0, 4, false, true },
	{ "66e800000000", 0, 4, false, true },
	{ "eb00", 0, 1, false, true },
	{ "0f8400000000", 0, 4, false, true },
	{ "e300", 0, 1, false, true },
	{ "ff2500000000", 4, 0, true, false }, /* jmp *0(%rip) */
	{ "488b0500000000", 4, 0, true, false },
	{ "488b042500000000", 4, 0, false, false }, /* mov 0,%rax */
	{ "488b45f8", 1, 0, false, false },
	{ "488b8500010000", 4, 0, false, false },
	{ "488b4424f8", 1, 0, false, false },
	{ "4889e5", 0, 0, false, false },
	{ "48b81122334455667788", 0, 8, false, false },
	{ "b811223344", 0, 4, false, false },
	{ "66b81122", 0, 2, false, false },
	{ "48c7c011223344", 0, 4, false, false },
	{ "66c7001122", 0, 2, false, false },
	{ "6648c70011223344", 0, 4, false, false }, /* REX.W wins */
	{ "4866c7001122", 0, 2, false, false }, /* a REX that is not last counts not */
	{ "a11122334455667788", 0, 8, false, false },
	{ "67a111223344", 0, 4, false, false },
	{ "f6c001", 0, 1, false, false },
	{ "f6d0", 0, 0, false, false }, /* not %al */
	{ "f7c011223344", 0, 4, false, false },
	{ "f7d8", 0, 0, false, false },
	{ "66f7c01122", 0, 2, false, false },
	{ "c8112233", 0, 3, false, false }, /* enter */
	{ "c21122", 0, 2, false, false },
	{ "69c011223344", 0, 4, false, false },
	{ "6bc011", 0, 1, false, false },
	{ "0f20c0", 0, 0, false, false }, /* mov %cr0,%rax */
	{ "0f2000", 0, 0, false, false }, /* the same: mod says nothing */
	{ "0fa4c011", 0, 1, false, false },
	{ "0fc7f0", 0, 0, false, false }, /* rdrand */
	{ "0f0fc09e", 0, 1, false, false }, /* pfadd */
	{ "0f78c0", 0, 0, false, false }, /* vmread */
	{ "660f78c01122", 0, 2, false, false }, /* extrq */
	{ "0f0b", 0, 0, false, false },
	{ "0fb9c0", 0, 0, false, false }, /* ud1 */
	{ "66410f3a0fc008", 0, 1, false, false }, /* palignr */
	{ "0f38f000", 0, 0, false, false }, /* movbe */
	{ "c5f877", 0, 0, false, false }, /* vzeroupper */
	{ "c5f8c6c000", 0, 1, false, false }, /* vshufps */
	{ "c4e27913c0", 0, 0, false, false },
	{ "c4e37d39c101", 0, 1, false, false },
	{ "c4e37b05c111", 0, 1, false, false },
	{ "c4e7fbf8c011223344", 0, 4, false, false }, /* urdmsr */
	{ "62f17c481000", 0, 0, false, false },
	{ "62f17c481040ff", 1, 0, false, false },
	{ "62f37d4825c0ff", 0, 1, false, false }, /* vpternlogd */
	{ "62f57c4858c0", 0, 0, false, false },
	{ "62f17c487bc0", 0, 0, false, false },
	{ "8fe97898c0", 0, 0, false, false },
	{ "8fe878c0c011", 0, 1, false, false }, /* vprotb */
	{ "8fea7810c011223344", 0, 4, false, false }, /* bextr */
	{ "8f00", 0, 0, false, false }, /* pop (%rax) */
	{ "8f4508", 1, 0, false, false },
	{ "9b", 0, 0, false, false },
	{ "f0480fb10f", 0, 0, false, false },
	{ "6465672e3e3e3e48890c2511223344", 4, 0, false, false },
};

/* What is an instruction nowhere. */
static const char *const unknowns[] = {
	"06",
	"27",
	"60",
	"9a112233445566",
	"c4e00000c0",
	"d5000090",
	"ea112233445566",
	"0f04",
	"0f3b",
	"0f7ac0",
	"c5f8a2",
	"48c5f877",
	"66c5f877",
	"62f07c481000",
	"6464646465672e3e48890c2511223344",
	"c4e67810",
	"0f24c000",
	"f08f6a55001122", /* XOP takes no lock */
	"8f20",
};

static size_t bytes_of(const char *hex, uint8_t *code)
{
	size_t n = strlen(hex) / 2;

	for (size_t i = 0; i < n; i++) {
		const char two[3] = { hex[2 * i], hex[2 * i + 1] };

		code[i] = (uint8_t)strtoul(two, NULL, 16);
	}
	return n;
}

static void test_known(void)
{
	for (size_t i = 0; i < sizeof(knowns) / sizeof(knowns[0]); i++) {
		const struct known *k = &knowns[i];
		uint8_t code[SPL_INSN_MAX + 1] = { 0 };
		size_t n = bytes_of(k->hex, code);
		struct spl_insn insn;
		bool ok = spl_insn_decode(&insn, code, sizeof(code));
		int was = test_failures;

		check(ok && insn.length == n);
		check(insn.disp_size == k->disp && insn.imm_size == k->imm);
		check(insn.ip_relative == k->ip_relative && insn.branch == k->branch);
		check(!ok || insn.imm_at + insn.imm_size == insn.length);
		check(spl_insn_decode(&insn, code, n) && !spl_insn_decode(&insn, code, n - 1));
		if (test_failures > was)
			printf("... in %s, %u bytes\n", k->hex, insn.length);
	}
	for (size_t i = 0; i < sizeof(unknowns) / sizeof(unknowns[0]); i++) {
		uint8_t code[SPL_INSN_MAX + 2] = { 0 };
		struct spl_insn insn;

		bytes_of(unknowns[i], code);
		if (spl_insn_decode(&insn, code, sizeof(code))) {
			printf("%s is no instruction\n", unknowns[i]);
			test_failures++;
		}
	}
}

/* No byte is read behind the last, whatever they are; each is on the heap for that. */
static void test_any(void)
{
	unsigned int random = 1;

	for (int i = 0; i < 300000; i++) {
		struct spl_insn insn;
		size_t n = random % 18;
		uint8_t *code = malloc(n + 1);

		if (!code)
			exit(1);
		for (size_t k = 0; k < n; k++) {
			random = random * 1103515245 + 12345;
			code[k] = (uint8_t)(random >> 16);
		}
		code = realloc(code, n ? n : 1);
		if (spl_insn_decode(&insn, code, n))
			check(insn.length >= 1 && insn.length <= n && insn.length <= SPL_INSN_MAX &&
			      insn.opcode_at < insn.length);
		free(code);
		random = random * 1103515245 + 12345;
	}
}

/*
 * Differences that are no mistakes: objdump takes "fwait" and what follows as one, a prefix
 * that nothing follows as an instruction, and one byte for what it does not know.
 */
static bool differs_rightly(const char *text, uint8_t first)
{
	return first == 0x9b || strstr(text, "(bad)") || strstr(text, "\trex") ||
	       strstr(text, "\tdata16\n");
}

/* Against objdump's boundaries, which are the addresses at which its lines begin. */
static void compare(FILE *f, const struct elfmap *e, const Elf64_Shdr *text)
{
	char line[512], was_text[512] = "";
	uint64_t was = 0;
	size_t len, n = 0, wrong = 0;
	const unsigned char *code = elfmap_bytes(e, text, &len);

	while (code && fgets(line, sizeof(line), f)) {
		uint64_t at = strtoull(line, NULL, 16), from = was - text->sh_addr;
		const char *tab = strchr(line, '\t');
		struct spl_insn insn;
		bool ok;

		if (!tab || at < text->sh_addr || at - text->sh_addr >= len)
			continue;
		if (was && !differs_rightly(was_text, code[from])) {
			ok = spl_insn_decode(&insn, code + from, len - from);
			n++;
			if ((!ok || insn.length != at - was) && wrong++ < 20)
				printf("%u bytes, not %lu: %s", ok ? insn.length : 0, at - was,
				       was_text);
		}
		was = at;
		memcpy(was_text, line, sizeof(line));
	}
	check(!wrong);
	check(n > 1000000);
}

static void test_kernel(struct arena *a)
{
	const char *cache = cache_dir(a, NULL), *why = NULL, *payload;
	const char *const *releases = kernel_releases(a, cache, true, false);
	struct kernel_options opt = { .release = releases[0], .cache = cache };
	struct kernel *k = opt.release ? kernel_open(a, &opt, &why) : NULL;
	const Elf64_Shdr *text;
	struct elfmap e;
	FILE *f;

	payload = k ? kernel_payload(k, &why) : NULL;
	if (!payload || system("objdump --version >/dev/null 2>&1")) {
		printf("no kernel or no objdump here\n");
		return;
	}
	check(elfmap_open(&e, a, payload, &why));
	text = elfmap_section(&e, ".text");
	f = popen(arena_printf(a, "objdump -dw --no-show-raw-insn -j .text '%s'", payload), "r");
	check(text && f);
	if (text && f)
		compare(f, &e, text);
	if (f)
		check(!pclose(f));
	elfmap_close(&e);
}

int main(void)
{
	struct arena *a = arena_open();

	test_known();
	test_any();
	test_kernel(a);
	arena_close(a);
	return test_done();
}
