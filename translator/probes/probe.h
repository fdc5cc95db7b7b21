/* SPDX-License-Identifier: GPL-2.0-only */
/* probe.h: a concrete probe: what the module arms, and the code that it runs. */
#ifndef SPILE_PROBE_H
#define SPILE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "parser/ast.h"
#include "translator/debuginfo/call.h"

struct body;
struct code_place;
struct frames;
struct kfunc;
struct plain_point;
struct prototype;
struct provider;
struct session;
struct site_calls;

enum probe_kind { /* in step with enum spl_kind of the runtime, by name */
		  PROBE_BEGIN,
		  PROBE_END,
		  PROBE_ERROR,
		  PROBE_NEVER,
		  PROBE_TIMER,
		  PROBE_TIMER_JIFFIES,
		  PROBE_PROFILE,
		  PROBE_FUNCTION,
		  PROBE_RETURN,
		  PROBE_STATEMENT,
		  PROBE_TRACEPOINT,
		  PROBE_MARKER,
		  PROBE_WATCH,
		  PROBE_PERF,
};

/* Memory that is watched: WATCH. */
struct probe_watch {
	uint64_t addr;
	bool in_kernel; /* an offset from _stext */
	bool reads; /* not only writes */
	unsigned int length; /* 1, 2, 4, 8 */
	const char *place; /* all that as text */
};

/* An event that is counted: PERF. */
struct probe_perf {
	uint32_t type;
	uint64_t config;
	uint64_t sample; /* events between two hits, or hits a second; 0: a counter */
	bool by_frequency;
	bool of_target; /* of the process that -c or -x names */
	const char *program; /* path; or NULL */
	const char *counter; /* its name; NULL: there are hits */
};

/*
 * A place in code.  What a script or a path says stands escaped in its name and in the point, so
 * neither has another mark.
 */
#define SITE_MARK "\1" /* SPL_SITE_MARK */
struct probe_site {
	const char *func; /* shown: where pp() has SITE_MARK */
	const char *anchor; /* a symbol that is looked up at load, as in a module, where none
			       but it may have its name; NULL: _stext; "": 0 */
	uint64_t offset; /* bytes from it, modulo 2^64 */
	const struct kfunc *entry; /* whose first instruction it is, or whose return; or NULL */
	const struct code_place *place; /* where DWARF was asked for it; else NULL */
	const struct site_calls *calls; /* by which it counts; NULL: however it is come to */
};

/* One row of the module's table. */
struct probe {
	enum probe_kind kind;
	const struct provider *family;
	struct body *body;
	const struct expr *condition_text; /* if (...), or NULL */
	struct body *condition; /* armed while it says so (arming.h); NULL: always */
	struct span span; /* of the point in the script */
	const char *point; /* pp(); where there are sites, SITE_MARK stands for one's name */
	const char *pattern; /* the point as the script has it, or an alias' */
	const char *name; /* pn(): the alias that the script names; NULL: as point */
	VEC(struct probe_site) sites;
	const char *module; /* or NULL: the kernel */
	bool by_kprobe; /* the sites have no ftrace entry */
	struct probe_swap *swap; /* FUNCTION, STATEMENT: it brings an instruction; or NULL */
	const struct mechanism *mechanism; /* FUNCTION, STATEMENT: that was asked for; or NULL */
	bool save_args; /* RETURN: the body uses parameters */
	const struct frames *frames; /* STATEMENT: the body uses those of the call; or NULL */
	struct code_frame frame; /* then: of that call */
	bool optional; /* a site that can't be armed is no error */
	const struct prototype *args; /* TRACEPOINT: that the handler uses; NULL: none */
	const char *format; /* MARKER: a pattern of it; NULL: any */
	const char *marked; /* MARKER: the one that says what the arguments are; or NULL */
	int64_t maxactive; /* RETURN; 0: the kernel's choice */
	int64_t order; /* BEGIN, END, ERROR */
	uint64_t period, random; /* TIMER: ns; TIMER_JIFFIES: jiffies */
	const struct probe_watch *watch; /* WATCH */
	const struct probe_perf *perf; /* PERF */
};

const char *probe_kind_name(enum probe_kind k); /* "BEGIN", as in SPL_BEGIN */
/* Which kernel facility serves it and why, for -v. */
const char *probe_mechanism(const struct probe *p);

#endif
