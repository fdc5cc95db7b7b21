/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/arch/x86/classify.c runtime/arch/x86/relocate.c */
/*
 * How instructions are judged: each opcode of the maps, and the members of groups and prefixes on
 * which it depends; nops; what is in reach.
 */
#include "runtime/arch/x86/classify.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/arch/x86/relocate.h"
#include "testsuite/unit/test.h"

struct known {
	const char *hex;
	enum spl_verdict verdict;
};

static const struct known knowns[] = {
	/* groups of the one-byte map */
	{ "8ec0", SPL_IS_PLAIN }, /* mov to %es */
	{ "8ee0", SPL_IS_PLAIN }, /* to %fs */
	{ "8ed0", SPL_HOLDS_TRAPS_OFF },
	{ "8e10", SPL_HOLDS_TRAPS_OFF },
	{ "488ed0", SPL_HOLDS_TRAPS_OFF },
	{ "8ee8", SPL_SWAPS_GS },
	{ "418e28", SPL_SWAPS_GS },
	{ "8f00", SPL_IS_PLAIN }, /* pop */
	{ "8f0500000000", SPL_IS_PLAIN }, /* pop 0(%rip) */
	{ "c60000", SPL_IS_PLAIN },
	{ "c6f800", SPL_IS_TRANSACTION }, /* xabort */
	{ "c6c800", SPL_IS_UNKNOWN },
	{ "c7c000000000", SPL_IS_PLAIN },
	{ "c7f800000000", SPL_IS_TRANSACTION }, /* xbegin */
	{ "66c7f80000", SPL_IS_TRANSACTION },
	{ "c71000000000", SPL_IS_UNKNOWN },
	{ "fec0", SPL_IS_PLAIN },
	{ "fe08", SPL_IS_PLAIN },
	{ "fed0", SPL_IS_UNKNOWN },
	{ "ff00", SPL_IS_PLAIN }, /* inc */
	{ "ffc8", SPL_IS_PLAIN },
	{ "ffd0", SPL_IS_CALL_INDIRECT },
	{ "41ffd3", SPL_IS_CALL_INDIRECT },
	{ "ff10", SPL_IS_CALL_INDIRECT },
	{ "ff1500000000", SPL_IS_CALL_INDIRECT },
	{ "3effd0", SPL_IS_CALL_INDIRECT }, /* notrack */
	{ "65ff10", SPL_HAS_SEGMENT },
	{ "64ff142500000000", SPL_HAS_SEGMENT },
	{ "3eff10", SPL_IS_CALL_INDIRECT },
	{ "65ffd0", SPL_IS_CALL_INDIRECT }, /* a register has no segment */
	{ "67ff10", SPL_IS_CALL_INDIRECT },
	{ "66ff10", SPL_BRANCHES_BY_16_BITS },
	{ "66ffd0", SPL_BRANCHES_BY_16_BITS },
	{ "6648ffd0", SPL_IS_CALL_INDIRECT },
	{ "ff18", SPL_IS_FAR },
	{ "48ff18", SPL_IS_FAR },
	{ "ff28", SPL_IS_FAR },
	{ "ffe0", SPL_IS_JUMP_INDIRECT },
	{ "3effe0", SPL_IS_JUMP_INDIRECT },
	{ "f2ffe0", SPL_IS_JUMP_INDIRECT },
	{ "66ffe0", SPL_BRANCHES_BY_16_BITS },
	{ "ff20", SPL_IS_JUMP_VIA_MEMORY },
	{ "65ff20", SPL_IS_JUMP_VIA_MEMORY },
	{ "ff24c500000000", SPL_IS_JUMP_VIA_MEMORY },
	{ "ff2500000000", SPL_IS_JUMP_VIA_MEMORY },
	{ "66ff20", SPL_BRANCHES_BY_16_BITS },
	{ "f0ff20", SPL_IS_UNKNOWN },
	{ "ff30", SPL_IS_PLAIN }, /* push */
	{ "fff0", SPL_IS_PLAIN },
	{ "ff38", SPL_IS_UNKNOWN },
	/* prefixes */
	{ "90", SPL_IS_NOP },
	{ "6690", SPL_IS_NOP },
	{ "4890", SPL_IS_NOP },
	{ "4190", SPL_IS_PLAIN }, /* xchg %r8 */
	{ "f390", SPL_IS_PLAIN }, /* pause */
	{ "f090", SPL_IS_UNKNOWN },
	{ "0f1f440000", SPL_IS_NOP },
	{ "662e0f1f840000000000", SPL_IS_NOP },
	{ "0f1f08", SPL_IS_PLAIN }, /* a nop to be, if it is no more */
	{ "f30f1efa", SPL_IS_PLAIN }, /* endbr64 */
	{ "50", SPL_IS_PUSH },
	{ "4157", SPL_IS_PUSH },
	{ "6650", SPL_IS_PLAIN },
	{ "666800ff", SPL_IS_PLAIN },
	{ "664850", SPL_IS_PUSH },
	{ "9c", SPL_IS_FLAGS },
	{ "669c", SPL_IS_UNKNOWN },
	{ "f2f3669d", SPL_IS_UNKNOWN },
	{ "c3", SPL_IS_RETURN },
	{ "f3c3", SPL_IS_RETURN },
	{ "f2c3", SPL_IS_RETURN }, /* bnd */
	{ "c20800", SPL_IS_RETURN },
	{ "66c3", SPL_BRANCHES_BY_16_BITS },
	{ "e800000000", SPL_IS_CALL },
	{ "2ee800000000", SPL_IS_CALL },
	{ "66e800000000", SPL_BRANCHES_BY_16_BITS },
	{ "f0e800000000", SPL_IS_UNKNOWN },
	{ "eb00", SPL_IS_JUMP },
	{ "f2e900000000", SPL_IS_JUMP },
	{ "66e900000000", SPL_BRANCHES_BY_16_BITS },
	{ "7400", SPL_IS_JUMP_IF },
	{ "2e7400", SPL_IS_JUMP_IF },
	{ "667400", SPL_BRANCHES_BY_16_BITS },
	{ "f07400", SPL_IS_UNKNOWN },
	{ "0f8500000000", SPL_IS_JUMP_IF },
	{ "660f8500000000", SPL_BRANCHES_BY_16_BITS },
	{ "e300", SPL_IS_LOOP },
	{ "67e300", SPL_IS_LOOP },
	{ "f3e200", SPL_IS_LOOP },
	{ "e000", SPL_IS_LOOP },
	{ "f3e000", SPL_IS_UNKNOWN }, /* AMD's: loope */
	{ "f2e100", SPL_IS_UNKNOWN },
	{ "66e200", SPL_BRANCHES_BY_16_BITS },
	{ "fa", SPL_IS_INTERRUPTS },
	{ "fb", SPL_IS_INTERRUPTS },
	{ "f0fa", SPL_IS_UNKNOWN },
	{ "f0ff00", SPL_IS_PLAIN },
	{ "f0ffc0", SPL_HAS_ODD_PREFIX },
	{ "f00100", SPL_IS_PLAIN },
	{ "f00300", SPL_HAS_ODD_PREFIX }, /* it reads memory */
	{ "f03900", SPL_HAS_ODD_PREFIX },
	{ "f0832000", SPL_IS_PLAIN },
	{ "f0833800", SPL_HAS_ODD_PREFIX }, /* cmp */
	{ "f0f610", SPL_IS_PLAIN },
	{ "f0f60000", SPL_HAS_ODD_PREFIX }, /* test */
	{ "f0480fb10f", SPL_IS_PLAIN },
	{ "f00fba2800", SPL_IS_PLAIN },
	{ "f00fba2000", SPL_HAS_ODD_PREFIX }, /* bt */
	{ "f0480fc70f", SPL_IS_PLAIN }, /* cmpxchg16b */
	{ "f00fc730", SPL_HAS_ODD_PREFIX },
	{ "f00f20c0", SPL_HAS_ODD_PREFIX }, /* AMD's cr8 */
	{ "f00f38f000", SPL_HAS_ODD_PREFIX },
	{ "f2f3a4", SPL_HAS_ODD_PREFIX },
	{ "f3a4", SPL_IS_PLAIN },
	{ "f348a5", SPL_IS_PLAIN },
	{ "f2ae", SPL_IS_PLAIN },
	{ "658b042500000000", SPL_IS_PLAIN },
	{ "488d0500000000", SPL_IS_PLAIN }, /* lea 0(%rip) */
	{ "67488d0500000000", SPL_IS_UNKNOWN }, /* of 32 bits: it wraps elsewhere */
	{ "678b00", SPL_IS_PLAIN },
	{ "a11122334455667788", SPL_IS_PLAIN },
	/* groups of the 0f map */
	{ "0f0100", SPL_IS_PLAIN }, /* sgdt */
	{ "0f0138", SPL_IS_PLAIN }, /* invlpg */
	{ "0f01c0", SPL_IS_GUEST_ENTRY },
	{ "0f01c1", SPL_IS_PLAIN }, /* vmcall */
	{ "0f01c2", SPL_IS_GUEST_ENTRY },
	{ "0f01c3", SPL_IS_GUEST_ENTRY },
	{ "0f01c4", SPL_IS_PLAIN }, /* vmxoff */
	{ "0f01c8", SPL_IS_PLAIN }, /* monitor */
	{ "0f01c9", SPL_IS_HALT },
	{ "f2f30f01c9", SPL_IS_HALT },
	{ "0f01ca", SPL_IS_PLAIN }, /* clac */
	{ "0f01cb", SPL_IS_PLAIN }, /* stac */
	{ "f20f01ca", SPL_IS_FAR }, /* erets */
	{ "f30f01ca", SPL_IS_FAR }, /* eretu */
	{ "660f01cc", SPL_IS_PLAIN }, /* tdcall */
	{ "660f01cd", SPL_IS_GUEST_ENTRY }, /* seamret */
	{ "660f01cf", SPL_IS_GUEST_ENTRY }, /* seamcall */
	{ "0f01cf", SPL_IS_GUEST_ENTRY },
	{ "0f01d0", SPL_IS_PLAIN }, /* xgetbv */
	{ "0f01d4", SPL_IS_GUEST_ENTRY },
	{ "0f01d5", SPL_IS_TRANSACTION },
	{ "0f01d6", SPL_IS_PLAIN }, /* xtest */
	{ "0f01d7", SPL_IS_GUEST_ENTRY },
	{ "0f01d8", SPL_IS_GUEST_ENTRY },
	{ "0f01d9", SPL_IS_PLAIN }, /* vmmcall */
	{ "f30f01d9", SPL_IS_PLAIN }, /* vmgexit */
	{ "0f01da", SPL_SWAPS_GS }, /* vmload */
	{ "0f01db", SPL_IS_PLAIN }, /* vmsave */
	{ "0f01de", SPL_IS_GUEST_ENTRY },
	{ "f30f01ec", SPL_IS_FAR }, /* uiret */
	{ "0f01ee", SPL_IS_PLAIN }, /* rdpkru */
	{ "0f01ef", SPL_IS_PLAIN },
	{ "0f01f8", SPL_SWAPS_GS },
	{ "0f01f9", SPL_IS_PLAIN }, /* rdtscp */
	{ "0f01fa", SPL_IS_PLAIN }, /* monitorx */
	{ "0f01fb", SPL_IS_HALT },
	{ "0f01fc", SPL_IS_PLAIN }, /* clzero */
	{ "f20f01ff", SPL_IS_PLAIN }, /* pvalidate */
	{ "f20f00f0", SPL_IS_PLAIN }, /* lkgs: the base that swapgs takes */
	{ "0fae38", SPL_IS_PLAIN }, /* clflush */
	{ "0faee8", SPL_IS_PLAIN }, /* lfence */
	{ "f30faed0", SPL_IS_PLAIN }, /* wrfsbase */
	{ "f3480faed8", SPL_SWAPS_GS },
	{ "f30fae18", SPL_IS_PLAIN },
	{ "0faed8", SPL_IS_PLAIN },
	{ "f3480faec8", SPL_IS_PLAIN }, /* rdgsbase */
	{ "0fa9", SPL_SWAPS_GS },
	{ "480fb500", SPL_SWAPS_GS },
	{ "0fb200", SPL_HOLDS_TRAPS_OFF },
	{ "0f0b", SPL_IS_TRAP },
	{ "0fb9c0", SPL_IS_TRAP },
	{ "480fffc0", SPL_IS_TRAP },
	{ "48cf", SPL_IS_FAR },
	{ "480f07", SPL_IS_FAR },
	{ "480f35", SPL_IS_FAR },
	/* VEX, EVEX, XOP: their opcodes are others */
	{ "c5f877", SPL_IS_PLAIN },
	{ "c5f8ff00", SPL_IS_PLAIN },
	{ "c4e1f8e8c0", SPL_IS_PLAIN },
	{ "62f17c481005ff000000", SPL_IS_PLAIN },
	{ "62f17d48b900", SPL_IS_PLAIN },
	{ "8fe878c0c011", SPL_IS_PLAIN },
	{ "67c5f81005ff000000", SPL_IS_UNKNOWN },
};

