/* SPDX-License-Identifier: GPL-2.0-only */
/* many.h: apart from target.h, since what gcc tells of variables changes with what it has read. */
#ifndef SPILE_TARGET_MANY_H
#define SPILE_TARGET_MANY_H

void many_run(void);

#endif
