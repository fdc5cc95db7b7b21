// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch.c: memory that is watched by debug registers, at an address or where a variable of the
 * kernel is.
 */
#include "provider.h"

#include "translator/debuginfo/debuginfo.h"
#include "translator/session.h"

enum {
	LENGTH_MAX = 8, /* bytes that one register watches */
	REGISTERS = 4, /* of x86-64 */
};

static const char *const patterns[] = {
	"kernel.data(N).write",
	"kernel.data(N).length(N).write",
	"kernel.data(N).rw",
	"kernel.data(N).length(N).rw",
	"kernel.data(S).write",
	"kernel.data(S).length(N).write",
	"kernel.data(S).rw",
	"kernel.data(S).length(N).rw",
	NULL,
};

/* The least length that the hardware has and that is not below N. */
static unsigned int length_for(int64_t n)
{
	unsigned int length = 1;

	while (length < n)
		length *= 2;
	return length;
}

/* The most that one register can watch from OFFSET on, within SIZE bytes. */
static unsigned int length_at(uint64_t offset, uint64_t size)
{
	unsigned int length = LENGTH_MAX;

	while (length > 1 && (length > size || offset % length))
		length /= 2;
	return length;
}

/* The length that the script gives; 0: none, and false: an error was reported. */
static bool given_length(struct derive *d, const struct match *m, unsigned int *length)
{
	const struct expr *n = m->args[2];

	*length = 0;
	if (!n)
		return true;
	if (n->number < 1 || n->number > LENGTH_MAX) {
		diag_semantic(derive_session(d)->diag, n->span,
			      "a debug register watches 1 to %d bytes, not %lld", LENGTH_MAX,
			      (long long)n->number);
		return false;
	}
	*length = length_for(n->number);
	return true;
}

static bool is_aligned(struct derive *d, const struct match *m, uint64_t at, unsigned int length)
{
	struct session *s = derive_session(d);

	if (at % length == 0)
		return true;
	diag_semantic(s->diag, m->args[2]->span,
		      "%u bytes are watched where the address is a multiple of %u, and here it is "
		      "not",
		      length, length);
	diag_hint(s->diag, ".length(%u) would be possible", length_at(at, LENGTH_MAX));
	return false;
}

/* With the name as it is found, where the point has a pattern. */
static const char *pp_text(struct arena *a, const struct point *pt, const char *name)
{
	const char *text = point_text(a, pt, false), *behind = strrchr(text, '"');

	return arena_printf(a, "kernel.data(\"%s%s", name, behind);
}

/* Those that take a register in any case: the others go without, or by turns. */
static size_t count_needed(const struct session *s)
{
	const struct probe *p;
	size_t n = 0;

	vec_each(p, &s->probes)
		n += p->watch && !p->optional && !p->condition;
	return n;
}

static bool add_watch(struct derive *d, const struct match *m, const struct probe_watch *watch,
		      const char *point)
{
	struct session *s = derive_session(d);
	struct body *body = derive_body(d, m, NULL);
	struct probe_watch *own = arena_new(s->arena, struct probe_watch);
	struct probe *p;

	if (!body)
		return false;
	*own = *watch;
	p = derive_add(d, m, PROBE_WATCH, body, point);
	p->watch = own;
	p->optional = m->point->optional || m->point->sufficient;
	if (s->listing || p->optional || p->condition || count_needed(s) != REGISTERS + 1)
		return true;
	diag_semantic(s->diag, m->plain->written->span,
		      "with this one the script needs more than the %d debug registers of a CPU",
		      REGISTERS);
	diag_hint(s->diag, "one with a condition takes a register while that holds; one with '?' "
			   "goes without when none is free");
	return false;
}

static enum derived at_address(struct derive *d, const struct match *m, unsigned int length)
{
	struct session *s = derive_session(d);
	struct probe_watch watch = { .addr = (uint64_t)m->args[1]->number };

	watch.reads = !strcmp(m->point->parts.v[m->point->parts.n - 1].name, "rw");
	watch.length = length ? length : 1;
	if (length && !is_aligned(d, m, watch.addr, length))
		return DERIVED_ERROR;
	watch.place = arena_printf(s->arena, "%u byte%s at 0x%llx", watch.length,
				   watch.length > 1 ? "s" : "", (unsigned long long)watch.addr);
	return add_watch(d, m, &watch, point_text(s->arena, m->point, false)) ? DERIVED :
										DERIVED_ERROR;
}

static enum derived at_variables(struct derive *d, const struct match *m, unsigned int length)
{
	struct session *s = derive_session(d);
	struct debuginfo *info = session_debuginfo(s, NULL);
	const char *pattern = m->args[1]->text, *near, *unused;
	bool wild = strpbrk(pattern, "*?[");
	enum derived all = DERIVED_NONE;
	const struct kdata *list;
	size_t n;

	list = debuginfo_data(info, pattern, &n, &near);
	if (!n && !wild && *pattern) /* "name.0": static in a function */
		list = debuginfo_data(info, arena_printf(s->arena, "%s.[0-9]*", pattern), &n,
				      &unused);
	if (!n)
		derive_why(d, near ? arena_printf(s->arena, "did you mean '%s'?", near) : NULL,
			   "%s", debuginfo_why(info));
	for (size_t i = 0; i < n; i++) {
		const struct kdata *v = &list[i];
		struct probe_watch watch = { .addr = v->offset, .in_kernel = true };

		if (v->percpu || v->boot) {
			derive_why(d, NULL,
				   wild	     ? "what matches can't be watched" :
				   v->percpu ? "each CPU has its own such variable" :
					       "the kernel frees this variable after boot");
			continue;
		}
		watch.reads = !strcmp(m->point->parts.v[m->point->parts.n - 1].name, "rw");
		watch.length = length ? length : length_at(v->offset, v->size);
		if (length && !is_aligned(d, m, v->offset, length))
			return DERIVED_ERROR;
		watch.place = arena_printf(s->arena, "%u byte%s at _stext+0x%llx", watch.length,
					   watch.length > 1 ? "s" : "",
					   (unsigned long long)v->offset);
		if (!add_watch(d, m, &watch, pp_text(s->arena, m->point, v->name)))
			return DERIVED_ERROR;
		all = DERIVED;
	}
	return all;
}

static enum derived watch_derive(struct derive *d, const struct match *m)
{
	unsigned int length;

	if (!given_length(d, m, &length))
		return DERIVED_ERROR;
	return m->args[1]->kind == EXPR_STRING ? at_variables(d, m, length) :
						 at_address(d, m, length);
}

const struct provider watch_provider = {
	.name = "watch",
	.patterns = patterns,
	.derive = watch_derive,
};
