/* SPDX-License-Identifier: GPL-2.0-only */
/* ring_buffer.h: linux/ring_buffer.h. */
#ifndef SPL_COMPAT_RING_BUFFER_H
#define SPL_COMPAT_RING_BUFFER_H

#include <linux/ring_buffer.h>

#include "spile_config.h"

/* Older kernels want the event too, so callers name it; newer ones have no use for it. */
#ifdef SPL_HAVE_RING_BUFFER_UNLOCK_COMMIT
#define ring_buffer_unlock_commit(buffer, event) ring_buffer_unlock_commit(buffer)
#endif

#endif