/*
 * The maps, with any ModRM and no prefix, from the manuals' tables and not from the code's.
 * p plain, u push, n nop, j jump, c conditional, l loop, C call, r return, f flags, i interrupts,
 * t trap, F far, h halt, o holds traps off, s swaps gs, x none, . prefix or escape; G: in knowns[].
 */
static const char *const one[16] = {
	"ppppppxxppppppx.", "ppppppxxppppppxx", "pppppp.xpppppp.x", "pppppp.xpppppp.x",
	"................", "uuuuuuuupppppppp", "xxGp....upuppppp", "cccccccccccccccc",
	"ppxpppppppppppGG", "npppppppppxpffpp", "pppppppppppppppp", "pppppppppppppppp",
	"pprrGGGGppFFttxF", "ppppxxxppppppppp", "llllppppCjxjpppp", ".t..hpppppiippGG",
};

static const char *const two[16] = {
	"pGppxtpFppxtxppp", "pppppppppppppppG", "ppppxxxxpppppppp", "ppppFFxF.x.xxxxx",
	"pppppppppppppppp", "pppppppppppppppp", "pppppppppppppppp", "ppppppppppxxpppp",
	"cccccccccccccccc", "pppppppppppppppp", "pppppppppsFppppp", "ppoppsppptpppppp",
	"pppppppppppppppp", "pppppppppppppppp", "pppppppppppppppp", "pppppppppppppppt",
};

