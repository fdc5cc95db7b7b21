/* SPDX-License-Identifier: GPL-2.0-only */
/* trace_system.h: the system that a tracepoint belongs to: "sched", of "sched_switch". */
#ifndef SPILE_TRACE_SYSTEM_H
#define SPILE_TRACE_SYSTEM_H

struct debuginfo;

/*
 * NULL: it has none, for nothing makes a trace event of it; or nothing is known of systems.  The
 * text lives as long as the debuginfo.
 */
const char *trace_system(struct debuginfo *d, const char *tracepoint);
/* Why nothing is known of systems, as a clause; NULL: it is. */
const char *trace_systems_why(struct debuginfo *d);

#endif
