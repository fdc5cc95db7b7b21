/* SPDX-License-Identifier: GPL-2.0-only */
/* habits.h: words that other languages have and this one says otherwise; for hints. */
#ifndef SPILE_HABITS_H
#define SPILE_HABITS_H

/* What to write instead of NAME, as words for a hint; NULL: the name is no such word. */
const char *habit_hint(const char *name);

#endif
