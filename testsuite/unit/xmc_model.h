/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xmc_model.h: processors that run code while it is changed, as badly as hardware may.
 *
 * 1. Each has a view of its own of the memory, of which any byte may become what it is at any
 *    time; all of it becomes so at a synchronisation and not otherwise.
 * 2. Tasks run on them; one may rest anywhere for any time, also inside of a patch that holds two
 *    instructions, and go on on another processor.
 * 3. Where the breakpoint is fetched, the processor is in a trap: it first looks up what that
 *    means, some time later does it.  A synchronisation and a quiescence wait for it, as a
 *    trap runs with interrupts off.
 * 4. What is fetched must be the old instruction or the new one as a whole, and never the old one
 *    after any processor has begun the new.
 */
#ifndef UNIT_XMC_MODEL_H
#define UNIT_XMC_MODEL_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum step_what { STEP_WRITE, STEP_SYNC, STEP_QUIESCE, STEP_COMMIT };

struct step {
	enum step_what what;
	size_t at, n;
	uint8_t bytes[15];
};

/* A patch, with instructions rather than breakpoints in both states. */
struct model_patch {
	size_t at;
	uint8_t length;
	uint8_t was_inner; /* where its second instruction begins; 0: it is one */
	bool was_armed, is_armed; /* a breakpoint stands over the first byte */
	uint8_t was[15], is[15];
};

#define MODEL_MEMORY 128
#define MODEL_PATCHES 3
#define MODEL_CPUS 3
#define MODEL_TASKS 6
#define MODEL_TRAP 0xcc

enum model_trap { TRAP_NO, TRAP_TAKEN, TRAP_OLD, TRAP_NEW };

struct model {
	const struct model_patch *patches;
	size_t n;
	uint8_t memory[MODEL_MEMORY];
	struct {
		uint8_t view[MODEL_MEMORY];
		enum model_trap trap;
		unsigned int patch, task; /* in the trap */
	} cpus[MODEL_CPUS];
	struct {
		bool trapped, inside, must_leave;
		unsigned int patch; /* that it is inside of */
	} tasks[MODEL_TASKS];
	bool committed, back;
	bool begun[MODEL_PATCHES]; /* the new instruction has been run */
	const char *wrong;
};

static inline unsigned int model_dice(unsigned int sides)
{
	static uint64_t x = 88172645463325252ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (unsigned int)(x >> 20) % sides;
}

/* Any patch at AT; ANY: already armed, to be armed, or with a tail that stays, as well. */
static inline struct model_patch model_random(size_t at, bool any)
{
	struct model_patch p = { .at = at, .length = (uint8_t)(1 + model_dice(15)) };

	/* no byte is a breakpoint, and all differ */
	for (unsigned int i = 0; i < 15; i++) {
		p.was[i] = (uint8_t)(1 + model_dice(100));
		p.is[i] = (uint8_t)(101 + model_dice(100));
	}
	if (p.length > 2 && model_dice(3) == 0)
		p.was_inner = (uint8_t)(1 + model_dice(p.length - 1u));
	if (any) {
		p.was_armed = model_dice(3) == 0;
		p.is_armed = model_dice(3) == 0;
		if (!p.was_inner && model_dice(3) == 0)
			memcpy(p.is + 1, p.was + 1, 14);
	}
	return p;
}

static inline void model_wrong(struct model *m, const char *what)
{
	if (!m->wrong)
		m->wrong = what;
}

static inline void model_begins_old(struct model *m, unsigned int patch)
{
	if (m->begun[patch] || m->back)
		model_wrong(m, "the old instruction after the new one");
}

/* The task stays before the second instruction for a while, or does all at once. */
static inline void model_old(struct model *m, unsigned int patch, unsigned int task)
{
	m->tasks[task].inside = m->patches[patch].was_inner && model_dice(2);
	m->tasks[task].patch = patch;
}

static inline void model_fetch(struct model *m, unsigned int cpu, unsigned int patch,
			       unsigned int task)
{
	const struct model_patch *p = &m->patches[patch];
	const uint8_t *view = m->cpus[cpu].view + p->at;
	size_t first = p->was_inner ? p->was_inner : p->length;

	if (view[0] == MODEL_TRAP) {
		if (m->back && !p->is_armed)
			model_wrong(m, "a breakpoint when all is done");
		m->cpus[cpu].trap = TRAP_TAKEN;
		m->cpus[cpu].patch = patch;
		m->cpus[cpu].task = task;
		m->tasks[task].trapped = true;
	} else if (!memcmp(view, p->is, p->length)) {
		m->begun[patch] = true;
	} else if (!memcmp(view, p->was, first)) {
		model_begins_old(m, patch);
		m->tasks[task].inside = p->was_inner;
		m->tasks[task].patch = patch;
	} else {
		model_wrong(m, "a mix");
	}
}

