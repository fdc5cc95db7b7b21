// SPDX-License-Identifier: GPL-2.0-only
/* enum.c: @enumname(): a table of each enumeration that it is asked of, and the lookup in it. */
#include "internal.h"
#include "translator/probes/target.h"

/* The number of the table, from 1 on. */
static size_t table_of(struct emit *e, const struct ctype *t)
{
	const struct ctype *have;

	vec_each(have, &e->enums)
		if (have->of == t->of && debuginfo_type_id(have) == debuginfo_type_id(t))
			return have_i + 1;
	vec_push(e->a, &e->enums, t);
	return e->enums.n;
}

const char *emit_enum_name(struct emit *e, struct expr *x)
{
	size_t n = table_of(e, x->target->type);

	return emit_try(e, emit_text(e, "spl_enum_name(c, en_%zu, ARRAY_SIZE(en_%zu), %s)", n, n,
				     emit_expr(e, target_value(x))));
}

/* By value; those that share one stay in the order in which they are written. */
static void sort(struct cenumerator *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct cenumerator one = list[i];
		size_t to = i;

		for (; to && list[to - 1].value > one.value; to--)
			list[to] = list[to - 1];
		list[to] = one;
	}
}

static void emit_table(struct emit *e, struct out *o, const struct ctype *t, size_t number)
{
	struct cenumerator *list;
	size_t n = debuginfo_enumerators(t->of, t, &list);

	sort(list, n);
	out_line(o, "/* %s */", t->text);
	out_open(o, "static const struct spl_enumerator en_%zu[] = {", number);
	for (size_t i = 0; i < n; i++)
		if (!i || list[i].value != list[i - 1].value)
			out_line(o, "{ %s, %s },", emit_number(e, list[i].value),
				 out_quote(e->a, list[i].name));
	out_close(o, "};");
	out_blank(o);
}

void emit_enums(struct emit *e, struct out *o)
{
	const struct ctype *t;

	vec_each(t, &e->enums)
		emit_table(e, o, t, t_i + 1);
}
