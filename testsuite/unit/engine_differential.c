/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/arch/x86/classify.c runtime/arch/x86/emulate.c runtime/arch/x86/relocate.c */
/* unit: runtime/engine/boost.c */
/*
 * Instructions made at random run natively, and again as a probe would complete them: by a boosted
 * copy, a stepped copy or emulation.  All registers, flags, vectors, the memory, the place that is
 * reached and the faults must be the same.
 *	engine_differential [COUNT [SEED]]	a million by default; -v in front: what was run
 *	A hundred million: in parts, each with a SEED of its own
 */
#include "runtime/arch/x86/emulate.h"

#include "runtime/arch/x86/relocate.h"
#include "runtime/engine/boost.h"
#include "testsuite/unit/engine_make.h"
#include "testsuite/unit/test.h"

/* Where a run led to. */
struct outcome {
	struct run_end end;
	struct run_regs regs;
	uint8_t arena[RUN_ARENA], vectors[sizeof(run_out)];
};

static uint8_t arena_before[RUN_ARENA];
static struct outcome native, probed;
static unsigned long n_verdict[SPL_VERDICTS], n_emulated[SPL_DO_CMP_IMM + 1], n_fault[65];
static unsigned long n_boosted, n_stepped, n_out_of_reach;
static uint64_t asked; /* the address of the last read */

long copy_from_kernel_nofault(void *to, const void *from, size_t n)
{
	asked = (uint64_t)from;
	if (!run_is_arena(asked, n))
		return -EFAULT;
	memcpy(to, run_arena + asked % RUN_ARENA, n);
	return 0;
}

static void random_bytes(uint8_t *to, size_t n)
{
	for (size_t i = 0; i < n; i += 8) {
		uint64_t v = one_in(4) ? random_register() : random64();

		memcpy(to + i, &v, 8);
	}
}

/* Some of what is in memory and vectors changes from case to case. */
static void random_state(const struct sample *s)
{
	uint16_t control = 0x37f;
	uint32_t mxcsr = 0x1f80;

	for (int i = 0; i < 8; i++)
		random_bytes(run_arena + below(RUN_ARENA / 8) * 8, 8);
	if (!s->vectors)
		return;
	for (int i = 0; i < 16; i++)
		random_bytes(run_image + below(run_vector_size / 8) * 8, 8);
	if (one_in(8)) {
		mxcsr = (uint32_t)random64() & 0xffff;
		control ^= random64() & 0xf3f;
	}
	memset(run_image, 0, 32);
	memset(run_image + 512, 0, 64); /* the header: all parts are there */
	memcpy(run_image, &control, 2);
	if (one_in(2)) {
		run_image[3] = (uint8_t)below(256) & 0x7f; /* conditions and top of stack */
		run_image[4] = (uint8_t)below(256); /* which are not empty */
	}
	memcpy(run_image + 24, &mxcsr, 4);
	memcpy(run_image + 512, &run_all_vectors, 8);
}

static void outcome_take(struct outcome *o, const struct sample *s)
{
	o->end = run_end;
	o->regs = run_save;
	memcpy(o->arena, run_arena, RUN_ARENA);
	if (!s->vectors)
		return;
	memset(run_out + 8, 0, 8); /* x87's last instruction: its address is the slot's */
	memset(run_out + 464, 0,
	       112); /* unused; and what is in its first state, which may differ */
	memcpy(o->vectors, run_out, run_vector_size);
}

static void run_native(const struct sample *s)
{
	memcpy(run_writable(s->from), s->code, s->insn.length);
	run_pad(s->from + s->insn.length, RUN_BEHIND);
	if (s->target && s->target != RUN_FAR_PAD)
		run_pad(s->target, RUN_TARGET);
	run_at(s->from, &s->regs);
	outcome_take(&native, s);
}

/* A place in the slot is one in the original. */
static void map_back(struct outcome *o, const struct sample *s)
{
	uint64_t at = o->end.ip - s->slot;

	if (o->end.exit != RUN_FAULT)
		return;
	if (at < s->insn.length)
		o->end.ip = s->from + at;
	else if (o->end.signal == SIGTRAP && at == s->insn.length + 1u)
		o->end = (struct run_end){ .exit = RUN_BEHIND };
}

