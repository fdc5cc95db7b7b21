/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unit: runtime/engine/xmc.c
 * Cross-modification by a recorder: the order of its steps, for patches of every kind and length.
 * What is recorded is then done again before model processors (xmc_model.h), which must never see
 * anything but the old or the new instruction, and must see something else as soon as a step is
 * left out or two change places.
 */
#include "runtime/engine/xmc.h"

#include <stdlib.h>

#include "testsuite/unit/test.h"
#include "testsuite/unit/xmc_model.h"

#define MEMORY (1000 * 32)
#define RECORDS (3 * 1000 + 8)

static uint8_t memory[MEMORY];
static struct step steps[RECORDS];
static size_t steps_n;
static void *batch_seen;

static void record(struct step s)
{
	if (steps_n == RECORDS)
		abort();
	steps[steps_n++] = s;
}

static bool readable = true;

static bool do_read(void *to, const uint8_t *at, size_t n)
{
	memcpy(to, at, n);
	return readable;
}

static void do_write(uint8_t *at, const uint8_t *bytes, size_t n)
{
	struct step s = { .what = STEP_WRITE, .at = at - memory, .n = n };

	memcpy(s.bytes, bytes, n);
	memcpy(at, bytes, n);
	record(s);
}

static void do_sync(void)
{
	record((struct step){ .what = STEP_SYNC });
}

static void do_quiesce(void)
{
	record((struct step){ .what = STEP_QUIESCE });
}

static void do_commit(void *batch)
{
	batch_seen = batch;
	record((struct step){ .what = STEP_COMMIT });
}

static const struct spl_xmc_ops ops = { do_read, do_write, do_sync, do_quiesce, do_commit };

/* ---- the order ---- */

static bool is_step(size_t i, enum step_what what)
{
	return i < steps_n && steps[i].what == what;
}

static bool is_write(size_t i, const uint8_t *at, const uint8_t *bytes, size_t n)
{
	return is_step(i, STEP_WRITE) && steps[i].at == (size_t)(at - memory) && steps[i].n == n &&
	       !memcmp(steps[i].bytes, bytes, n);
}

/* That the eight steps were recorded for these patches, each where it has something to do. */
static void check_order(const struct spl_patch *p, size_t n)
{
	static const uint8_t trap = 0xcc;
	size_t i = 0, was, syncs = 0;
	bool inner = false;

	for (size_t k = 0; k < n; k++) {
		inner |= p[k].inner;
		if (p[k].was[0] != trap)
			check(is_write(i++, p[k].at, &trap, 1));
	}
	if (i)
		check(is_step(i++, STEP_SYNC));
	check(is_step(i++, STEP_COMMIT));
	if (inner)
		check(is_step(i++, STEP_QUIESCE));
	was = i;
	for (size_t k = 0; k < n; k++)
		if (memcmp(p[k].was + 1, p[k].is + 1, p[k].length - 1u))
			check(is_write(i++, p[k].at + 1, p[k].is + 1, p[k].length - 1u));
	if (i > was)
		check(is_step(i++, STEP_SYNC));
	was = i;
	for (size_t k = 0; k < n; k++)
		if (p[k].is[0] != trap)
			check(is_write(i++, p[k].at, p[k].is, 1));
	if (i > was)
		check(is_step(i++, STEP_SYNC));
	check(i == steps_n);
	for (i = 0; i < steps_n; i++)
		syncs += steps[i].what == STEP_SYNC;
	check(syncs <= 3);
}

/* Makes the patches of a batch and sees that they, and nothing else, were made. */
static void run(const struct model_patch *m, size_t n)
{
	static struct spl_patch p[1000];
	static uint8_t want[MEMORY];

	memset(memory, 0x5a, sizeof(memory));
	for (size_t i = 0; i < n; i++) {
		p[i] = (struct spl_patch){ .at = memory + m[i].at,
					   .length = m[i].length,
					   .inner = m[i].was_inner };
		memcpy(p[i].was, m[i].was, m[i].length);
		memcpy(p[i].is, m[i].is, m[i].length);
		if (m[i].was_armed)
			p[i].was[0] = 0xcc;
		if (m[i].is_armed)
			p[i].is[0] = 0xcc;
		memcpy(memory + m[i].at, p[i].was, m[i].length);
	}
	memcpy(want, memory, sizeof(want));
	steps_n = 0;
	for (size_t i = 0; i < n; i++) {
		memcpy(want + m[i].at, p[i].is, m[i].length);
		check(spl_patch_fits(&ops, &p[i]));
	}
	check(!steps_n);
	batch_seen = NULL;
	spl_xmc(&ops, p, n, want);
	check(batch_seen == want);
	check(!memcmp(memory, want, sizeof(want)));
	check_order(p, n);
}

