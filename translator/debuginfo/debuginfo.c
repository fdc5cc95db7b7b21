/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debuginfo.c: takes questions about a kernel or module; hands each to the sources that could
 * answer it, cheapest first, and opens what they read when it is needed.
 */
#include "translator/debuginfo/debuginfo.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/strmap.h"
#include "translator/debuginfo/ctype.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/code.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/place.h"
#include "translator/debuginfo/symbols.h"
#include "translator/debuginfo/symlist.h"

/* Cheapest first. */
static const struct debuginfo_ops *const sources[] = { &btf_ops, &dwarf_ops };

enum {
	NSOURCES = sizeof(sources) / sizeof(sources[0]),
	/* The first pahole that leaves out the functions of one name that disagree. */
	PAHOLE_CONSISTENT = 125,
};

struct debuginfo *debuginfo_open(struct arena *a, struct kernel *k, const char *module)
{
	struct debuginfo *d = arena_new(a, struct debuginfo);

	d->arena = a;
	d->kernel = k;
	d->module = module;
	return d;
}

const char *debuginfo_module(const struct debuginfo *d)
{
	return d->module;
}

struct debuginfo *debuginfo_open_file(struct arena *a, struct kernel *k, const char *path,
				      bool user)
{
	struct debuginfo *d = debuginfo_open(a, k, path);

	d->is_file = true;
	d->is_user = user;
	return d;
}

bool debuginfo_is_user(const struct debuginfo *d)
{
	return d->is_user;
}

void debuginfo_close(struct debuginfo *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < NSOURCES; i++)
		sources[i]->close(d);
	dwarf_index_close(d);
	dwarf_close(d);
	code_close(d);
	symbols_close(d->symbols);
	symbols_close(d->data);
	d->symbols = d->data = NULL;
}

bool debuginfo_fail(struct debuginfo *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	d->why = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	return false;
}

const char *debuginfo_why(const struct debuginfo *d)
{
	return d->why ? d->why : "nothing is known of it";
}

const char *debuginfo_source(const struct debuginfo *d)
{
	const char *types = btf_path(d) ? btf_path(d) : d->dwarf ? d->dwarf->path : NULL;
	const char *kind = btf_path(d) ? "BTF" : "DWARF";
	const char *symbols = d->symbols ? symbols_path(d->symbols) : NULL;

	if (types && symbols)
		return arena_printf(d->arena, "%s of %s, symbols of %s", kind, types, symbols);
	if (types || symbols)
		return arena_printf(d->arena, "%s of %s", types ? kind : "symbols",
				    types ? types : symbols);
	return "nothing yet";
}

static const struct {
	const char *name, *option;
} source_rows[] = {
	[SOURCE_BTF] = { "BTF", "btf" },
	[SOURCE_DWARF] = { "DWARF", "dwarf" },
	[SOURCE_SYMBOLS] = { "symbols", "symbols" },
};

void debuginfo_only(struct debuginfo *d, enum debuginfo_source only)
{
	d->only = only;
}

void debuginfo_base(struct debuginfo *d, struct debuginfo *base)
{
	d->base = base;
}

bool debuginfo_source_named(const char *name, enum debuginfo_source *source)
{
	for (size_t i = SOURCE_BTF; name && i <= SOURCE_SYMBOLS; i++) {
		if (strcmp(source_rows[i].option, name) != 0)
			continue;
		*source = i;
		return true;
	}
	return false;
}

bool debuginfo_may(struct debuginfo *d, enum debuginfo_source source)
{
	return d->only == SOURCE_ANY || d->only == source ||
	       debuginfo_fail(d, "%s is not read with --debuginfo=%s", source_rows[source].name,
			      source_rows[d->only].option);
}

/* ---- a question that goes from source to source ---- */

struct asking {
	struct debuginfo *d;
	size_t next;
	const char *why; /* of the source before */
};

/*
 * Whether the source is asked after those before it.  What BTF doesn't know of a kernel that has
 * it, DWARF hardly knows: so then it must cost nothing to ask.
 */
static bool is_worth_it(struct debuginfo *d, const struct debuginfo_ops *source)
{
	if (source->kind == SOURCE_BTF && d->is_file)
		return false;
	if (d->only != SOURCE_ANY)
		return source->kind == d->only;
	return source->kind == SOURCE_BTF || !d->types || dwarf_index_at_hand(d);
}

/*
 * The next one to ask; NULL: no more, and why is told.  A source that is there tells it better than
 * one that is not.
 */
