/* SPDX-License-Identifier: GPL-2.0-only */
/* swap.h: probes that bring an instruction of their own: POINT.swap("mov $0, %eax"). */
#ifndef SPILE_PROBES_SWAP_H
#define SPILE_PROBES_SWAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct expr;
struct match;
struct probe;
struct session;

struct probe_swap {
	const struct expr *text; /* assembler, or bytes in hex */
	bool commit; /* .commit: it stays when the script is gone */
	const uint8_t *bytes; /* as many as the instruction has that is there; NULL: not yet */
	size_t n;
};

/* What the point says of a swap; NULL: nothing. */
struct probe_swap *swap_of_point(struct session *s, const struct match *m);

/* Gives all of them their bytes.  False: a diagnostic was given. */
bool swaps_bind(struct session *s);

#endif