static bool run_copy(const struct sample *s, bool step)
{
	uint8_t copy[SPL_COPY_MAX];
	unsigned int n = step ? spl_step_make(copy, &s->insn, s->code, s->from, s->slot) :
				spl_boost_make(copy, &s->insn, s->code, s->from, s->slot);

	if (!n) {
		int64_t far = (int64_t)(address(s) - segment_base(s) - s->slot) - s->insn.length;

		check(s->insn.ip_relative && far != (int32_t)far);
		n_out_of_reach++;
		return false;
	}
	memcpy(run_writable(s->slot), copy, n);
	memcpy(run_arena, arena_before, RUN_ARENA);
	run_at(s->slot, &s->regs);
	memset(run_writable(s->slot), SPL_TRAP, n);
	outcome_take(&probed, s);
	map_back(&probed, s);
	*(step ? &n_stepped : &n_boosted) += 1;
	return true;
}

static struct pt_regs to_kernel(const struct run_regs *from, uint64_t ip)
{
	const uint64_t *r = from->r;

	return (struct pt_regs){
		.ax = r[0],
		.cx = r[1],
		.dx = r[2],
		.bx = r[3],
		.sp = r[4],
		.bp = r[5],
		.si = r[6],
		.di = r[7],
		.r8 = r[8],
		.r9 = r[9],
		.r10 = r[10],
		.r11 = r[11],
		.r12 = r[12],
		.r13 = r[13],
		.r14 = r[14],
		.r15 = r[15],
		.ip = ip,
		.flags = from->flags,
	};
}

static struct run_regs from_kernel(const struct pt_regs *k)
{
	return (struct run_regs){
		.r = { k->ax, k->cx, k->dx, k->bx, k->sp, k->bp, k->si, k->di, k->r8, k->r9, k->r10,
		       k->r11, k->r12, k->r13, k->r14, k->r15 },
		.flags = k->flags,
	};
}

static void run_emulated(const struct sample *s, const struct spl_emulation *e)
{
	struct pt_regs k = to_kernel(&s->regs, s->from);

	memcpy(run_arena, arena_before, RUN_ARENA);
	probed.end = (struct run_end){ 0 };
	n_emulated[e->what]++;
	if (!spl_emulate(e, &k)) /* it leaves the fault to the instruction itself */
		probed.end = native.end.exit == RUN_FAULT ? native.end :
							    (struct run_end){ .exit = RUN_FAULT };
	else if (k.ip != s->from + s->insn.length)
		probed.end.exit = k.ip == s->target ? RUN_TARGET : RUN_FAULT;
	probed.regs = from_kernel(&k);
	memcpy(probed.arena, run_arena, RUN_ARENA);
}

/* ---- comparing ---- */

static void show_bytes(const char *what, const uint8_t *a, const uint8_t *b, size_t n)
{
	for (size_t i = 0, shown = 0; i < n && shown < 8; i++)
		if (a[i] != b[i]) {
			printf("\t%s[%zu]: %02x, not %02x\n", what, i, b[i], a[i]);
			shown++;
		}
}

static void show(const struct sample *s, const char *way, unsigned long number)
{
	static const char *const names[] = {
		"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
		"r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"
	};
	const struct run_end *a = &native.end, *b = &probed.end;

	printf("case %lu, %s, %s:", number, way, spl_verdict_text(s->verdict));
	for (unsigned int i = 0; i < s->insn.length; i++)
		printf(" %02x", s->code[i]);
	printf("\n\texit %u signal %lu trap %lu error %lx address %lx ip %lx\n"
	       "\t  of %u signal %lu trap %lu error %lx address %lx ip %lx (from %lx)\n",
	       b->exit, b->signal, b->trap, b->error, b->address, b->ip, a->exit, a->signal,
	       a->trap, a->error, a->address, a->ip, s->from);
	printf("\trcx %lx flags %lx\n", s->regs.r[RCX], s->regs.flags);
	for (int i = 0; i < 16; i++)
		if (native.regs.r[i] != probed.regs.r[i])
			printf("\t%s %lx: %lx, not %lx\n", names[i], s->regs.r[i], probed.regs.r[i],
			       native.regs.r[i]);
	if (native.regs.flags != probed.regs.flags)
		printf("\tflags %lx: %lx, not %lx\n", s->regs.flags, probed.regs.flags,
		       native.regs.flags);
	show_bytes("arena", native.arena, probed.arena, RUN_ARENA);
	if (s->vectors)
		show_bytes("vectors", native.vectors, probed.vectors, run_vector_size);
}

