// SPDX-License-Identifier: GPL-2.0-only
/* data.c: takes a name; gives the kernel's variables that are called so. */
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/symbols.h"
#include "translator/debuginfo/symlist.h"

static bool data_ready(struct debuginfo *d)
{
	if (!d->data && !d->no_data) {
		const char *why = NULL;

		d->data = symbols_open_data(d->arena, d->kernel, &why);
		if (!d->data)
			d->no_data = why;
	}
	return d->data || debuginfo_fail(d, "%s", d->no_data);
}

const struct kdata *debuginfo_data(struct debuginfo *d, const char *pattern, size_t *n,
				   const char **near)
{
	const uint32_t *numbers;
	struct kdata *list;

	*n = 0;
	*near = NULL;
	if (!data_ready(d))
		return NULL;
	numbers = symbols_match(d->data, d->arena, pattern, n);
	if (!*n) {
		*near = strpbrk(pattern, "*?[") ? NULL : symbols_nearest(d->data, pattern);
		debuginfo_fail(d, symbols_any(d->data) ? "the kernel has no such variable" :
							 "the kernel's symbols have no variables");
		return NULL;
	}
	list = arena_array(d->arena, struct kdata, *n);
	for (size_t i = 0; i < *n; i++) {
		struct symbols_func f = symbols_func(d->data, numbers[i]);

		list[i] = (struct kdata){
			.name = f.name,
			.offset = f.offset,
			.size = f.size,
			.percpu = f.flags & SYM_PERCPU,
			.boot = f.flags & SYM_INIT,
		};
	}
	return list;
}