static const struct debuginfo_ops *next_source(struct asking *a)
{
	struct debuginfo *d = a->d;
	const char *why = a->next ? d->why : NULL;

	if (!a->next && d->only == SOURCE_SYMBOLS)
		debuginfo_fail(d, "--debuginfo=symbols leaves types out");
	else if (!a->next && d->is_file)
		debuginfo_may(d, SOURCE_DWARF);
	while (a->next < NSOURCES) {
		const struct debuginfo_ops *source = sources[a->next++];

		if (is_worth_it(d, source)) {
			a->why = why;
			return source;
		}
	}
	if (why && a->why && !d->types && strcmp(a->why, why) != 0)
		debuginfo_fail(d, "%s, and %s", a->why, why);
	else if (why)
		d->why = a->why ? a->why : why;
	return NULL;
}

/* ---- functions ---- */

static bool symbols_ready(struct debuginfo *d)
{
	if (!d->symbols && !d->no_symbols) {
		const char *why = NULL;

		d->symbols = symbols_open(d->arena, d->kernel, d->module, &why);
		if (!d->symbols)
			d->no_symbols = why;
	}
	return d->symbols || debuginfo_fail(d, "%s", d->no_symbols);
}

bool debuginfo_anchor(struct debuginfo *d, const char *section, uint64_t offset,
		      const char **anchor, uint64_t *from)
{
	struct symbols_anchor at;

	if (!symbols_ready(d))
		return false;
	if (offset > UINT32_MAX || !symbols_anchor(d->symbols, section, (uint32_t)offset, &at))
		return debuginfo_fail(
			d, "no symbol in section %s of the module has a name of its own", section);
	*anchor = at.name;
	*from = at.offset;
	return true;
}

static void fill_function(struct debuginfo *d, struct kfunc *k, uint32_t number)
{
	struct symbols_func f = symbols_func(d->symbols, number);

	*k = (struct kfunc){
		.name = f.name,
		.module = d->module,
		.offset = f.offset,
		.section = f.section,
		.size = f.size,
		.part = f.flags & SYM_PART,
		.ftrace = f.flags & SYM_FTRACE,
		.exported = f.flags & SYM_GLOBAL,
		.barred = f.flags / SYM_BARRED,
	};
	if (f.section && (f.flags & SYM_SHARED))
		debuginfo_anchor(d, f.section, f.offset, &k->anchor, &k->from_anchor);
	else if (f.section)
		k->anchor = f.name;
}

static bool number_at(struct debuginfo *d, const char *section, uint64_t offset, uint32_t *number)
{
	struct symbols_func f;

	if (offset > UINT32_MAX || !symbols_before(d->symbols, section, (uint32_t)offset, number))
		return false;
	f = symbols_func(d->symbols, *number);
	return offset - f.offset < f.size;
}

const struct kfunc *debuginfo_function_at(struct debuginfo *d, const char *section, uint64_t offset)
{
	struct kfunc *f;
	uint32_t number;

	if (!symbols_ready(d))
		return NULL;
	if (!number_at(d, section, offset, &number)) {
		debuginfo_fail(d, "no function is at this address");
		return NULL;
	}
	f = arena_new(d->arena, struct kfunc);
	fill_function(d, f, number);
	return f;
}

const char *debuginfo_symbol_at(struct debuginfo *d, const char *section, uint64_t offset)
{
	uint32_t number;

	return symbols_ready(d) && number_at(d, section, offset, &number) ?
		       symbols_func(d->symbols, number).name :
		       NULL;
}

struct symbols *debuginfo_symbols(struct debuginfo *d)
{
	return symbols_ready(d) ? d->symbols : NULL;
}

const struct kfunc *const *debuginfo_functions(struct debuginfo *d, const char *pattern, size_t *n)
{
	const struct kfunc **list;
	const uint32_t *numbers;
	struct kfunc *funcs;

	*n = 0;
	if (!symbols_ready(d))
		return NULL;
	numbers = symbols_match(d->symbols, d->arena, pattern, n);
	if (!*n) {
		debuginfo_fail(d, "no function '%s' is in the symbols of %s", pattern,
			       d->module ? d->module : d->kernel->release);
		return NULL;
	}
	list = arena_array(d->arena, const struct kfunc *, *n + 1);
	funcs = arena_array(d->arena, struct kfunc, *n);
	for (size_t i = 0; i < *n; i++) {
		fill_function(d, &funcs[i], numbers[i]);
		list[i] = &funcs[i];
	}
	return list;
}

bool debuginfo_has_functions(struct debuginfo *d)
{
	return symbols_ready(d) && symbols_any(d->symbols);
}

const char *debuginfo_nearest(struct debuginfo *d, const char *name)
{
	return symbols_ready(d) ? symbols_nearest(d->symbols, name) : NULL;
}

/*
 * BTF made by an old pahole has one prototype for several functions of one name, that of
 * whichever came first; a newer one leaves out those that disagree.  Without a configuration
 * it is taken for old.  The symbols tell how many functions there are.
 */
