/* SPDX-License-Identifier: GPL-2.0-only */
/* beside.h: apart from target.h, which changes what gcc tells of variables. */
#ifndef SPILE_TARGET_BESIDE_H
#define SPILE_TARGET_BESIDE_H

void beside_run(void);
void beside_arm_run(void);
void beside_remove_run(void);
void beside_theirs_run(void);
void beside_leave_run(void);
void beside_spoil_run(void);
void beside_mend_run(void);
void beside_end(void); /* what a test that failed has left goes before the module */

#endif
