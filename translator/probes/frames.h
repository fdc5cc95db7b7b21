/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frames.h: functions whose arguments are kept, from the entry until they return, for the places
 * in them where a variable is known as what an argument was.
 */
#ifndef SPILE_FRAMES_H
#define SPILE_FRAMES_H

#include "probe.h"

/* One such function: a return probe without a handler. */
struct frames {
	const char *point; /* as of struct probe */
	const char *module; /* NULL: the kernel */
	struct probe_site site;
	bool optional; /* none of the probes that want it has to be there */
	unsigned int id; /* from 0 on */
	unsigned int users; /* probes */
};

/*
 * Has the arguments kept of the call that AT is in, for P, a probe there.  False: they can't be,
 * which was reported.
 */
bool frames_keep(struct session *s, struct debuginfo *info, const struct code_place *at,
		 struct probe *p);

#endif
