/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unit: runtime/engine/xmc.c runtime/arch/x86/emulate.c
 * Cross-modification on this machine's processors: code is mapped twice, to be written and to be
 * run; one thread patches it in batches, synchronising by membarrier(), while others, as many as
 * there are processors, run it.  Each run must return what the code returns in a version that
 * was there meanwhile.  Who meets a breakpoint does the instruction by spl_emulate().
 *	engine_xmc_cpus [PATCHES]
 */
#include "runtime/engine/xmc.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "runtime/arch/x86/emulate.h"
#include "testsuite/unit/test.h"
#include "testsuite/unit/xmc_sites.h"

#define BATCH_MAX 64
#define THREADS_MAX 64

static struct site sites[SITES];
static uint8_t *code_rw, *code_rx;

/* ---- the breakpoint ---- */

static _Atomic unsigned long traps_done;
static __thread volatile unsigned int traps; /* of this thread */

static _Noreturn void die(const char *why)
{
	ssize_t n = write(STDOUT_FILENO, why, strlen(why));

	_exit(n > 0 ? 1 : 2);
}

long copy_from_kernel_nofault(void *to, const void *from, size_t n)
{
	(void)to;
	(void)from;
	(void)n;
	die("no instruction here calls through memory\n");
}

/* Where a register is in a signal's context. */
static const struct {
	size_t to;
	int from;
} gregs[] = {
	{ offsetof(struct pt_regs, ax), REG_RAX },    { offsetof(struct pt_regs, cx), REG_RCX },
	{ offsetof(struct pt_regs, dx), REG_RDX },    { offsetof(struct pt_regs, bx), REG_RBX },
	{ offsetof(struct pt_regs, sp), REG_RSP },    { offsetof(struct pt_regs, bp), REG_RBP },
	{ offsetof(struct pt_regs, si), REG_RSI },    { offsetof(struct pt_regs, di), REG_RDI },
	{ offsetof(struct pt_regs, r8), REG_R8 },     { offsetof(struct pt_regs, r9), REG_R9 },
	{ offsetof(struct pt_regs, r10), REG_R10 },   { offsetof(struct pt_regs, r11), REG_R11 },
	{ offsetof(struct pt_regs, r12), REG_R12 },   { offsetof(struct pt_regs, r13), REG_R13 },
	{ offsetof(struct pt_regs, r14), REG_R14 },   { offsetof(struct pt_regs, r15), REG_R15 },
	{ offsetof(struct pt_regs, flags), REG_EFL }, { offsetof(struct pt_regs, ip), REG_RIP },
};

/*
 * Does what the breakpoint means: of two instructions the first, after which the thread stands
 * between them, but both as long as they may not yet be there.
 */
static void complete(struct site *s, struct pt_regs *regs)
{
	uint32_t version = s->meaning;
	bool both = s->done < version;
	uint8_t code[SPL_INSN_MAX];
	struct spl_emulation e;
	struct spl_insn insn;

	site_bytes(s, version, code);
	if (site_has_two(s, version) && traps % 4 == 0) /* a trap may take long */
		sched_yield();
	for (unsigned int at = 0; at < s->shape->length; at += insn.length) {
		if (!spl_insn_decode(&insn, code + at, s->shape->length - at) ||
		    !spl_emulation_make(&e, &insn, code + at) || !spl_emulate(&e, regs))
			die("an instruction can't be done\n");
		if (!both)
			break;
	}
}

static void on_trap(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	struct pt_regs regs = { 0 };
	struct site *s;

	(void)sig;
	(void)info;
	for (size_t i = 0; i < sizeof(gregs) / sizeof(gregs[0]); i++)
		memcpy((char *)&regs + gregs[i].to, &uc->uc_mcontext.gregs[gregs[i].from], 8);
	regs.ip--;
	s = site_find(sites, regs.ip - (unsigned long)code_rx);
	if (!s)
		die("a breakpoint that is none of ours\n");
	complete(s, &regs);
	for (size_t i = 0; i < sizeof(gregs) / sizeof(gregs[0]); i++)
		memcpy(&uc->uc_mcontext.gregs[gregs[i].from], (char *)&regs + gregs[i].to, 8);
	traps++;
	traps_done++;
}

