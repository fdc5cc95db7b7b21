/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * engine_run.h: runs one instruction of any kind on the processor itself, with all registers given,
 * and takes all registers back.
 *
 * The code stands in pages of its own; what may be reached from it holds "pads", jumps to one of
 * the exits below.  All memory that it should touch is an arena, which has two addresses, one of
 * them below 4 GiB for addresses of 32 bits; around both nothing is mapped.  Faults are caught, and
 * leave by an exit too.
 */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include <asm/prctl.h>
#include <cpuid.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define RUN_ARENA 8192
#define RUN_HIGH 0x500000000000ul
#define RUN_LOW 0x20000000ul
#define RUN_CODE (RUN_HIGH + 0x20000000ul)
#define RUN_SLOTS (RUN_HIGH + 0x5ff00000ul) /* on either side of the code, near 2 GiB of reach */
#define RUN_SLOTS_BELOW (RUN_HIGH - 0x40000000ul)
#define RUN_CODE_SIZE 0x10000ul /* of each of the three */
#define RUN_GS 0x10000ul /* base of gs */
#define RUN_PAD_SIZE 6
#define RUN_FAR_PAD (RUN_CODE + 0x100) /* it is there always */

enum run_exit {
	RUN_BEHIND, /* the code went on behind the instruction */
	RUN_TARGET, /* it jumped to where it should */
	RUN_FAULT, /* a signal came */
};

/* Registers by the number that instructions have for them. */
struct run_regs {
	uint64_t r[16], flags;
};

/* How a run ended, but for the registers. */
struct run_end {
	uint32_t exit; /* enum run_exit */
	uint64_t signal, trap, error, address, ip; /* of a fault */
};

/* What the code below reads and writes. */
struct run_regs run_load __attribute__((aligned(64))), run_save __attribute__((aligned(64)));
uint64_t run_sp, run_to, run_vectors; /* the vector registers' mask for xsave; 0: leave them */
uint32_t run_exit, run_mxcsr = 0x1f80;
uint8_t run_image[8192] __attribute__((aligned(64))); /* what xrstor loads */
uint8_t run_out[8192] __attribute__((aligned(64))); /* what xsave stores */
extern const char run_exit_behind[], run_exit_target[], run_exit_fault[];
void run_enter(void);

static struct run_end run_end;
static volatile bool run_inside;
static uint8_t *run_arena, *run_code_rw; /* addresses of our own */
static uint64_t run_fs, run_all_vectors;
static size_t run_vector_size; /* bytes of run_image and run_out */

__asm__(".pushsection .text\n"
	".globl run_enter\n"
	"run_enter:\n"
	"	push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
	"	mov %rsp, run_sp(%rip)\n"
	"	cmpq $0, run_vectors(%rip)\n"
	"	je 1f\n"
	"	mov run_vectors(%rip), %eax\n"
	"	xor %edx, %edx\n"
	"	xrstor64 run_image(%rip)\n"
	"1:	pushq run_load+128(%rip); popfq\n"
	"	mov run_load(%rip), %rax; mov run_load+8(%rip), %rcx\n"
	"	mov run_load+16(%rip), %rdx; mov run_load+24(%rip), %rbx\n"
	"	mov run_load+32(%rip), %rsp; mov run_load+40(%rip), %rbp\n"
	"	mov run_load+48(%rip), %rsi; mov run_load+56(%rip), %rdi\n"
	"	mov run_load+64(%rip), %r8; mov run_load+72(%rip), %r9\n"
	"	mov run_load+80(%rip), %r10; mov run_load+88(%rip), %r11\n"
	"	mov run_load+96(%rip), %r12; mov run_load+104(%rip), %r13\n"
	"	mov run_load+112(%rip), %r14; mov run_load+120(%rip), %r15\n"
	"	jmp *run_to(%rip)\n"
	"run_exit_behind:\n"
	"	movl $0, run_exit(%rip); jmp 2f\n"
	"run_exit_target:\n"
	"	movl $1, run_exit(%rip); jmp 2f\n"
	"run_exit_fault:\n"
	"	movl $2, run_exit(%rip)\n"
	"2:	mov %rax, run_save(%rip); mov %rcx, run_save+8(%rip)\n"
	"	mov %rdx, run_save+16(%rip); mov %rbx, run_save+24(%rip)\n"
	"	mov %rsp, run_save+32(%rip); mov %rbp, run_save+40(%rip)\n"
	"	mov %rsi, run_save+48(%rip); mov %rdi, run_save+56(%rip)\n"
	"	mov %r8, run_save+64(%rip); mov %r9, run_save+72(%rip)\n"
	"	mov %r10, run_save+80(%rip); mov %r11, run_save+88(%rip)\n"
	"	mov %r12, run_save+96(%rip); mov %r13, run_save+104(%rip)\n"
	"	mov %r14, run_save+112(%rip); mov %r15, run_save+120(%rip)\n"
	"	mov run_sp(%rip), %rsp\n"
	"	pushfq; popq run_save+128(%rip)\n"
	"	pushq $2; popfq\n"
	"	cmpq $0, run_vectors(%rip)\n"
	"	je 3f\n"
	"	mov run_vectors(%rip), %eax\n"
	"	xor %edx, %edx\n"
	"	xsave64 run_out(%rip)\n"
	"	fninit\n"
	"	ldmxcsr run_mxcsr(%rip)\n"
	"3:	pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
	"	ret\n"
	".popsection\n");

