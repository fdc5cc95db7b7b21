/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * autocast.h: C types carried along by the script's own variables, so that "x->pid" works on what
 * was assigned from a target variable, a cast or a function that returns one.
 */
#ifndef SPILE_AUTOCAST_H
#define SPILE_AUTOCAST_H

#include <stdbool.h>

struct session;

/*
 * After infer_types(): binds every "->" and "[]" on a variable of the script, and settles the
 * @defined() that ask for one.  May be called again when there are more bodies.  False: errors
 * were reported.
 */
bool autocast_bind(struct session *s);

#endif
