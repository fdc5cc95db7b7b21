// SPDX-License-Identifier: GPL-2.0-only
/*
 * untraced.c: takes a function without an ftrace entry; tells whether a pattern means it.
 *
 * The kernel's "inline" implies "notrace", so that what is inline in the source and yet compiled on
 * its own has no entry; nor has a file that is compiled without them, such as those of lib/.  Both
 * are functions like others, and are probed by kprobes.  But tracing itself has no entries either:
 * a pattern does not put breakpoints into what each hit of any tracer runs through.  Nor into
 * assembler, which has no entries at all: it switches stacks, and some of it is copied to where it
 * runs.  Only DWARF tells one from the other.
 */
#include "untraced.h"

#include "refuse.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/place.h"
#include "translator/session.h"

/* Ends of the paths of sources, and of the files that were compiled. */
static const char *const apart[] = {
	"*.S", "kernel/trace/*", "kernel/ftrace.c", "include/trace/*", "asm/trace/*", "*trace*.h",
};

static bool is_apart(const char *path)
{
	for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++)
		if (place_path_matches(path, apart[i]))
			return true;
	return false;
}

bool untraced_is_meant(struct session *s, const struct kfunc *f, struct refusals *count)
{
	struct debuginfo *d = session_debuginfo(s, f->module);
	const struct code_place *p;

	if (!debuginfo_has_places(d)) {
		count->untold++;
		return false;
	}
	p = debuginfo_place_of(d, f);
	if (p && !is_apart(p->file) && !is_apart(debuginfo_unit_file(d, p)))
		return true;
	count->apart++;
	return false;
}