/* AC may be on, and with it the kernel lets us in. */
static __attribute__((no_sanitize("address", "undefined"))) void
run_caught(int signal, siginfo_t *info, void *context)
{
	greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;

	__asm__ volatile("lea -128(%%rsp), %%rsp; pushfq; andl $~0x40000, (%%rsp); popfq\n\t"
			 "lea 128(%%rsp), %%rsp" ::
				 : "memory", "cc");
	(void)info;
	if (!run_inside)
		abort();
	run_end.signal = signal;
	run_end.trap = g[REG_TRAPNO];
	run_end.error = g[REG_ERR];
	run_end.address = run_end.trap == 14 ? g[REG_CR2] : 0;
	run_end.ip = g[REG_RIP];
	g[REG_EFL] &= ~0x10100; /* RF, TF */
	g[REG_RIP] = (greg_t)run_exit_fault;
}

static void run_at(uint64_t ip, const struct run_regs *regs)
{
	run_load = *regs;
	run_to = ip;
	run_end = (struct run_end){ 0 };
	run_inside = true;
	run_enter();
	run_inside = false;
	run_end.exit = run_exit;
}

static bool run_is_code(uint64_t at)
{
	return at - RUN_CODE < RUN_CODE_SIZE || at - RUN_SLOTS < RUN_CODE_SIZE ||
	       at - RUN_SLOTS_BELOW < RUN_CODE_SIZE;
}

static bool run_is_arena(uint64_t at, uint64_t size)
{
	uint64_t from = at - (at < RUN_HIGH ? RUN_LOW : RUN_HIGH);

	return from < RUN_ARENA && RUN_ARENA - from >= size;
}

/* Where the code that is at address AT can be written. */
static uint8_t *run_writable(uint64_t at)
{
	if (at - RUN_CODE < RUN_CODE_SIZE)
		return run_code_rw + (at - RUN_CODE);
	if (at - RUN_SLOTS < RUN_CODE_SIZE)
		return run_code_rw + RUN_CODE_SIZE + (at - RUN_SLOTS);
	return run_code_rw + 2 * RUN_CODE_SIZE + (at - RUN_SLOTS_BELOW);
}

/* jmp *cell(%rip): the cells are the first words of the code. */
static void run_pad(uint64_t at, enum run_exit e)
{
	uint8_t *p = run_writable(at);
	int32_t distance = (int32_t)(RUN_CODE + 8 * e - (at + RUN_PAD_SIZE));

	p[0] = 0xff;
	p[1] = 0x25;
	memcpy(p + 2, &distance, 4);
}

static void *run_map(uint64_t at, size_t size, int prot, int fd, off_t from)
{
	int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED;
	void *p = mmap((void *)at, size, prot, flags | (at ? MAP_FIXED : 0), fd, from);

	if (p == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return p;
}

static void run_map_all(void)
{
	const int rw = PROT_READ | PROT_WRITE, rx = PROT_READ | PROT_EXEC;
	const uint64_t around = 1ul << 35;
	int fd = memfd_create("engine", 0);

	if (fd < 0 || ftruncate(fd, RUN_ARENA + 3 * RUN_CODE_SIZE)) {
		perror("memfd");
		exit(1);
	}
	run_map(RUN_HIGH - around, 2 * around, PROT_NONE, -1, 0);
	run_map(0x10000000, 0x60000000, PROT_NONE, -1, 0);
	run_arena = run_map(RUN_HIGH, RUN_ARENA, rw, fd, 0);
	run_map(RUN_LOW, RUN_ARENA, rw, fd, 0);
	run_map(RUN_CODE, RUN_CODE_SIZE, rx, fd, RUN_ARENA);
	run_map(RUN_SLOTS, RUN_CODE_SIZE, rx, fd, RUN_ARENA + RUN_CODE_SIZE);
	run_map(RUN_SLOTS_BELOW, RUN_CODE_SIZE, rx, fd, RUN_ARENA + 2 * RUN_CODE_SIZE);
	run_code_rw = run_map(0, 3 * RUN_CODE_SIZE, rw, fd, RUN_ARENA);
	close(fd);
}

/* False: this processor has not got what is needed. */
static bool run_start(void)
{
	static uint8_t stack[65536];
	const stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction on = { .sa_sigaction = run_caught,
				.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	const int signals[] = { SIGSEGV, SIGILL, SIGFPE, SIGBUS, SIGTRAP };
	const char *exits[] = { run_exit_behind, run_exit_target };
	unsigned int a, b, c, d, xcr0;
	cpu_set_t one;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & 1 << 27))
		return false;
	__asm__ volatile("xgetbv" : "=a"(xcr0), "=d"(d) : "c"(0));
	run_all_vectors = xcr0 & 0xe7; /* x87, SSE, AVX, AVX-512 */
	run_vector_size = 512 + 64;
	for (unsigned int i = 2; i < 8; i++) {
		if (!(run_all_vectors >> i & 1) || !__get_cpuid_count(13, i, &a, &b, &c, &d))
			continue;
		if (a + b > run_vector_size)
			run_vector_size = a + b;
	}
	if (run_vector_size > sizeof(run_image))
		return false;
	CPU_ZERO(&one); /* cpuid and rdpid say which one it is */
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	run_map_all();
	memset(run_code_rw, 0xcc, 3 * RUN_CODE_SIZE);
	memcpy(run_code_rw, exits, sizeof(exits));
	run_pad(RUN_FAR_PAD, RUN_TARGET);
	syscall(SYS_arch_prctl, ARCH_SET_GS, RUN_GS);
	syscall(SYS_arch_prctl, ARCH_GET_FS, &run_fs);
	sigaltstack(&alternate, NULL);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &on, NULL);
	return true;
}

#endif
