/* SPDX-License-Identifier: GPL-2.0-only */
/* display.h: globals that are written and never read are shown when the session ends. */
#ifndef SPILE_DISPLAY_H
#define SPILE_DISPLAY_H

struct probe_decl;
struct session;

/* An end probe that prints them, or NULL: there are none. */
struct probe_decl *display_globals(struct session *s);

#endif