static bool is_ambiguous(struct debuginfo *d, const char *func)
{
	const char *pahole;
	size_t n;

	if (d->names_alike == ALIKE_UNKNOWN) {
		pahole = kernel_config(d->kernel, "PAHOLE_VERSION");
		d->names_alike = pahole && strtol(pahole, NULL, 10) >= PAHOLE_CONSISTENT ?
					 ALIKE_YES :
					 ALIKE_NO;
	}
	if (d->names_alike == ALIKE_YES || !symbols_ready(d))
		return false;
	n = symbols_count(d->symbols, func);
	if (n < 2)
		return false;
	debuginfo_fail(d, "%zu functions are called '%s', and BTF describes only one of them", n,
		       func);
	return true;
}

const char *debuginfo_param_name(const char *name, const struct ctype *type)
{
	if (name && !strcmp(name, "__unused") && !strcmp(type->text, "const struct pt_regs *"))
		return "regs";
	return name && *name ? name : NULL;
}

bool debuginfo_prototype(struct debuginfo *d, const char *func, struct prototype *p)
{
	struct asking a = { .d = d };
	const struct debuginfo_ops *source;

	while ((source = next_source(&a)))
		if (source->prototype(d, func, p) &&
		    !(source->kind == SOURCE_BTF && is_ambiguous(d, func)))
			return true;
	return false;
}

/* ---- types ---- */

bool debuginfo_has_types(struct debuginfo *d)
{
	struct asking a = { .d = d };
	const struct debuginfo_ops *source;

	while ((source = next_source(&a)))
		if (source->ready(d))
			return true;
	return false;
}

const struct ctype *debuginfo_type(struct debuginfo *d, const char *c_name)
{
	struct asking a = { .d = d };
	const struct debuginfo_ops *source;
	const struct ctype *t = NULL;

	while (!t && (source = next_source(&a)))
		t = source->type_named(d, c_name);
	return t;
}

static const char *near_name(struct debuginfo *d, const char *c_name, const char *name)
{
	struct asking a = { .d = d };
	const struct debuginfo_ops *source;
	const char *const *names, *near = NULL;

	while (!near && (source = next_source(&a))) {
		names = source->names(d, c_name);
		near = names ? str_nearest(names, name) : NULL;
	}
	return near;
}

const char *debuginfo_near_type(struct debuginfo *d, const char *c_name)
{
	const char *name, *near;

	ctype_split(c_name, &name);
	near = near_name(d, c_name, name);
	return near ? arena_printf(d->arena, "%.*s%s", (int)(name - c_name), c_name, near) : NULL;
}

const char *debuginfo_near_enumerator(struct debuginfo *d, const char *name)
{
	return near_name(d, NULL, name);
}

bool debuginfo_enumerator(struct debuginfo *d, const char *name, int64_t *value)
{
	struct asking a = { .d = d };
	const struct debuginfo_ops *source;

	while ((source = next_source(&a)))
		if (source->enumerator(d, name, value))
			return true;
	return false;
}

/* Who made a type answers for it; a caller that asked another debuginfo learns why not there. */
static void take_why(struct debuginfo *d, const struct ctype *t)
{
	if (t->of != d)
		d->why = t->of->why;
}

const char *debuginfo_listed(const struct ctype *t)
{
	const char *text = t->source->listed(t->of, t);

	return text ? text : t->text;
}

static const struct ctype *same_by_dwarf(struct debuginfo *d, const struct ctype *t, bool fetch)
{
	const struct ctype *same = NULL;

	if (fetch ? !!dwarf_index_of(d) : debuginfo_has_places(d))
		same = dwarf_ops.type_named(d, t->text);
	if (same && debuginfo_type_id(same) != debuginfo_type_id(t)) {
		debuginfo_fail(d, "several types are called '%s'", t->text);
		return NULL;
	}
	return same;
}

const struct ctype *debuginfo_by_dwarf(const struct ctype *t, bool fetch)
{
	struct debuginfo *d = t->of;
	const struct ctype *same;

	if (t->source == &dwarf_ops)
		return t;
	same = same_by_dwarf(d, t, fetch);
	return same || !d->base ? same : same_by_dwarf(d->base, t, fetch);
}

const struct ctype *debuginfo_target(struct debuginfo *d, const struct ctype *t)
{
	const struct ctype *target = t->source->target_of(t->of, t);

	if (!target)
		take_why(d, t);
	return target;
}

bool debuginfo_member(struct debuginfo *d, const struct ctype *t, const char *name,
		      struct cmember *m)
{
	if (t->source->member(t->of, t, name, m))
		return true;
	take_why(d, t);
	return false;
}

size_t debuginfo_members(struct debuginfo *d, const struct ctype *t, struct cmember **list)
{
	size_t n = t->source->members(t->of, t, list);

	if (!n)
		take_why(d, t);
	return n;
}

size_t debuginfo_enumerators(struct debuginfo *d, const struct ctype *t, struct cenumerator **list)
{
	size_t n = t->source->enumerators(t->of, t, list);

	if (!n)
		take_why(d, t);
	return n;
}