/* FLAGS: those that count. */
static void compare(const struct sample *s, const char *way, uint64_t flags, unsigned long number)
{
	bool same = !memcmp(&native.end, &probed.end, sizeof(native.end)) &&
		    !memcmp(native.regs.r, probed.regs.r, sizeof(native.regs.r)) &&
		    !((native.regs.flags ^ probed.regs.flags) & flags) &&
		    !memcmp(native.arena, probed.arena, RUN_ARENA) &&
		    (!s->vectors || !memcmp(native.vectors, probed.vectors, run_vector_size));

	if (!same && test_failures++ < 10)
		show(s, way, number);
}

/* ---- a case ---- */

/* What a call needs of the stack; the address of an operand is one the emulator's reader knows. */
static bool can_emulate(const struct sample *s)
{
	uint64_t sp = s->regs.r[RSP];

	return sp % 8 == 0 && run_is_arena(sp - 8, 16) && sp >= RUN_HIGH &&
	       !(s->regs.flags & 0x40000) && !(is_memory(&s->insn) && run_is_code(address(s)));
}

static void forget_code(const struct sample *s)
{
	memset(run_writable(s->from), SPL_TRAP, s->insn.length + RUN_PAD_SIZE);
	if (s->target && s->target != RUN_FAR_PAD)
		memset(run_writable(s->target), SPL_TRAP, RUN_PAD_SIZE);
}

/* False: this is none that can be run both ways. */
static bool test_case(const struct sample *s, unsigned long number)
{
	enum spl_way way = spl_verdict_way(s->verdict);
	struct spl_emulation e;
	bool emulated = spl_emulation_make(&e, &s->insn, s->code);
	/* what is emulated may be asked to run in a copy if it does so as well */
	bool copies = way == SPL_WAY_BOOST || s->verdict == SPL_IS_PUSH || s->verdict == SPL_IS_NOP;

	if (emulated && !can_emulate(s)) {
		if (way == SPL_WAY_EMULATE)
			return false;
		emulated = false;
	}
	run_vectors = s->vectors ? run_all_vectors : 0;
	random_state(s);
	lead_memory(s);
	memcpy(arena_before, run_arena, RUN_ARENA);
	run_native(s);
	make_count(s, native.end.exit != RUN_FAULT);
	n_fault[native.end.signal & 63]++;
	if (copies && run_copy(s, false))
		compare(s, "boosted", ~0ull, number);
	if (way == SPL_WAY_STEP || (copies && s->verdict != SPL_IS_JUMP_VIA_MEMORY && one_in(8)))
		if (run_copy(s, true))
			compare(s, "stepped", ~0ull, number);
	if (way == SPL_WAY_EMULATE && !emulated) {
		printf("case %lu: no emulation\n", number);
		probed = (struct outcome){ 0 };
		show(s, "emulated", number);
		test_failures++;
	} else if (emulated) {
		run_emulated(s, &e);
		compare(s, "emulated", e.what == SPL_DO_TEST_IMM ? ~0x10ull : ~0ull, number);
	}
	memcpy(run_arena, native.arena, RUN_ARENA);
	forget_code(s);
	return true;
}

/* ---- whether all was there ---- */

/* Whether an opcode of a map may run in a copy, with some prefix and ModRM. */
static bool can_boost(enum spl_insn_map map, uint8_t opcode)
{
	static const uint8_t prefixes[] = { 0x3e, 0x66, 0xf2, 0xf3 };

	for (unsigned int i = 0; i < sizeof(prefixes) * 256; i++) {
		uint8_t code[SPL_INSN_MAX] = { prefixes[i >> 8] }, *p = code + 1;
		struct spl_insn insn;

		if (map == SPL_MAP_0F)
			*p++ = 0x0f;
		*p++ = opcode;
		*p = (uint8_t)i;
		if (spl_insn_decode(&insn, code, sizeof(code)) && insn.map == map &&
		    insn.opcode_at == (map == SPL_MAP_0F ? 2 : 1) &&
		    spl_verdict_way(spl_insn_judge(&insn, code)) == SPL_WAY_BOOST)
			return true;
	}
	return false;
}

