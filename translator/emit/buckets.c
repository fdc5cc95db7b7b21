// SPDX-License-Identifier: GPL-2.0-only
/*
 * buckets.c: loops over the buckets of a histogram.  They see the samples as they were when the
 * loop began: of a scalar a copy, of an element itself, which the body can't change.
 */
#include "internal.h"

/*
 *	for (i = 0; i < n; i++) {	from the last one down where the numbers fall;
 *		b = ...			the I-th one by counts where these are sorted.
 */
static void emit_turns(struct emit *e, struct stmt *st, unsigned int id)
{
	struct foreach *f = st->each;
	const char *n = emit_text(e, "%s_desc.buckets", emit_var(e, f->array->a->var));
	const char *number = emit_text(e, "i_%u", id);

	if (f->sort == SORT_VALUE)
		number = emit_text(e, "order_%u[i_%u]", id, id);
	else if (f->sort_dir < 0)
		number = emit_text(e, "%s - 1 - i_%u", n, id);
	out_open(e->o, "for (i_%u = 0; i_%u < %s%s; i_%u++) {", id, id, n,
		 f->limit ? emit_text(e, " && i_%u < limit_%u", id, id) : "", id);
	emit_spend(e, st);
	out_line(e->o, "c->str = mark_%u;", id);
	emit_set_name(e, f->keys.v[0], number);
	if (f->value)
		emit_set_name(e, f->value,
			      emit_text(e, "h_%u ? h_%u->buckets[%s] : 0", id, id, number));
	emit_stmt(e, st->body);
	out_close(e->o, "}");
}

void emit_buckets(struct emit *e, struct stmt *st)
{
	struct foreach *f = st->each;
	bool counts = f->value || f->sort == SORT_VALUE;
	unsigned int id = ++e->temps;

	out_open(e->o, "{");
	if (f->limit)
		out_line(e->o, "s64 limit_%u = %s;", id, emit_expr(e, f->limit));
	if (counts || f->array->a->kind == EXPR_INDEX) /* its keys may act */
		out_line(e->o, "const struct spl_statval *h_%u%s = %s;", id,
			 counts ? "" : " __maybe_unused", emit_samples(e, f->array->a));
	if (f->sort == SORT_VALUE)
		out_line(e->o, "const u16 *order_%u = %s;", id,
			 emit_try(e, emit_text(e, "spl_hist_order(c, h_%u, &%s_desc, %d, %s)", id,
					       emit_var(e, f->array->a->var), f->sort_dir,
					       emit_at(e, f->array->span))));
	out_line(e->o, "char *mark_%u = c->str;", id);
	out_line(e->o, "u32 i_%u;", id);
	out_blank(e->o);
	emit_turns(e, st, id);
	out_close(e->o, "}");
}
