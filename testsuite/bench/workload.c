// SPDX-License-Identifier: GPL-2.0-only
/*
 * workload.c: meets one probe point many times, and says what each time took.
 *	workload COUNT [FILE]
 *			reads a byte of FILE or /dev/zero COUNT times: "read COUNT MEDIAN MEAN",
 *			what one of them took by the time stamp counter
 *	workload COUNT rename
 *			renames itself COUNT times, and meets the tracepoint task:task_rename:
 *			"rename COUNT MEDIAN MEAN"
 *	workload stamp	"CLOCK IDLE": seconds since the boot, and how many of them were idle
 * In a guest that counts instructions a tick is an instruction.  The calls are timed in chunks: no
 * clock tick and no other process's turn is in the median one, all of them are in the mean.
 *
 * An undefined instruction is executed before the first timed call and after the last: who logs the
 * guest's exceptions sees by it which are to be counted.
 */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define CHUNKS 21

static uint64_t ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high)::"memory");
	return (uint64_t)high << 32 | low;
}

static void skip_mark(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] += 2;
}

static void mark(void)
{
	__asm__ volatile("ud2");
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static uint64_t read_chunk(int fd, long calls)
{
	uint64_t before = ticks();
	char c;

	for (long i = 0; i < calls; i++)
		if (read(fd, &c, 1) != 1)
			abort();
	return ticks() - before;
}

static uint64_t rename_chunk(int fd, long calls)
{
	uint64_t before = ticks();

	(void)fd;
	for (long i = 0; i < calls; i++)
		if (prctl(PR_SET_NAME, "workload") < 0)
			abort();
	return ticks() - before;
}

static int stamp(void)
{
	FILE *f = fopen("/proc/uptime", "r");
	struct timespec t;
	double up, idle;

	if (!f || fscanf(f, "%lf %lf", &up, &idle) != 2)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &t);
	printf("%lld.%09ld %.2f\n", (long long)t.tv_sec, t.tv_nsec, idle);
	return 0;
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_sigaction = skip_mark, .sa_flags = SA_SIGINFO };
	bool renames = argc == 3 && !strcmp(argv[2], "rename");
	uint64_t (*chunk)(int fd, long calls) = renames ? rename_chunk : read_chunk;
	uint64_t took[CHUNKS], all = 0;
	long calls;
	int fd;

	if (argc == 2 && !strcmp(argv[1], "stamp"))
		return stamp();
	calls = argc == 2 || argc == 3 ? atol(argv[1]) / CHUNKS : 0;
	fd = open(argc == 3 && !renames ? argv[2] : "/dev/zero", O_RDONLY);
	if (calls < 1 || fd < 0 || sigaction(SIGILL, &sa, NULL) < 0)
		return 2;
	chunk(fd, calls); /* warms up */
	mark();
	for (int i = 0; i < CHUNKS; i++)
		all += took[i] = chunk(fd, calls);
	mark();
	qsort(took, CHUNKS, sizeof(*took), compare);
	printf("%s %ld %.2f %.2f\n", renames ? "rename" : "read", calls * CHUNKS,
	       (double)took[CHUNKS / 2] / (double)calls, (double)all / (double)(calls * CHUNKS));
	return 0;
}