/* Which opcodes need not come to their end here. */
static const struct {
	uint8_t map, first, last;
	const char *why;
} never[] = {
	{ SPL_MAP_ONE, 0x6c, 0x6f, "ports are ring 0's" },
	{ SPL_MAP_ONE, 0xe4, 0xe7, "ports are ring 0's" },
	{ SPL_MAP_ONE, 0xec, 0xef, "ports are ring 0's" },
	{ SPL_MAP_0F, 0x00, 0x03, "some processors, some settings" },
	{ SPL_MAP_0F, 0x06, 0x09, "clts, invd, wbinvd are ring 0's" },
	{ SPL_MAP_0F, 0x0e, 0x0f, "3DNow! is of old processors" },
	{ SPL_MAP_0F, 0x20, 0x23, "control and debug registers are ring 0's" },
	{ SPL_MAP_0F, 0x30, 0x33, "wrmsr and rdmsr are ring 0's; time goes on" },
	{ SPL_MAP_0F, 0x78, 0x79, "AMD's extrq and insertq, or ring 0's vmread and vmwrite" },
	{ SPL_MAP_0F, 0xa1, 0xa2, "pop %fs; cpuid" },
	{ SPL_MAP_0F, 0xa6, 0xa7, "VIA's" },
	{ SPL_MAP_0F, 0xb4, 0xb4, "lfs" },
	{ SPL_MAP_0F, 0xb8, 0xb8, "popcnt of newer processors" },
};

static const char *why_never(enum spl_insn_map map, uint8_t opcode)
{
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (never[i].map == map && opcode >= never[i].first && opcode <= never[i].last)
			return never[i].why;
	return NULL;
}

static void cover_opcode(enum spl_insn_map map, uint8_t opcode, bool verbose)
{
	const char *escape = map == SPL_MAP_0F ? "0f " : "", *why = why_never(map, opcode);
	unsigned int tried = 0, done = 0;

	for (int i = 0; i < MAKE_KINDS; i++) {
		tried += make_tried[map][opcode][i];
		done += make_done[map][opcode][i];
	}
	if (!can_boost(map, opcode) || done)
		return;
	if (verbose || !why)
		printf("%s%02x: tried %u times, came to no end: %s\n", escape, opcode, tried,
		       why ? why : "why?");
	test_failures += !why;
}

static void cover(bool verbose)
{
	for (int i = 0; i < SPL_VERDICTS; i++) {
		if (verbose)
			printf("%10lu of which %s\n", n_verdict[i], spl_verdict_text(i));
		check(n_verdict[i] || i == SPL_IS_INTERRUPTS);
	}
	for (int i = 0; i <= SPL_DO_CMP_IMM; i++) {
		if (verbose)
			printf("%10lu emulated by way %d\n", n_emulated[i], i);
		check(n_emulated[i] || i == SPL_DO_CLI || i == SPL_DO_STI);
	}
	for (unsigned int i = 0; i < 512; i++)
		cover_opcode(i >> 8 ? SPL_MAP_0F : SPL_MAP_ONE, (uint8_t)i, verbose);
	check(n_boosted && n_stepped && n_out_of_reach);
	for (int i = 0; i < 65 && verbose; i++)
		if (n_fault[i])
			printf("%10lu ended by signal %d\n", n_fault[i], i);
	for (size_t i = 0; i < sizeof(left_outs) / sizeof(left_outs[0]) && verbose; i++)
		printf("%10lu not run: %s: %s\n", left_count[i], left_outs[i].name,
		       left_outs[i].why);
}

/* Displacements of calls through memory at the ends of reach, where nothing is mapped. */
static void test_far_call(void)
{
	static const int32_t far[] = { INT32_MAX, INT32_MAX - 5, INT32_MIN, -6, 0 };

	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
		uint8_t code[6] = { 0xff, 0x15 };
		struct run_regs regs = { .flags = 2 };
		struct pt_regs k = to_kernel(&regs, 0x7fff12345678), was = k;
		struct spl_emulation e;
		struct spl_insn insn;

		memcpy(code + 2, &far[i], 4);
		check(spl_insn_decode(&insn, code, sizeof(code)));
		check(spl_emulation_make(&e, &insn, code));
		check(!spl_emulate(&e, &k) && !memcmp(&k, &was, sizeof(k)));
		check(asked == k.ip + 6 + (uint64_t)far[i]);
	}
}

