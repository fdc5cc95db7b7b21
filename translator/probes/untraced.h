/* SPDX-License-Identifier: GPL-2.0-only */
/* untraced.h: functions without an ftrace entry, of which a pattern takes some. */
#ifndef SPILE_UNTRACED_H
#define SPILE_UNTRACED_H

#include <stdbool.h>

struct kfunc;
struct refusals;
struct session;

/* Whether a pattern means F, which has none and may be probed; counted where it does not. */
bool untraced_is_meant(struct session *s, const struct kfunc *f, struct refusals *count);

#endif
