/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * random.c: numbers for randint().  The kernel's own generator takes locks; here each processor has
 * a row of its own.  Where an NMI comes between, both get the same number: no harm.
 */
#include <linux/percpu.h>
#include <linux/prandom.h>

#include "library.h"
#include "runtime.h"

static DEFINE_PER_CPU(struct rnd_state, spl_random_state);

void spl_random_init(void)
{
	prandom_seed_full_state(&spl_random_state);
}

u32 spl_random(void)
{
	return prandom_u32_state(raw_cpu_ptr(&spl_random_state));
}
