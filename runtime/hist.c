/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hist.c: histograms as pictures, and their single buckets.
 *
 *	value |-------------------------------------------------- count
 *	    0 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@                  33
 *	    1 |                                                    0
 *	    2 |                                                    0
 *	      ~
 *
 * A row for each bucket from two before the first that has samples to two after the last.  Of
 * more than four empty rows in between, the first two and the last two are shown; -D HIST_ELISION
 * says how many instead of two, or by a negative number that all rows are shown.  What a linear one
 * counted outside of its range has a row "<LOW" or ">HIGH" when there is any.
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "spl.h"

#define BAR 50 /* columns */

/* What is the same for all rows of a picture. */
struct picture {
	const struct spl_statval *sv;
	const struct spl_stat_desc *d;
	u32 first, last; /* rows */
	s64 shown; /* empty rows at either end of a run of them */
	u32 value_width, count_width;
	s64 scale; /* samples to an @ */
};

s64 spl_hist_value(const struct spl_stat_desc *d, u32 bucket)
{
	if (d->ops & SPL_STAT_LOG) {
		if (bucket > SPL_LOG_ZERO)
			return 1LL << (bucket - SPL_LOG_ZERO - 1);
		return bucket == SPL_LOG_ZERO ? 0 : spl_neg(1ULL << (SPL_LOG_ZERO - 1 - bucket));
	}
	if (bucket == 0)
		return d->low;
	if (bucket == d->buckets - 1)
		return d->high;
	return (s64)((u64)d->low + (u64)(bucket - 1) * (u64)d->step);
}

s64 spl_hist_bucket(struct spl_context *c, const struct spl_statval *sv,
		    const struct spl_stat_desc *d, s64 n, const char *at)
{
	return spl_hist_has(c, d, n, at) && sv ? sv->buckets[n] : 0;
}

/* ---- the order of buckets by count ---- */

struct order {
	const s64 *count; /* or NULL: all are 0 */
	u16 *number;
	int dir;
};

/* Whether bucket A comes after B. */
static bool after(const struct order *o, u16 a, u16 b)
{
	s64 x = o->count ? o->count[a] : 0, y = o->count ? o->count[b] : 0;

	if (x != y)
		return o->dir < 0 ? x < y : x > y;
	return a > b;
}

/* Number I of a heap of N, the last in order at its root, goes to where no later one is below. */
static void sift_down(const struct order *o, u32 i, u32 n)
{
	const u16 moved = o->number[i];
	u32 child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && after(o, o->number[child + 1], o->number[child]))
			child++;
		if (!after(o, o->number[child], moved))
			break;
		o->number[i] = o->number[child];
		i = child;
	}
	o->number[i] = moved;
}

const u16 *spl_hist_order(struct spl_context *c, const struct spl_statval *sv,
			  const struct spl_stat_desc *d, int dir, const char *at)
{
	struct order o = { .count = sv ? sv->buckets : NULL, .dir = dir };
	const u32 n = d->buckets;
	u32 i;

	o.number = (u16 *)PTR_ALIGN(c->str, __alignof__(u16));
	if ((char *)(o.number + n) > c->str_end) {
		spl_error(c, at, "string memory exhausted");
		return NULL;
	}
	if (!spl_spend(c, n / SPL_WALK, at))
		return NULL;
	c->str = (char *)(o.number + n);
	for (i = 0; i < n; i++)
		o.number[i] = i;
	for (i = n / 2; i-- > 0;)
		sift_down(&o, i, n);
	for (i = n; i > 1; i--) {
		swap(o.number[0], o.number[i - 1]);
		sift_down(&o, 0, i - 1);
	}
	return o.number;
}

/* ---- the picture ---- */

/* "<" or ">" where the row is for what is outside of the range. */
static const char *row_mark(const struct spl_stat_desc *d, u32 row)
{
	if (d->ops & SPL_STAT_LOG)
		return "";
	if (row == 0)
		return "<";
	return row == d->buckets - 1 ? ">" : "";
}

