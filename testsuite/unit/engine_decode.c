/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lengths of instructions: known ones of each form; and any bytes.  Those of a kernel's text are
 * engine_vmlinux.c's.
 */
#include "runtime/arch/x86/decode.h"

#include <stdlib.h>

#include "testsuite/unit/test.h"

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

int main(void)
{
	test_known();
	test_any();
	return test_done();
}