static char letter_of(enum spl_verdict v)
{
	static const char letters[SPL_VERDICTS] = {
		[SPL_IS_PLAIN] = 'p',	     [SPL_IS_NOP] = 'n',   [SPL_IS_JUMP] = 'j',
		[SPL_IS_JUMP_IF] = 'c',	     [SPL_IS_LOOP] = 'l',  [SPL_IS_CALL] = 'C',
		[SPL_IS_RETURN] = 'r',	     [SPL_IS_PUSH] = 'u',  [SPL_IS_FLAGS] = 'f',
		[SPL_IS_INTERRUPTS] = 'i',   [SPL_IS_TRAP] = 't',  [SPL_IS_FAR] = 'F',
		[SPL_HOLDS_TRAPS_OFF] = 'o', [SPL_SWAPS_GS] = 's', [SPL_IS_HALT] = 'h',
	};

	return letters[v];
}

static void test_map(const char *const map[16], bool escape)
{
	for (unsigned int i = 0; i < 65536; i++) {
		unsigned int op = i >> 8;
		char want = map[op >> 4][op & 15], got = 'x';
		uint8_t code[SPL_INSN_MAX] = { 0x0f }, *p = code + escape;
		struct spl_insn insn;

		p[0] = (uint8_t)op;
		p[1] = (uint8_t)i;
		if (want == '.' || want == 'G')
			continue;
		if (spl_insn_decode(&insn, code, sizeof(code)))
			got = letter_of(spl_insn_judge(&insn, code));
		if (got != want && test_failures++ < 20)
			printf("%s%02x %02x is %c, not %c\n", escape ? "0f " : "", op, i & 255, got,
			       want);
	}
}

