/* SPDX-License-Identifier: GPL-2.0-only */
/* 04aabc32fb67 ("ring_buffer: Remove unused "event" parameter"), v6.2 */
#include <linux/ring_buffer.h>
int t(struct trace_buffer *buffer);
int t(struct trace_buffer *buffer)
{
	return ring_buffer_unlock_commit(buffer);
}
