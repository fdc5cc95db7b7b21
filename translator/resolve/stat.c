// SPDX-License-Identifier: GPL-2.0-only
/* stat.c: @hist_linear(x, low, high, step) and its kin take constants, the same at each use. */
#include "stat.h"

#include "translator/session.h"

enum { BUCKETS_MAX = 1024, SHIFT_MAX = 62 };

static bool constant(const struct expr *e, int64_t *v)
{
	if (e->kind == EXPR_UNARY && e->op == OP_MINUS && constant(e->a, v)) {
		*v = -*v;
		return true;
	}
	if (e->kind != EXPR_NUMBER)
		return false;
	*v = e->number;
	return true;
}

static bool wrong_count(struct session *s, struct expr *e, size_t least, size_t most)
{
	if (e->args.n >= least && e->args.n <= most)
		return false;
	diag_semantic(s->diag, e->span, "%s takes %zu %s behind the statistics, not %zu", e->name,
		      most, most == 1 ? "number" : "numbers", e->args.n);
	return true;
}

static bool check_linear(struct session *s, struct expr *e, struct var *v)
{
	uint64_t buckets;
	int64_t n[3];

	if (wrong_count(s, e, 3, 3))
		return false;
	for (size_t i = 0; i < 3; i++)
		if (!constant(e->args.v[i], &n[i])) {
			diag_semantic(s->diag, e->args.v[i]->span,
				      "the bounds of a histogram are constants");
			return false;
		}
	if (n[2] <= 0 || n[0] >= n[1]) {
		diag_semantic(s->diag, e->span,
			      n[2] <= 0 ? "the step must be over 0" :
					  "the low bound must be below the high one");
		return false;
	}
	buckets = ((uint64_t)n[1] - (uint64_t)n[0]) / (uint64_t)n[2];
	if (buckets > BUCKETS_MAX) {
		diag_semantic(s->diag, e->span, "a histogram has %d buckets at most", BUCKETS_MAX);
		return false;
	}
	if (v->hist_span.src &&
	    (v->hist_low != n[0] || v->hist_high != n[1] || v->hist_step != n[2])) {
		diag_semantic(s->diag, e->span, "'%s' has other bounds elsewhere", v->name);
		diag_note(s->diag, v->hist_span, "here");
		return false;
	}
	v->hist_low = n[0];
	v->hist_high = n[1];
	v->hist_step = n[2];
	v->hist_buckets =
		(unsigned int)buckets + 3; /* the last one, what is below, what is above */
	v->hist_span = e->span;
	return true;
}

/* @variance(x, shift): bits of fixed point that are kept below one. */
static bool check_variance(struct session *s, struct expr *e, struct var *v)
{
	int64_t shift = 0;

	if (e->args.n > 1)
		return !wrong_count(s, e, 0, 1);
	if (e->args.n && (!constant(e->args.v[0], &shift) || shift < 0 || shift > SHIFT_MAX)) {
		diag_semantic(s->diag, e->args.v[0]->span, "the shift is a constant from 0 to %d",
			      SHIFT_MAX);
		return false;
	}
	if (v->variance_span.src && v->variance_shift != (unsigned int)shift) {
		diag_semantic(s->diag, e->span, "'%s' has another shift elsewhere", v->name);
		diag_note(s->diag, v->variance_span, "here");
		return false;
	}
	v->variance_shift = (unsigned int)shift;
	v->variance_span = e->span;
	return true;
}

bool stat_check(struct session *s, struct expr *e)
{
	struct var *v = e->a->var;
	const unsigned int both = 1u << STAT_HIST_LOG | 1u << STAT_HIST_LINEAR;

	if (!v)
		return false;
	v->stat_ops |= 1u << e->stat;
	switch (e->stat) {
	case STAT_HIST_LINEAR:
		if (!check_linear(s, e, v))
			return false;
		break;
	case STAT_VARIANCE:
		if (!check_variance(s, e, v))
			return false;
		break;
	case STAT_QUANTILE:
		diag_semantic(s->diag, e->span, "%s is not supported yet by this build", e->name);
		return false;
	default:
		if (wrong_count(s, e, 0, 0))
			return false;
	}
	if ((v->stat_ops & both) == both) {
		diag_semantic(s->diag, e->span,
			      "'%s' can have one kind of histogram, logarithmic or linear",
			      v->name);
		return false;
	}
	return true;
}