/* ---- those who run it ---- */

struct runner {
	pthread_t thread;
	/* Odd while it is in a site's function. */
	_Alignas(64) _Atomic unsigned long turns;
	unsigned long runs, overlaps, seed;
};

static struct runner runners[THREADS_MAX];
static unsigned int runners_n;
static atomic_bool done;
static _Atomic unsigned int wrong;

static unsigned int dice(unsigned long *seed, unsigned int sides)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (unsigned int)(*seed >> 20) % sides;
}

static void tell(const struct site *s, const char *what, unsigned long got, uint32_t from,
		 uint32_t to)
{
	if (wrong++ < 10)
		printf("%s, place %u: %s: %#lx, versions %u to %u\n", s->shape->name,
		       (unsigned int)(s - sites) % PLACES, what, got, from, to);
}

/*
 * While the function ran, which returned GOT, there were versions FROM to TO; before that, some
 * thread had seen version SEEN.
 */
static void judge(struct site *s, unsigned long got, uint32_t from, uint32_t to, uint32_t seen,
		  bool trapped)
{
	uint32_t v = seen > from ? seen : from;

	while (v != to && site_result(s, v) != got)
		v++;
	if (site_result(s, v) != got)
		tell(s, "neither old nor new", got, from, to);
	if (trapped && from == to && !version_kind(from).armed)
		tell(s, "a breakpoint when all was done", got, from, to);
	if (!trapped && from == to && version_kind(from).armed)
		tell(s, "no breakpoint where one stays", got, from, to);
	if (site_tells(s)) { /* nobody sees an older one after this */
		uint32_t mine = (uint32_t)got;

		seen = s->seen;
		while (seen < mine && !atomic_compare_exchange_weak(&s->seen, &seen, mine))
			;
	}
}

static void run(struct runner *r, struct site *s)
{
	uint32_t seen = s->seen, from = s->done, to;
	unsigned int traps_before = traps;
	unsigned long got;

	r->turns++;
	got = s->run();
	r->turns++;
	to = s->begun;
	r->runs++;
	r->overlaps += from != to;
	judge(s, got, from, to, seen, traps != traps_before);
}

static void *runner(void *arg)
{
	struct runner *r = arg;

	while (!done) {
		struct site *s = &sites[dice(&r->seed, SITES)];

		for (unsigned int i = dice(&r->seed, 64); i; i--)
			run(r, s);
	}
	return NULL;
}

/* ---- who changes it ---- */

static unsigned int syncs;

static bool do_read(void *to, const uint8_t *at, size_t n)
{
	memcpy(to, at, n);
	return true;
}

static void do_write(uint8_t *at, const uint8_t *bytes, size_t n)
{
	volatile uint8_t *to = code_rw + (at - code_rx);

	for (size_t i = 0; i < n; i++)
		to[i] = bytes[i];
}

static void do_sync(void)
{
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0))
		die("membarrier() failed\n");
	syncs++;
}

/* Back when each runner has left the function that it was in. */
static void do_quiesce(void)
{
	for (unsigned int i = 0; i < runners_n; i++) {
		unsigned long turns = runners[i].turns;

		while (turns % 2 && runners[i].turns == turns)
			sched_yield();
	}
}

struct batch {
	unsigned int n;
	struct site *sites[BATCH_MAX];
	struct spl_patch patches[BATCH_MAX];
};

static void do_commit(void *arg)
{
	struct batch *b = arg;

	for (unsigned int i = 0; i < b->n; i++)
		b->sites[i]->meaning++;
}

static const struct spl_xmc_ops ops = { do_read, do_write, do_sync, do_quiesce, do_commit };

static void make_patch(struct spl_patch *p, const struct site *s)
{
	uint32_t version = s->done;

	p->at = code_rx + s->at;
	p->length = s->shape->length;
	p->inner = site_has_two(s, version);
	site_bytes(s, version, p->was);
	site_bytes(s, version + 1, p->is);
	if (version_kind(version).armed)
		p->was[0] = TRAP;
	if (version_kind(version + 1).armed)
		p->is[0] = TRAP;
}