static u32 dec_width(s64 v)
{
	u64 rest = v < 0 ? -(u64)v : (u64)v;
	u32 n = v < 0 ? 2 : 1;

	for (; rest >= 10; rest /= 10)
		n++;
	return n;
}

static u32 label_width(const struct spl_stat_desc *d, u32 row)
{
	return strlen(row_mark(d, row)) + dec_width(spl_hist_value(d, row));
}

static void put_row(struct spl_buf *b, const struct picture *pic, u32 row)
{
	s64 count = pic->sv->buckets[row], bar = count / pic->scale;

	spl_put_fill(b, ' ', pic->value_width - label_width(pic->d, row));
	spl_put_mem(b, row_mark(pic->d, row), strlen(row_mark(pic->d, row)));
	spl_put_dec(b, spl_hist_value(pic->d, row));
	spl_put_lit(b, " |");
	spl_put_fill(b, '@', bar);
	spl_put_fill(b, ' ', BAR + 1 - bar + pic->count_width - dec_width(count));
	spl_put_dec(b, count);
	spl_put_lit(b, "\n");
}

static void put_rows(struct spl_buf *b, const struct picture *pic)
{
	u32 row = pic->first, end;

	while (row <= pic->last) {
		for (end = row; end <= pic->last && !pic->sv->buckets[end]; end++)
			;
		if (end - row > 2 * pic->shown) {
			u32 i;

			for (i = 0; i < pic->shown; i++)
				put_row(b, pic, row + i);
			spl_put_fill(b, ' ', pic->value_width + 1);
			spl_put_lit(b, "~\n");
			row = end - pic->shown;
		}
		for (; row < end; row++)
			put_row(b, pic, row);
		if (row <= pic->last)
			put_row(b, pic, row++);
	}
}

/* Finds the rows that are shown and how wide they are; false: there is no sample. */
static bool lay_out(struct picture *pic)
{
	const s64 *count = pic->sv->buckets;
	const struct spl_stat_desc *d = pic->d;
	s64 most = 0;
	u32 low, high, row;

	for (row = 0; row < d->buckets; row++) {
		if (!count[row])
			continue;
		if (!most)
			pic->first = row;
		pic->last = row;
		most = max(most, count[row]);
	}
	if (!most)
		return false;
	/* Outside of the range, a row without samples says nothing. */
	low = *row_mark(d, 0) && !count[0];
	high = d->buckets - 1;
	if (*row_mark(d, high) && !count[high])
		high--;
	pic->first = pic->first < low + pic->shown ? low : pic->first - pic->shown;
	pic->last = min(pic->last + pic->shown, (s64)high);
	pic->scale = DIV_ROUND_UP(most, BAR);
	pic->count_width = dec_width(most);
	for (row = pic->first; row <= pic->last; row++)
		pic->value_width = max(pic->value_width, label_width(d, row));
	return true;
}

void spl_put_hist(struct spl_buf *b, const struct spl_statval *sv, const struct spl_stat_desc *d)
{
	const s32 shown = spl_script.limits.hist_elision;
	struct picture pic = { .sv = sv,
			       .d = d,
			       .shown = shown < 0 ? (s64)d->buckets : shown,
			       .value_width = strlen("value") };
	bool any = sv && lay_out(&pic);

	spl_put_fill(b, ' ', pic.value_width - strlen("value"));
	spl_put_lit(b, "value |");
	spl_put_fill(b, '-', BAR);
	spl_put_lit(b, " count\n");
	if (any)
		put_rows(b, &pic);
}

void spl_stat_put_hist(struct spl_context *c, struct spl_buf *b, const struct spl_stat *s,
		       const char *at)
{
	char *mark = c->str;
	const struct spl_statval *all = spl_stat_read(c, s, at);

	if (all)
		spl_put_hist(b, all, s->desc);
	c->str = mark;
}
