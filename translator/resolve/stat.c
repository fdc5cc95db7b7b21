// SPDX-License-Identifier: GPL-2.0-only
/*
 * stat.c: statistics operators: what each needs is noted at the variable, so that only that is
 * kept.  What shapes the samples (bounds, a shift) is constant and the same at each use.
 */
#include "stat.h"

#include "translator/session.h"

enum {
	BUCKETS_MAX = 1024,
	SHIFT_MAX = 62,
	PERCENT = 1000000, /* SPL_PERCENT of the runtime: a percentile is told in millionths */
	PERCENT_DIGITS = 6,
};

static bool constant(const struct expr *e, int64_t *v)
{
	if (e->kind == EXPR_UNARY && e->op == OP_MINUS && constant(e->a, v)) {
		*v = (int64_t)(0 - (uint64_t)*v);
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

/* ---- histograms ---- */

/* One variable has one histogram. */
static bool check_hist(struct session *s, struct expr *e, struct var *v)
{
	const unsigned int both = 1u << STAT_HIST_LOG | 1u << STAT_HIST_LINEAR;

	if ((v->stat_ops & both) == both) {
		diag_semantic(s->diag, e->span,
			      "'%s' can have one kind of histogram, logarithmic or linear",
			      v->name);
		if (v->hist_span.src)
			diag_note(s->diag, v->hist_span, "the other kind is here");
		return false;
	}
	if (!v->hist_span.src)
		v->hist_span = e->span;
	return true;
}

static bool check_linear(struct session *s, struct expr *e, struct var *v)
{
	bool first = !v->hist_span.src;
	uint64_t buckets;
	int64_t n[3];

	if (!check_hist(s, e, v) || wrong_count(s, e, 3, 3))
		return false;
	if (first)
		v->hist_span = (struct span){ 0 }; /* until it is known to be good */
	for (size_t i = 0; i < 3; i++)
		if (!constant(e->args.v[i], &n[i])) {
			diag_semantic(s->diag, e->args.v[i]->span,
				      "the bounds of a histogram are constants");
			diag_hint(s->diag, "write a number");
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
		diag_hint(s->diag, "this has %llu: take a larger step",
			  (unsigned long long)buckets);
		return false;
	}
	if (!first && (v->hist_low != n[0] || v->hist_high != n[1] || v->hist_step != n[2])) {
		diag_semantic(s->diag, e->span, "'%s' has other bounds elsewhere", v->name);
		diag_note(s->diag, v->hist_span, "here");
		return false;
	}
	v->hist_low = n[0];
	v->hist_high = n[1];
	v->hist_step = n[2];
	if (first)
		v->hist_span = e->span;
	/* with the last one, what is below and what is above */
	v->hist_buckets = (unsigned int)buckets + 3;
	return true;
}

bool stat_check_loop(struct session *s, struct foreach *f)
{
	if (f->keys.n != 1) {
		diag_semantic(s->diag, f->keys.v[1]->span,
			      "the buckets of a histogram have one number each, not %zu keys",
			      f->keys.n);
		return false;
	}
	if (f->sort_stat_given) {
		diag_semantic(s->diag, f->array->span,
			      "the buckets of a histogram are counts: %s does not apply",
			      stat_name(f->sort_stat));
		diag_hint(s->diag, "'+' or '-' alone sorts them by their counts");
		return false;
	}
	return true;
}

/* ---- variance ---- */

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

/* ---- percentiles ---- */

/* "99.9" in millionths. */
static bool read_percent(const char *text, int64_t *value)
{
	int64_t whole = 0, part = 0, unit = PERCENT;
	int digits = 0;

	for (; *text >= '0' && *text <= '9' && digits <= 3; text++, digits++)
		whole = whole * 10 + (*text - '0');
	if (!digits)
		return false;
	if (*text == '.') {
		for (text++; *text >= '0' && *text <= '9' && unit > 1; text++) {
			unit /= 10;
			part += unit * (*text - '0');
		}
		if (unit == PERCENT)
			return false;
	}
	*value = whole * PERCENT + part;
	return !*text;
}

bool stat_percent(const struct expr *p, int64_t *value)
{
	if (p->kind == EXPR_STRING)
		return read_percent(p->text, value);
	if (!constant(p, value))
		return false;
	/* what is out of range stays so */
	*value = *value < 0 ? -1 : *value > 100 ? 101 * PERCENT : *value * PERCENT;
	return true;
}

static bool is_fraction(const struct expr *p)
{
	return p->kind == EXPR_BINARY && p->op == OP_CONCAT && p->a->kind == EXPR_NUMBER &&
	       p->b->kind == EXPR_NUMBER;
}

static bool check_quantile(struct session *s, struct expr *e)
{
	struct expr *p;
	int64_t value;

	if (wrong_count(s, e, 1, 1))
		return false;
	p = e->args.v[0];
	if (is_fraction(p)) {
		diag_semantic(s->diag, p->span, "the language has whole numbers only");
		diag_hint(s->diag, "write this percentile as a string: \"%lld.%lld\"",
			  (long long)p->a->number, (long long)p->b->number);
		return false;
	}
	if (!stat_percent(p, &value)) {
		if (p->kind != EXPR_STRING)
			return true;
		diag_semantic(s->diag, p->span, "'%s' is no percentile", p->text);
		diag_hint(s->diag,
			  "it is a number from 0 to 100 with up to %d digits behind the "
			  "point, such as \"99.9\"",
			  PERCENT_DIGITS);
		return false;
	}
	if (value < 0 || value > 100 * PERCENT) {
		diag_semantic(s->diag, p->span, "a percentile is from 0 to 100");
		return false;
	}
	return true;
}

bool stat_check(struct session *s, struct expr *e)
{
	struct var *v = e->a->var;

	if (!v)
		return false;
	v->stat_ops |= 1u << e->stat;
	switch (e->stat) {
	case STAT_HIST_LOG:
		return check_hist(s, e, v) && !wrong_count(s, e, 0, 0);
	case STAT_HIST_LINEAR:
		return check_linear(s, e, v);
	case STAT_VARIANCE:
		return check_variance(s, e, v);
	case STAT_QUANTILE:
		return check_quantile(s, e);
	default:
		return !wrong_count(s, e, 0, 0);
	}
}
