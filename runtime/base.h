/* SPDX-License-Identifier: GPL-2.0-only */
/* base.h: the script's spl_bases follow the modules that come and go. */
#ifndef SPL_BASE_H
#define SPL_BASE_H

#include "spl.h"

/* _stext is at STEXT.  May sleep; negative errno. */
int spl_bases_begin(u64 stext);
void spl_bases_end(void); /* may sleep */

#endif