static size_t bytes_of(const char *hex, uint8_t *code)
{
	size_t n = strlen(hex) / 2;

	for (size_t i = 0; i < n; i++) {
		const char two_digits[3] = { hex[2 * i], hex[2 * i + 1] };

		code[i] = (uint8_t)strtoul(two_digits, NULL, 16);
	}
	return n;
}

static void test_known(void)
{
	for (size_t i = 0; i < sizeof(knowns) / sizeof(knowns[0]); i++) {
		uint8_t code[SPL_INSN_MAX] = { 0 };
		size_t n = bytes_of(knowns[i].hex, code);
		enum spl_verdict v = SPL_VERDICTS;
		struct spl_insn insn;

		if (spl_insn_decode(&insn, code, n) && insn.length == n)
			v = spl_insn_judge(&insn, code);
		if (v != knowns[i].verdict) {
			printf("%s: %s, not: %s\n", knowns[i].hex,
			       v < SPL_VERDICTS ? spl_verdict_text(v) : "none",
			       spl_verdict_text(knowns[i].verdict));
			test_failures++;
		}
	}
	for (int v = 0; v < SPL_VERDICTS; v++) {
		const char *text = spl_verdict_text((enum spl_verdict)v);

		check(text && *text && spl_verdict_way((enum spl_verdict)v) <= SPL_WAY_REFUSE);
		for (int w = 0; w < v && text; w++)
			check(strcmp(text, spl_verdict_text((enum spl_verdict)w)) != 0);
	}
}

static void test_segment(void)
{
	static const struct {
		const char *hex;
		uint8_t segment;
	} all[] = {
		{ "8b00", 0 },
		{ "658b00", 0x65 },
		{ "648b00", 0x64 },
		{ "64658b00", 0x65 },
		{ "65664864488b00", 0x64 },
		{ "2e8b00", 0 },
		{ "b864646464", 0 },
		{ "3e656764b865640000", 0x64 },
		{ "65c5f81000", 0x65 },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		uint8_t code[SPL_INSN_MAX] = { 0 };
		size_t n = bytes_of(all[i].hex, code);
		struct spl_insn insn;

		check(spl_insn_decode(&insn, code, n));
		check(spl_insn_segment(&insn, code) == all[i].segment);
	}
}