/* What remains of the old bytes. */
static inline void model_leave(struct model *m, unsigned int cpu, unsigned int task)
{
	const struct model_patch *p = &m->patches[m->tasks[task].patch];

	if (memcmp(m->cpus[cpu].view + p->at + p->was_inner, p->was + p->was_inner,
		   p->length - p->was_inner))
		model_wrong(m, "a mix behind a boundary");
	m->tasks[task].inside = false;
	m->tasks[task].must_leave = false;
}

/* A processor in a trap does the next thing there. */
static inline void model_trap(struct model *m, unsigned int cpu)
{
	unsigned int patch = m->cpus[cpu].patch, task = m->cpus[cpu].task;

	if (m->cpus[cpu].trap == TRAP_TAKEN) {
		m->cpus[cpu].trap = m->committed ? TRAP_NEW : TRAP_OLD;
		if (m->committed)
			m->begun[patch] = true;
		else
			model_begins_old(m, patch);
		return;
	}
	if (m->cpus[cpu].trap == TRAP_OLD)
		model_old(m, patch, task);
	m->cpus[cpu].trap = TRAP_NO;
	m->tasks[task].trapped = false;
}

/* Something happens on some processor. */
static inline void model_turn(struct model *m)
{
	unsigned int cpu = model_dice(MODEL_CPUS), task = model_dice(MODEL_TASKS);
	unsigned int at = model_dice(MODEL_MEMORY);

	switch (model_dice(3)) {
	case 0: /* it sees some bytes as they are */
		for (unsigned int i = at; i < at + model_dice(16) && i < MODEL_MEMORY; i++)
			m->cpus[cpu].view[i] = m->memory[i];
		break;
	default:
		if (m->cpus[cpu].trap)
			model_trap(m, cpu);
		else if (m->tasks[task].trapped)
			break;
		else if (!m->tasks[task].inside)
			model_fetch(m, cpu, model_dice((unsigned int)m->n), task);
		else if (model_dice(8) == 0) /* long preempted */
			model_leave(m, cpu, task);
	}
}

static inline void model_turns(struct model *m, unsigned int max)
{
	for (unsigned int i = model_dice(max); i; i--)
		model_turn(m);
}

static inline void model_end_traps(struct model *m)
{
	for (unsigned int cpu = 0; cpu < MODEL_CPUS; cpu++)
		while (m->cpus[cpu].trap)
			model_trap(m, cpu);
}

static inline void model_sync(struct model *m)
{
	for (unsigned int i = 0; i < MODEL_CPUS; i++) {
		unsigned int cpu = (i + model_dice(MODEL_CPUS)) % MODEL_CPUS;

		model_turns(m, 3);
		while (m->cpus[cpu].trap)
			model_trap(m, cpu);
		memcpy(m->cpus[cpu].view, m->memory, MODEL_MEMORY);
	}
	for (unsigned int cpu = 0; cpu < MODEL_CPUS; cpu++) { /* whom the dice left out */
		while (m->cpus[cpu].trap)
			model_trap(m, cpu);
		memcpy(m->cpus[cpu].view, m->memory, MODEL_MEMORY);
	}
}

/* Each task that is inside now is so no more; others may be in the meantime. */
static inline void model_quiesce(struct model *m)
{
	model_end_traps(m);
	for (unsigned int i = 0; i < MODEL_TASKS; i++)
		m->tasks[i].must_leave = m->tasks[i].inside;
	for (unsigned int i = 0; i < MODEL_TASKS; i++) {
		model_turns(m, 5);
		if (m->tasks[i].must_leave)
			model_leave(m, model_dice(MODEL_CPUS), i);
	}
}

/* Byte by byte, from any one of them. */
static inline void model_write(struct model *m, const struct step *s)
{
	unsigned int from = model_dice((unsigned int)s->n);

	for (size_t i = 0; i < s->n; i++) {
		size_t k = (i + from) % s->n;

		m->memory[s->at + k] = s->bytes[k];
		model_turns(m, 4);
	}
}

/* Does the steps; what a processor sees that it must not, or NULL. */
static inline const char *model_see(const struct model_patch *patches, size_t n,
				    const struct step *steps, size_t steps_n)
{
	static struct model m;

	memset(&m, 0, sizeof(m));
	m.patches = patches;
	m.n = n;
	for (size_t i = 0; i < n; i++) {
		memcpy(m.memory + patches[i].at, patches[i].was, patches[i].length);
		if (patches[i].was_armed)
			m.memory[patches[i].at] = MODEL_TRAP;
	}
	for (unsigned int cpu = 0; cpu < MODEL_CPUS; cpu++)
		memcpy(m.cpus[cpu].view, m.memory, MODEL_MEMORY);
	model_turns(&m, 20);
	for (size_t i = 0; i < steps_n; i++) {
		switch (steps[i].what) {
		case STEP_WRITE:
			model_write(&m, &steps[i]);
			break;
		case STEP_SYNC:
			model_sync(&m);
			break;
		case STEP_QUIESCE:
			model_quiesce(&m);
			break;
		case STEP_COMMIT:
			m.committed = true;
			break;
		}
		model_turns(&m, 20);
	}
	m.back = true;
	model_turns(&m, 40);
	return m.wrong;
}

#endif