/* Runs the first N bytes of S's instruction, behind which nothing is mapped. */
static void run_last(struct sample *s, unsigned int n)
{
	s->from = RUN_CODE + RUN_CODE_SIZE - n;
	memcpy(run_writable(s->from), s->code, n);
	run_at(s->from, &s->regs);
	memset(run_writable(s->from), SPL_TRAP, n);
}

/* Whether the last run ended because the processor wanted the byte behind, at first. */
static bool wanted_more(const struct sample *s)
{
	return run_end.signal == SIGSEGV && run_end.address == RUN_CODE + RUN_CODE_SIZE &&
	       run_end.ip == s->from;
}

static void show_length(const struct sample *s, const char *what)
{
	printf("%u bytes are too %s (exit %u, signal %lu):", s->insn.length, what, run_end.exit,
	       run_end.signal);
	for (unsigned int i = 0; i < s->insn.length; i++)
		printf(" %02x", s->code[i]);
	printf("\n");
	test_failures++;
}

/* What must not run with any operands: is_wild() is asked only of those that were led. */
static bool may_run(const struct sample *s)
{
	const struct spl_insn *insn = &s->insn;

	/* a branch might come back for ever */
	return spl_verdict_way(s->verdict) != SPL_WAY_REFUSE && !insn->branch &&
	       !is_left_out(insn) && spl_insn_segment(insn, s->code) != 0x64 &&
	       is_harmless(address(s)) &&
	       (insn->extended || insn->map != SPL_MAP_ONE || (insn->opcode & 0xfc) != 0xa0);
}

/*
 * An instruction whose last byte lies where nothing is mapped can't begin: the processor wants that
 * byte, or knows before that there is no such instruction.  With that byte it wants no more.
 */
static void test_lengths(void)
{
	unsigned long n = 0, wanted = 0;

	run_vectors = run_all_vectors;
	for (; n < 100000 && test_failures < 10; n++) {
		struct sample s = { .regs = { .flags = 2, .r[RSP] = RUN_HIGH + 4096 } };

		random_code(s.code);
		if (!spl_insn_decode(&s.insn, s.code, SPL_INSN_MAX))
			continue;
		s.verdict = spl_insn_judge(&s.insn, s.code);
		/*
		 * AMD's processors differ from Intel's in the size of a jump's distance, then;
		 * and take what is vmread there for extrq, with two bytes more.  Nor do they
		 * know the later maps.
		 */
		if (s.verdict == SPL_BRANCHES_BY_16_BITS || s.insn.map > SPL_MAP_0F3A ||
		    (s.insn.map == SPL_MAP_0F && s.insn.opcode == 0x78))
			continue;
		random_state(&(struct sample){ .vectors = true });
		if (s.insn.length > 1) {
			run_last(&s, s.insn.length - 1u);
			wanted += wanted_more(&s);
			if (!wanted_more(&s) && (run_end.signal != SIGILL || run_end.ip != s.from))
				show_length(&s, "many");
		}
		if (!may_run(&s))
			continue;
		run_last(&s, s.insn.length);
		if (wanted_more(&s))
			show_length(&s, "few");
	}
	check(wanted > n / 4);
}

int main(int argc, char **argv)
{
	bool verbose = argc > 1 && !strcmp(argv[1], "-v");
	unsigned long count = 1000000;

	argc -= verbose;
	argv += verbose;
	if (argc > 1)
		count = strtoul(argv[1], NULL, 0);
	if (argc > 2)
		make_state = strtoul(argv[2], NULL, 0) * 0x9e3779b97f4a7c15ull + 1;
	if (!run_start()) {
		printf("left out: this processor has no xsave\n");
		return 0;
	}
	test_far_call();
	test_lengths();
	random_bytes(run_arena, RUN_ARENA);
	random_bytes(run_image, run_vector_size);
	for (unsigned long n = 0; n < count && test_failures < 10;) {
		struct sample s;

		if (!sample_make(&s))
			continue;
		n_verdict[s.verdict]++;
		if (spl_verdict_way(s.verdict) != SPL_WAY_REFUSE)
			n += test_case(&s, n);
	}
	printf("%lu boosted, %lu stepped, %lu out of reach\n", n_boosted, n_stepped,
	       n_out_of_reach);
	if (count >= 500000)
		cover(verbose);
	return test_done();
}
