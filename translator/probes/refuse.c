// SPDX-License-Identifier: GPL-2.0-only
/* refuse.c: takes a place of code; says why no probe may be put there. */
#include "refuse.h"

#include "parser/base/out.h"
#include "translator/debuginfo/code.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/session.h"

/* "vfs_read+0x1f" */
static const char *place_text(struct session *s, struct debuginfo *d, const char *section,
			      uint64_t offset)
{
	const struct kfunc *f = debuginfo_function_at(d, section, offset);

	if (!f)
		return arena_printf(s->arena, "%s+0x%llx", section ? section : "_stext",
				    (unsigned long long)offset);
	return arena_printf(s->arena, "%s+0x%llx", f->name,
			    (unsigned long long)(offset - f->offset));
}

static const char *insn_refusal(struct session *s, struct debuginfo *d, const char *section,
				uint64_t offset)
{
	const char *why = NULL;
	uint64_t start;

	switch (debuginfo_insn_at(d, section, offset, &start)) {
	case INSN_UNKNOWN: /* the kernel looks itself */
	case INSN_START:
		break;
	case INSN_INSIDE:
		why = arena_printf(
			s->arena,
			"%s is not at the start of an instruction; the instruction there begins at %s",
			place_text(s, d, section, offset), place_text(s, d, section, start));
		break;
	case INSN_NONE:
		why = "no code of a function is there";
		break;
	}
	return why;
}

/* Whether a module's code has pages of its own in this kernel; if that isn't known, it may. */
static bool has_own_pages(struct session *s)
{
	struct debuginfo *d = session_debuginfo(s, NULL);
	const struct ctype *t = debuginfo_type(d, "struct module");
	struct cmember m;

	return !t || debuginfo_member(d, t, "mem", &m);
}

/* As it is in this kernel, for what FTRACE does not serve. */
static enum barred barred_here(struct session *s, enum barred barred, bool ftrace)
{
	return barred == BARRED_LAST && (ftrace || !has_own_pages(s)) ? BARRED_NOT : barred;
}

const char *place_refusal(struct session *s, const char *module, const char *section,
			  uint64_t offset, struct refusals *count)
{
	struct debuginfo *d = session_debuginfo(s, module);
	enum barred barred = barred_here(s, debuginfo_barred(d, section, offset), false);
	const char *why = barred_why(barred);

	if (why) {
		if (count)
			count->barred[barred]++;
		return why;
	}
	/* what debug information takes for a place hardly ever is none: that isn't worth decoding
	 * all of the code */
	if (s->listing)
		return NULL;
	why = insn_refusal(s, d, section, offset);
	if (why && count)
		count->inside++;
	return why;
}

const char *function_refusal(struct session *s, const struct kfunc *f, struct refusals *count)
{
	enum barred barred = barred_here(s, f->barred, f->ftrace);
	const char *why = barred_why(barred);

	if (why && count)
		count->barred[barred]++;
	if (why || !f->section || f->anchor)
		return why;
	if (count)
		count->nameless++;
	why = arena_printf(s->arena, "no symbol in section %s of the module has a name of its own",
			   f->section);
	return why;
}

size_t refusals_total(const struct refusals *r)
{
	size_t n = r->inside + r->nameless + r->apart + r->untold;

	for (int i = 0; i < BARRED_KINDS; i++)
		n += r->barred[i];
	return n;
}

static void list(struct out *o, size_t n, const char *where)
{
	if (n)
		out_put(o, "%s%zu %s", o->len ? ", " : "", n, where);
}

void refusals_say(const struct session *s, const char *point, const struct refusals *r)
{
	struct out o;

	if (!s->options.verbose || !refusals_total(r))
		return;
	out_init(&o, s->arena);
	for (int i = 0; i < BARRED_KINDS; i++)
		list(&o, r->barred[i], barred_where((enum barred)i));
	list(&o, r->inside, "inside of instructions");
	list(&o, r->nameless, "that no symbol finds");
	list(&o, r->apart, "without an ftrace entry that are assembler or tracing itself");
	list(&o, r->untold, "without an ftrace entry, of which DWARF would tell more");
	fprintf(stderr, "spile: %s: left out: %s\n", point, o.text);
}
