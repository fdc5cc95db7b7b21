/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * global.c: takes the script's tables of globals, gives them memory at load and takes it back;
 * globals that are strings and counters; what is counted for the status.
 */
#include "global.h"

#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "spl.h"

static struct spl_counter cuts, evictions;

void spl_count_cut(struct spl_context *c)
{
	spl_counter_add(&cuts, 1);
}

void spl_count_evicted(void)
{
	spl_counter_add(&evictions, 1);
}

u64 spl_cut_total(void)
{
	return spl_counter_sum(&cuts);
}

u64 spl_evicted_total(void)
{
	return spl_counter_sum(&evictions);
}

s64 spl_counter_sum(const struct spl_counter *g)
{
	u64 sum = g->init;
	int cpu;

	if (!g->cells)
		return sum;
	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(g->cells, cpu));
	return sum;
}

static int counter_init(struct spl_counter *g)
{
	g->cells = alloc_percpu(s64);
	return g->cells ? 0 : -ENOMEM;
}

static void counter_free(struct spl_counter *g)
{
	free_percpu(g->cells);
	g->cells = NULL;
}

void spl_gstr_set(struct spl_gstr *g, struct spl_str s)
{
	g->len = spl_str_keep(g->text, s).len;
}

static int gstr_init(struct spl_gstr *g)
{
	g->text = kvzalloc(spl_script.limits.maxstringlen, GFP_KERNEL);
	if (!g->text)
		return -ENOMEM;
	if (g->init)
		spl_gstr_set(g, (struct spl_str){ g->init, strlen(g->init) });
	return 0;
}

static void gstr_free(struct spl_gstr *g)
{
	kvfree(g->text);
	g->text = NULL;
	g->len = 0;
}

/* Each list of a script ends in NULL, and may be NULL. */

int spl_globals_init(const struct spl_script *script)
{
	int i, err = counter_init(&cuts);

	err = err ?: counter_init(&evictions);
	for (i = 0; script->counters && script->counters[i]; i++)
		err = err ?: counter_init(script->counters[i]);
	for (i = 0; script->strings && script->strings[i]; i++)
		err = err ?: gstr_init(script->strings[i]);
	for (i = 0; script->stats && script->stats[i]; i++)
		err = err ?: spl_stat_init(script->stats[i]);
	for (i = 0; script->maps && script->maps[i]; i++)
		err = err ?: spl_map_init(script->maps[i]);
	for (i = 0; script->orders && script->orders[i]; i++)
		err = err ?: spl_order_init(script->orders[i]);
	if (err)
		spl_globals_free(script);
	return err;
}

void spl_globals_free(const struct spl_script *script)
{
	int i;

	for (i = 0; script->orders && script->orders[i]; i++)
		spl_order_free(script->orders[i]);
	for (i = 0; script->maps && script->maps[i]; i++)
		spl_map_free(script->maps[i]);
	for (i = 0; script->stats && script->stats[i]; i++)
		spl_stat_free(script->stats[i]);
	for (i = 0; script->strings && script->strings[i]; i++)
		gstr_free(script->strings[i]);
	for (i = 0; script->counters && script->counters[i]; i++)
		counter_free(script->counters[i]);
	counter_free(&evictions);
	counter_free(&cuts);
}
