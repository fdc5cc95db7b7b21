/* SPDX-License-Identifier: GPL-2.0-only */
/* perf.h: the counters of perf probes, which @perf() reads by their names. */
#ifndef SPILE_PERF_H
#define SPILE_PERF_H

#include <stdbool.h>

struct session;

/* Whether a point of the script says counter("NAME"); else *near is the nearest one, or NULL. */
bool perf_has_counter(const struct session *s, const char *name, const char **near);

#endif