static void test_order(void)
{
	static const size_t sizes[] = { 1, 2, 3, 15, 64, 1000 };
	static struct model_patch m[1000];

	for (int round = 0; round < 300 && !test_failures; round++) {
		size_t n = sizes[(size_t)round % (sizeof(sizes) / sizeof(sizes[0]))];

		for (size_t i = 0; i < n; i++)
			m[i] = model_random(i * 32 + 5, round % 3 == 0);
		run(m, n);
	}
	/* Each kind alone, in each length. */
	for (uint8_t length = 1; length <= SPL_PATCH_MAX && !test_failures; length++) {
		for (unsigned int kind = 0; kind < 8; kind++) {
			m[0] = model_random(40, false);
			m[0].length = length;
			m[0].was_inner = 0;
			m[0].was_armed = kind & 1;
			m[0].is_armed = kind & 2;
			if (kind & 4) /* the first byte alone changes */
				memcpy(m[0].is + 1, m[0].was + 1, length - 1u);
			run(m, 1);
		}
	}
	/* Nothing to be meant anew. */
	{
		struct spl_xmc_ops plain = ops;
		struct spl_patch p = { .at = memory, .length = 2, .was = { 1, 2 }, .is = { 3, 4 } };

		plain.commit = NULL;
		memcpy(memory, p.was, 2);
		steps_n = 0;
		spl_xmc(&plain, &p, 1, NULL);
		check(steps_n == 6 && memory[0] == 3 && memory[1] == 4);
	}
}

static void test_fits(void)
{
	struct spl_patch p = { .at = memory, .length = SPL_PATCH_MAX };

	steps_n = 0;
	for (uint8_t i = 0; i < SPL_PATCH_MAX; i++)
		p.was[i] = memory[i] = i;
	for (uint8_t length = 1; length <= SPL_PATCH_MAX; length++) {
		p.length = length;
		check(spl_patch_fits(&ops, &p));
		for (uint8_t i = 0; i < SPL_PATCH_MAX; i++) {
			memory[i] ^= 0x80;
			check(spl_patch_fits(&ops, &p) == (i >= length));
			memory[i] ^= 0x80;
		}
		readable = false;
		check(!spl_patch_fits(&ops, &p));
		readable = true;
	}
	p.length = 0;
	check(!spl_patch_fits(&ops, &p));
	p.length = SPL_PATCH_MAX + 1;
	check(!spl_patch_fits(&ops, &p));
	check(!steps_n);
}

/* ---- before processors ---- */

/* Steps that are done together: the writes of one round, or one that is no write. */
static size_t parts_of(size_t first[], size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < steps_n; i++) {
		bool same = i && steps[i].what == STEP_WRITE && steps[i - 1].what == STEP_WRITE;

		if (!same && n < max)
			first[n++] = i;
	}
	first[n] = steps_n;
	return n;
}

/* The recorded steps but part LEFT_OUT, and with part SWAPPED behind the next one. */
static size_t changed(struct step to[], size_t left_out, size_t swapped)
{
	size_t first[16], parts = parts_of(first, 15), n = 0;

	for (size_t i = 0; i < parts; i++) {
		size_t part = i == swapped ? i + 1 : i == swapped + 1 ? i - 1 : i;

		if (i == left_out)
			continue;
		for (size_t k = first[part]; k < first[part + 1]; k++)
			to[n++] = steps[k];
	}
	return n;
}

#define NONE 100 /* no part has this number */
#define PARTS 8 /* with an inner boundary */

/* One batch of a few patches, seen by many; the first mix. */
static const char *see(unsigned int tries, size_t left_out, size_t swapped, bool armed)
{
	static struct step to[RECORDS];
	const char *wrong = NULL;

	for (unsigned int i = 0; i < tries && !wrong; i++) {
		struct model_patch m[3];
		size_t n = 1 + i % 3, first[16], changed_n;

		for (size_t k = 0; k < n; k++)
			m[k] = model_random(k * 32, armed);
		if (left_out != NONE || swapped != NONE) { /* one that has all parts */
			m[0] = model_random(0, false);
			m[0].length = 5;
			m[0].was_inner = 2;
			m[0].was_armed = m[0].is_armed = false;
		}
		run(m, n);
		check((left_out == NONE && swapped == NONE) || parts_of(first, 15) == PARTS);
		changed_n = changed(to, left_out, swapped);
		wrong = model_see(m, n, to, changed_n);
	}
	return wrong;
}

static void test_seen(void)
{
	static const char *const names[PARTS] = {
		"breakpoints", "the 1st sync", "commit", "quiesce",
		"tails",       "the 2nd sync", "heads",	 "the 3rd sync",
	};
	const char *wrong = see(20000, NONE, NONE, true);

	if (wrong)
		printf("a processor sees %s\n", wrong);
	check(!wrong);
	for (size_t i = 0; i < PARTS; i++) {
		wrong = see(20000, i, NONE, false);
		if (!wrong)
			printf("nothing is seen without %s\n", names[i]);
		check(wrong);
		if (i + 1 == PARTS)
			break;
		wrong = see(20000, NONE, i, false);
		if (!wrong)
			printf("nothing is seen with %s behind %s\n", names[i], names[i + 1]);
		check(wrong);
	}
}

int main(void)
{
	test_order();
	test_fits();
	if (!test_failures)
		test_seen();
	return test_done();
}