/* Each is one instruction by our decoder, by objdump, and by the processor, which returns. */
static void test_nops(void)
{
	const int rwx = PROT_READ | PROT_WRITE | PROT_EXEC;
	uint8_t *code = mmap(NULL, 4096, rwx, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *p = code;
	char file[] = "/tmp/engine_nops.XXXXXX", command[128], line[256];
	int fd = mkstemp(file), lines = 0;
	FILE *f;

	if (code == MAP_FAILED || fd < 0)
		exit(1);
	f = fdopen(fd, "w");
	for (unsigned int n = 1; n <= 14; n++) {
		struct spl_insn insn;

		p[n] = 0xee;
		spl_nop_make(p, n);
		check(p[n] == 0xee);
		check(spl_insn_decode(&insn, p, n) && insn.length == n);
		check(spl_insn_judge(&insn, p) == SPL_IS_NOP);
		fwrite(p, n, 1, f);
		p += n;
	}
	fclose(f);
	*p = 0xc3;
	((void (*)(void))(uintptr_t)code)();
	snprintf(command, sizeof(command), "objdump -D -w -b binary -m i386:x86-64 %s", file);
	f = popen(command, "r");
	while (f && fgets(line, sizeof(line), f))
		if (strchr(line, '\t')) {
			check(strstr(line, "nop") || strstr(line, "xchg   %ax,%ax"));
			lines++;
		}
	if (f && !pclose(f))
		check(lines == 14);
	unlink(file);
	munmap(code, 4096);
}

static bool reaches(uint64_t from, int64_t by)
{
	uint8_t jump[SPL_JUMP_SIZE];
	int32_t distance, in_jump;
	bool ok = spl_reach(from, 5, from + 5 + (uint64_t)by, &distance);

	check(spl_jump_make(jump, from, from + 5 + (uint64_t)by) == ok);
	memcpy(&in_jump, jump + 1, 4);
	check(!ok || (jump[0] == 0xe9 && distance == by && in_jump == by));
	return ok;
}

/* A mov of 7 bytes whose operand is at FROM + 7 + DISP, moved BY. */
static bool relocates(uint64_t from, int32_t disp, int64_t by)
{
	uint8_t code[7] = { 0x48, 0x8b, 0x05 }, copy[7];
	struct spl_insn insn;
	int32_t moved;
	bool ok;

	memcpy(code + 3, &disp, 4);
	check(spl_insn_decode(&insn, code, sizeof(code)));
	ok = spl_relocate(copy, &insn, code, from, from + (uint64_t)by);
	memcpy(&moved, copy + 3, 4);
	check(!memcmp(copy, code, 3) && (!ok || moved == disp - by));
	return ok;
}

static void test_reach(void)
{
	static const uint64_t froms[] = { 0xffffffff81000000, 0x100000000, 0x10, ~0ull - 3 };

	for (int i = 0; i < 4; i++) {
		uint64_t from = froms[i];

		check(reaches(from, 0) && reaches(from, INT32_MAX) && reaches(from, INT32_MIN));
		check(!reaches(from, INT32_MAX + 1ll) && !reaches(from, INT32_MIN - 1ll));
		check(!reaches(from, INT64_MAX) && !reaches(from, INT64_MIN));
		check(relocates(from, 0, 0) && relocates(from, 0, INT32_MAX));
		check(relocates(from, 0, -(int64_t)INT32_MAX));
		check(!relocates(from, 0, INT32_MAX + 2ll) && relocates(from, 0, INT32_MAX + 1ll));
		check(relocates(from, 1, INT32_MAX + 2ll) && !relocates(from, -1, INT32_MAX + 1ll));
		check(relocates(from, INT32_MIN, -0x80000000ll));
		check(!relocates(from, INT32_MIN, 1) && !relocates(from, INT32_MAX, -1));
		check(relocates(from, INT32_MAX, 0xffffffff));
		check(!relocates(from, INT32_MAX, 0x100000000));
		check(!relocates(from, INT32_MAX, INT64_MIN) && !relocates(from, -1, INT64_MIN));
	}
}

int main(void)
{
	test_known();
	test_map(one, false);
	test_map(two, true);
	test_segment();
	test_nops();
	test_reach();
	return test_done();
}
