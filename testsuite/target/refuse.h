/* SPDX-License-Identifier: GPL-2.0-only */
/* refuse.h: apart from target.h, which changes what gcc tells of variables. */
#ifndef SPILE_TARGET_REFUSE_H
#define SPILE_TARGET_REFUSE_H

void refuse_run(void);
void refuse_start(void);
void refuse_end(void);

#endif
