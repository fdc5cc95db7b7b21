/* SPDX-License-Identifier: GPL-2.0-only */
/* display.h: globals that are written and never read are shown when the session ends. */
#ifndef SPILE_DISPLAY_H
#define SPILE_DISPLAY_H

struct script;
struct session;

/* A script with an end probe for each of them, or NULL: there are none. */
struct script *display_globals(struct session *s);

#endif