/* Some sites; seldom those of two instructions, whose boundary is waited for. */
static void choose(struct batch *b, unsigned long *seed)
{
	unsigned int want = 1 + dice(seed, BATCH_MAX), at = dice(seed, SITES);
	bool inner = dice(seed, 16) == 0;

	b->n = 0;
	for (unsigned int i = 0; i < SITES && b->n < want; i++) {
		struct site *s = &sites[(at + i * 5) % SITES]; /* 5 and SITES have no factor */

		if (s->shape->fill != FILL_PAIR || inner)
			b->sites[b->n++] = s;
	}
}

static void patch(struct batch *b)
{
	for (unsigned int i = 0; i < b->n; i++) {
		make_patch(&b->patches[i], b->sites[i]);
		check(spl_patch_fits(&ops, &b->patches[i]));
		b->sites[i]->begun++;
	}
	syncs = 0;
	spl_xmc(&ops, b->patches, b->n, b);
	check(syncs <= 3);
	for (unsigned int i = 0; i < b->n; i++)
		b->sites[i]->done++;
}

/* ---- */

static bool map_code(void)
{
	int fd = memfd_create("xmc", 0);

	if (fd < 0 || ftruncate(fd, CODE_SIZE))
		return false;
	code_rw = mmap(NULL, CODE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	code_rx = mmap(NULL, CODE_SIZE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	close(fd);
	return code_rw != MAP_FAILED && code_rx != MAP_FAILED;
}

/* Every byte is what the last versions make it. */
static void check_code(void)
{
	static struct site fresh[SITES];
	uint8_t *want = malloc(CODE_SIZE);

	if (!want)
		abort();
	sites_make(fresh, want, code_rx);
	for (unsigned int i = 0; i < SITES; i++) {
		site_bytes(&sites[i], sites[i].done, want + sites[i].at);
		if (version_kind(sites[i].done).armed)
			want[sites[i].at] = TRAP;
	}
	check(!memcmp(want, code_rx, CODE_SIZE));
	free(want);
}

/* Each version of each site, one after another and alone. */
static void test_alone(void)
{
	struct batch b = { .n = 1 };

	for (unsigned int i = 0; i < SITES; i++) {
		struct site *s = b.sites[0] = &sites[i];

		for (unsigned int k = 0; k < 8; k++) {
			run(&runners[0], s);
			patch(&b);
		}
		run(&runners[0], s);
	}
	check(!runners[0].overlaps && traps_done == 3 * SITES && !wrong);
}

static void test_together(unsigned long patches)
{
	unsigned long made = 0, batches = 0, seed = 88172645463325252ul, runs = 0, overlaps = 0;
	struct batch b;

	traps_done = 0;
	for (unsigned int i = 0; i < runners_n; i++) {
		runners[i].runs = runners[i].overlaps = 0;
		runners[i].seed = i + 1;
		check(!pthread_create(&runners[i].thread, NULL, runner, &runners[i]));
	}
	for (; made < patches && !wrong && !test_failures; made += b.n, batches++) {
		choose(&b, &seed);
		patch(&b);
	}
	done = true;
	for (unsigned int i = 0; i < runners_n; i++) {
		check(!pthread_join(runners[i].thread, NULL));
		runs += runners[i].runs;
		overlaps += runners[i].overlaps;
	}
	check(!wrong);
	check(overlaps > 100 && traps_done > 100);
	printf("%lu patches in %lu batches; %u threads ran them %lu times, %lu while one was made, "
	       "with %lu breakpoints\n",
	       made, batches, runners_n, runs, overlaps, (unsigned long)traps_done);
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0)) {
		printf("membarrier() can't synchronise cores here: %s\n", strerror(errno));
		return 1;
	}
	if (!map_code()) {
		printf("code can't be mapped twice here: %s\n", strerror(errno));
		return 1;
	}
	sigaction(SIGTRAP, &sa, NULL);
	sites_make(sites, code_rw, code_rx);
	test_alone();
	check_code();
	runners_n = cpus < 2 ? 2 : cpus > THREADS_MAX ? THREADS_MAX : (unsigned int)cpus;
	if (!test_failures)
		test_together(argc > 1 ? strtoul(argv[1], NULL, 0) : 200000);
	check_code();
	return test_done();
}
