// SPDX-License-Identifier: GPL-2.0-only
/* dwarf_proto.c: takes functions of DWARF; gives what they take and return. */
#include <dwarf.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/dwarf_type.h"
#include "translator/debuginfo/front.h"

/* The function as the source has it, of which FUNC is a copy. */
static Dwarf_Die source_of(struct debuginfo *d, Dwarf_Die *func)
{
	Dwarf_Die die = *func, origin;

	for (int i = 0; i < TYPE_DEPTH && dwarf_hasattr(&die, DW_AT_abstract_origin) &&
			dwarf_ref(d, &die, DW_AT_abstract_origin, &origin) == REF_FOUND;
	     i++)
		die = origin;
	return die;
}

bool dwarf_prototype_of(struct debuginfo *d, Dwarf_Die *func, struct prototype *p)
{
	Dwarf_Die die = source_of(d, func), child;
	VEC(struct cparam) params = { 0 };

	*p = (struct prototype){ 0 };
	p->ret = dwarf_type_of(d, &die);
	if (!p->ret)
		return false;
	if (!dwarf_first(&die, &child))
		return true;
	do {
		int tag = dwarf_tag(&child);
		struct cparam param = { .name = NULL };

		if (tag == DW_TAG_unspecified_parameters)
			p->variadic = true;
		if (tag != DW_TAG_formal_parameter)
			continue;
		param.type = dwarf_type_of(d, &child);
		if (!param.type)
			return false;
		param.name = debuginfo_param_name(dwarf_diename(&child), param.type);
		vec_push(d->arena, &params, param);
	} while (dwarf_next(&child));
	p->params = params.v;
	p->nparams = params.n;
	return true;
}

static bool same_prototype(const struct prototype *a, const struct prototype *b)
{
	if (a->nparams != b->nparams || a->variadic != b->variadic ||
	    debuginfo_type_id(a->ret) != debuginfo_type_id(b->ret))
		return false;
	for (size_t i = 0; i < a->nparams; i++) {
		const char *x = a->params[i].name, *y = b->params[i].name;

		if (strcmp(x ? x : "", y ? y : "") != 0 ||
		    debuginfo_type_id(a->params[i].type) != debuginfo_type_id(b->params[i].type))
			return false;
	}
	return true;
}

/* The assembler describes no parameters. */
static bool is_assembly(Dwarf_Die *func)
{
	Dwarf_Die unit;

	return dwarf_diecu(func, &unit, NULL, NULL) &&
	       dwarf_srclang(&unit) == DW_LANG_Mips_Assembler;
}

/* Of the first instance that has code of its own; false: none has, all are inlined. */
static bool out_of_line(struct debuginfo *d, const struct dwarf_index *x,
			const struct index_func *f, Dwarf_Die *die)
{
	const struct index_instance *one = x->part[PART_INSTANCES];

	for (size_t i = f->first; i < index_instances_end(x, f); i++) {
		if (one[i].flags & INSTANCE_INLINE || !dwarf_of(d))
			continue;
		if (dwarf_offdie(d->dwarf->handle, one[i].die, die) && !is_assembly(die))
			return true;
	}
	return false;
}

bool dwarf_is_rearranged(Dwarf_Die *func)
{
	Dwarf_Die child;

	if (dwarf_hasattr_integrate(func, DW_AT_external) || !dwarf_first(func, &child))
		return false;
	do {
		if (dwarf_tag(&child) == DW_TAG_formal_parameter &&
		    !dwarf_hasattr(&child, DW_AT_location))
			return true;
	} while (dwarf_next(&child));
	return false;
}

bool dwarf_prototype(struct debuginfo *d, const char *func, struct prototype *p)
{
	const struct dwarf_index *x;
	const struct index_func *f;
	struct prototype other;
	size_t first, end, n = 0;
	Dwarf_Die die;

	*p = (struct prototype){ 0 };
	if (strchr(func, '.'))
		return debuginfo_fail(
			d, "'%s' is a clone, whose parameters are where the compiler put them",
			func);
	x = dwarf_index_of(d);
	if (!x)
		return false;
	f = x->part[PART_FUNCS];
	index_range(x, PART_FUNCS, func, &first, &end);
	for (size_t i = first; i < end; i++) {
		if (!out_of_line(d, x, &f[i], &die))
			continue;
		if (dwarf_is_rearranged(&die))
			return debuginfo_fail(
				d,
				"'%s' is a function whose parameters are where the compiler put them",
				func);
		if (!dwarf_prototype_of(d, &die, n ? &other : p))
			return false;
		if (n++ && !same_prototype(p, &other))
			return debuginfo_fail(
				d, "functions with different parameters are called '%s'", func);
	}
	return n || debuginfo_fail(d, "there is no function '%s' in the debug information of %s",
				   func, dwarf_of(d) ? d->dwarf->path : "it");
}
