/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unit: runtime/engine/xmc_word.c
 * on: aarch64
 * A word of code is changed by one store or not at all: what is no word, and what does not hold
 * what it should.  Readers see the old or the new one; where these are instructions that a
 * processor lets change while it runs them, they are run.
 */
#include "runtime/engine/xmc_word.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "testsuite/unit/test.h"

static unsigned int stores, syncs;
static bool readable = true;

static bool do_read(void *to, const void *at, size_t n)
{
	memcpy(to, at, n);
	return readable;
}

static void do_store(void *at, const void *bytes, size_t n)
{
	check(!syncs);
	stores++;
	spl_word_store(at, bytes, n);
	__builtin___clear_cache((char *)at, (char *)at + n);
}

static void do_sync(void)
{
	check(stores);
	syncs++;
	atomic_thread_fence(memory_order_seq_cst);
}

static const struct spl_word_ops ops = { do_read, do_store, do_sync };

static int change(void *at, const void *was, const void *is, size_t n)
{
	stores = syncs = 0;
	return spl_xmc_word(&ops, at, was, is, n);
}

/* Each length at each address: only multiples of a length that is stored at once. */
static void test_sizes(void)
{
	static const uint8_t old[32] = "abcdefghijklmnopqrstuvwxyz01234";
	_Alignas(32) uint8_t code[32];

	for (size_t n = 0; n <= 20; n++) {
		for (size_t at = 0; at + n <= 32 && at < 16; at++) {
			bool word = (n == 1 || n == 2 || n == 4 || n == 8) && n <= sizeof(long);
			bool ok = word && at % n == 0;
			uint8_t is[32], want[32];
			int err;

			memcpy(code, old, 32);
			memcpy(want, old, 32);
			memset(is, '#', 32);
			if (ok)
				memcpy(want + at, is, n);
			err = change(code + at, old + at, is, n);
			check(err == (ok ? 0 : -EINVAL));
			check(stores == ok && syncs == ok);
			check(!memcmp(code, want, 32));
		}
	}
}

/* One byte differs from what it should be: nothing is written. */
static void test_old(void)
{
	static const uint8_t old[8] = "abcdefg", is[8] = "hijklmn";
	_Alignas(8) uint8_t code[8];

	for (size_t n = 1; n <= sizeof(long); n *= 2) {
		for (size_t k = 0; k < n; k++) {
			uint8_t other[8];

			memcpy(code, old, 8);
			code[k] ^= 1;
			memcpy(other, code, 8);
			check(change(code, old, is, n) == -EAGAIN);
			check(!stores && !syncs && !memcmp(code, other, 8));
		}
		memcpy(code, old, 8);
		readable = false;
		check(change(code, old, is, n) == -EAGAIN);
		readable = true;
		check(!stores && !syncs && !memcmp(code, old, 8));
	}
}

/* ---- while others look ---- */

#define CHANGES 20000

static _Alignas(8) uint8_t shared[8];
static atomic_bool done;
static atomic_uint mixes, looks;

static void *look(void *arg)
{
	size_t n = *(size_t *)arg;

	while (!done) {
		unsigned long v = n == 1 ? *(volatile uint8_t *)shared :
				  n == 2 ? *(volatile uint16_t *)shared :
				  n == 4 ? *(volatile uint32_t *)shared :
					   *(volatile unsigned long *)shared;
		uint8_t bytes[8], all[8];

		memcpy(bytes, &v, sizeof(v));
		memset(all, bytes[0], n);
		if (memcmp(bytes, all, n))
			mixes++;
		looks++;
	}
	return NULL;
}

static void begin(pthread_t *t, void *(*run)(void *), void *arg)
{
	done = false;
	looks = 0;
	mixes = 0;
	check(!pthread_create(t, NULL, run, arg));
	while (!looks)
		sched_yield();
}

static void end(pthread_t t)
{
	done = true;
	check(!pthread_join(t, NULL));
	check(!mixes);
}

static void test_seen(void)
{
	for (size_t n = 1; n <= sizeof(long); n *= 2) {
		pthread_t t;

		memset(shared, 0, 8);
		begin(&t, look, &n);
		for (unsigned int i = 0; i < CHANGES; i++) {
			uint8_t was[8], is[8];

			memset(was, (uint8_t)i, 8);
			memset(is, (uint8_t)(i + 1), 8);
			check(!change(shared, was, is, n));
		}
		end(t);
	}
}

#ifdef __aarch64__
/* A nop that becomes a branch, and a nop again, as arm64's static keys do. */
static int (*site)(void);

static void *run_site(void *arg)
{
	(void)arg;
	while (!done) {
		int v = site();

		if (v != 1 && v != 2)
			mixes++;
		looks++;
	}
	return NULL;
}

static void test_run(void)
{
	static const uint32_t nop = 0xd503201f, branch = 0x14000002;
	uint32_t *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_t t;

	check(code != MAP_FAILED);
	code[0] = 0x52800020; /* mov w0, #1 */
	code[1] = nop; /* or: b code + 3 */
	code[2] = 0x52800040; /* mov w0, #2 */
	code[3] = 0xd65f03c0; /* ret */
	__builtin___clear_cache((char *)code, (char *)(code + 4));
	memcpy(&site, &code, sizeof(site));
	check(site() == 2);
	begin(&t, run_site, NULL);
	for (unsigned int i = 0; i < CHANGES / 10; i++) {
		check(!change(code + 1, i % 2 ? &branch : &nop, i % 2 ? &nop : &branch, 4));
		check(site() == (i % 2 ? 2 : 1));
	}
	end(t);
	check(change((char *)(code + 1) + 2, &nop, &branch, 4) == -EINVAL);
	check(site() == 2);
	munmap(code, 4096);
}
#else
static void test_run(void)
{
}
#endif

int main(void)
{
	test_sizes();
	test_old();
	test_seen();
	test_run();
	return test_done();
}
