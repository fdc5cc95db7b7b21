/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/number.c runtime/print.c runtime/string.c */
/* unit: runtime/global.c runtime/stat.c runtime/map.c runtime/sort.c runtime/quantile.c */
/* Arrays against a simple model: random keys, slices, full and wrapping ones, sorted loops. */
#include "runtime/spl.h"

static const struct spl_stat_desc d_max = { .ops = SPL_STAT_COUNT | SPL_STAT_SUM | SPL_STAT_MIN |
						   SPL_STAT_MAX };
static const struct spl_map_shape k_l = { 1, { SPL_FIELD_LONG }, SPL_FIELD_LONG, NULL };
static const struct spl_map_shape k_s = { 1, { SPL_FIELD_STRING }, SPL_FIELD_STRING, NULL };
static const struct spl_map_shape k_lsl = { 3,
					    { SPL_FIELD_LONG, SPL_FIELD_STRING, SPL_FIELD_LONG },
					    SPL_FIELD_LONG,
					    NULL };
static const struct spl_map_shape k_sl_stat = { 2,
						{ SPL_FIELD_STRING, SPL_FIELD_LONG },
						SPL_FIELD_STAT,
						&d_max };
static struct spl_map g_small = { .shape = &k_l, .max = 4, .name = "small" };
static struct spl_map g_wrap = { .shape = &k_l, .max = 3, .wrap = true, .name = "wrap" };
static struct spl_map g_text = { .shape = &k_s, .max = 20, .name = "text" };
static struct spl_map g_three = { .shape = &k_lsl, .max = 200, .name = "three" };
static struct spl_map g_stat = { .shape = &k_sl_stat, .max = 100, .name = "stat" };
static struct spl_order o_three = { .map = &g_three }, o_stat = { .map = &g_stat },
			o_text = { .map = &g_text };
static struct spl_map *const maps[] = { &g_small, &g_wrap, &g_text, &g_three, &g_stat, NULL };
static struct spl_order *const orders[] = { &o_three, &o_stat, &o_text, NULL };

#define TEST_GLOBALS .maps = maps, .orders = orders
#include "testsuite/unit/runtime_test.h"

#define KEYS(...) ((const union spl_key[]){ __VA_ARGS__ })

static void set_long(struct spl_context *c, struct spl_map *m, s64 key, s64 v)
{
	struct spl_node *n = spl_map_at(c, m, &k_l, KEYS(SPL_L(key)), "x:1:1");

	if (n)
		*spl_node_long(m, n) = v;
}

static s64 get_long(struct spl_map *m, s64 key)
{
	struct spl_node *n = spl_map_find(m, &k_l, KEYS(SPL_L(key)));

	return n ? *spl_node_long(m, n) : -1;
}

static void test_full(struct spl_context *c)
{
	for (int i = 0; i < 4; i++)
		set_long(c, &g_small, i, 10 * i);
	set_long(c, &g_small, 2, 22); /* there already */
	check(!c->failed && g_small.n == 4);
	set_long(c, &g_small, 4, 40);
	check(test_failed(c, "Array overflow, check MAXMAPENTRIES: 'small' has 4 entries"));
	check(get_long(&g_small, 4) == -1 && get_long(&g_small, 2) == 22);
	spl_map_remove(&g_small, spl_map_find(&g_small, &k_l, KEYS(SPL_L(1))));
	check(g_small.n == 3 && get_long(&g_small, 1) == -1);
	set_long(c, &g_small, 4, 40);
	check(!c->failed && get_long(&g_small, 4) == 40);
	spl_map_clear(&g_small, NULL, 0);
	check(g_small.n == 0 && !spl_map_first(&g_small) && get_long(&g_small, 4) == -1);
	check(*spl_node_long(&g_small, spl_map_at(c, &g_small, &k_l, KEYS(SPL_L(0)), "")) == 0);
}

static void test_wrap(struct spl_context *c)
{
	u64 evicted = spl_evicted_total();
	struct spl_node *n;
	s64 i = 7;

	for (int k = 0; k < 10; k++) {
		set_long(c, &g_wrap, k, k);
		set_long(c, &g_wrap, k, k + 100); /* makes it no younger */
	}
	check(!c->failed && g_wrap.n == 3 && spl_evicted_total() == evicted + 7);
	for (n = spl_map_first(&g_wrap); n; n = spl_map_next(&g_wrap, n), i++)
		check(spl_node_key_long(&g_wrap, &k_l, n, 0) == i &&
		      *spl_node_long(&g_wrap, n) == i + 100);
	check(i == 10);
}

/* A loop whose body removes what it stands on, or all, ends and breaks nothing. */
static void test_removed_in_loop(struct spl_context *c)
{
	struct spl_node *n;
	int rounds = 0;

	spl_map_clear(&g_wrap, NULL, 0);
	for (int k = 0; k < 3; k++)
		set_long(c, &g_wrap, k, k);
	for (n = spl_map_first(&g_wrap); n; n = spl_map_next(&g_wrap, n), rounds++)
		spl_map_remove(&g_wrap, n);
	check(rounds == 1 && g_wrap.n == 2);
	spl_map_remove(&g_wrap, spl_map_first(&g_wrap));
	n = spl_map_first(&g_wrap);
	spl_map_clear(&g_wrap, NULL, 0);
	spl_map_remove(&g_wrap, n); /* twice is fine */
	check(g_wrap.n == 0);
	for (int k = 0; k < 5; k++) /* all nodes can be had again */
		set_long(c, &g_wrap, k, k);
	check(g_wrap.n == 3);
}

/* Keys that are too long are cut alike wherever they are used. */
static void test_long_keys(struct spl_context *c)
{
	static const char text[] =
		"................................................................"
		"................";
	u64 cuts = spl_cut_total();
	struct spl_node *n;

	test_rewind(c);
	n = spl_map_at(c, &g_text, &k_s, KEYS(SPL_S(SPL_LIT(text))), "x:1:1");
	check_str(spl_node_str(c, &g_text, n), "");
	check(spl_cut_total() == cuts + 1);
	check(n == spl_map_find(&g_text, &k_s, KEYS(SPL_S(SPL_LIT(text)))));
	check(n == spl_map_at(c, &g_text, &k_s,
			      KEYS(SPL_S(((struct spl_str){ text, TEST_STRLEN - 1 }))), "x:1:1"));
	check(!spl_map_find(&g_text, &k_s, KEYS(SPL_S(((struct spl_str){ text, 62 })))));
	check(spl_node_key_str(c, &g_text, &k_s, n, 0).len == TEST_STRLEN - 1);
	check(spl_node_in_slice(&g_text, n, KEYS(SPL_S(SPL_LIT(text))), 1));
	spl_node_set_str(&g_text, n, SPL_LIT(text));
	check(spl_node_str(c, &g_text, n).len == TEST_STRLEN - 1);
	check(spl_cut_total() == cuts + 2);
	spl_node_set_str(&g_text, n, SPL_LIT("short"));
	check_str(spl_node_str(c, &g_text, n), "short");
	spl_map_clear(&g_text, KEYS(SPL_S(SPL_LIT(text))), 1);
	check(g_text.n == 0);
}

/* ---- the model: a table that is searched from its start, oldest first ---- */

static const char *const words[] = {
	"", "a", "b", "ab", "longer than eight", "longer than eighu", "exactly8", "exactly9."
};

struct entry {
	s64 a, b, v;
	int w;
};
static struct entry model[200];
static int model_n;

static int model_find(s64 a, int w, s64 b)
{
	for (int i = 0; i < model_n; i++)
		if (model[i].a == a && model[i].w == w && model[i].b == b)
			return i;
	return -1;
}

static void model_remove(int i)
{
	memmove(&model[i], &model[i + 1], (--model_n - i) * sizeof(*model));
}

static struct spl_str word(int w)
{
	return (struct spl_str){ words[w], strlen(words[w]) };
}

/* Keys that a weak hash would pile up: few bits, high bits. */
static s64 some_key(void)
{
	u64 v = test_random() % 6;

	return test_random() % 2 ? v : v << 45;
}

static bool same(struct spl_context *c, struct spl_node *n, const struct entry *e)
{
	return spl_node_key_long(&g_three, &k_lsl, n, 0) == e->a &&
	       spl_str_eq(spl_node_key_str(c, &g_three, &k_lsl, n, 1), word(e->w)) &&
	       spl_node_key_long(&g_three, &k_lsl, n, 2) == e->b &&
	       *spl_node_long(&g_three, n) == e->v;
}

static void check_all(struct spl_context *c)
{
	struct spl_node *n = spl_map_first(&g_three);
	int i;

	test_rewind(c);
	check(g_three.n == (u32)model_n);
	for (i = 0; n && i < model_n; i++, n = spl_map_next(&g_three, n))
		check(same(c, n, &model[i]));
	check(!n && i == model_n);
}

/* What the model's entries are sorted by now. */
static int sort_key, sort_dir;

static int model_order(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	int order;

	if (sort_key == 1)
		order = spl_str_cmp(word(a->w), word(b->w));
	else if (sort_key < 0)
		order = (a->v > b->v) - (a->v < b->v);
	else
		order = sort_key ? (a->b > b->b) - (a->b < b->b) : (a->a > b->a) - (a->a < b->a);
	return order ? order * sort_dir : (a > b) - (a < b);
}

/* Insertion sort: stable, and too simple to be wrong. */
static int model_sort(struct entry *out, const union spl_key *slice, int slice_word, u32 mask)
{
	const struct entry *order[200];
	int n = 0;

	for (int i = 0; i < model_n; i++) {
		const struct entry *e = &model[i];
		int at = n;

		if (((mask & 1) && e->a != slice[0].l) || ((mask & 2) && e->w != slice_word) ||
		    ((mask & 4) && e->b != slice[2].l))
			continue;
		for (; at > 0 && model_order(order[at - 1], e) > 0; at--)
			order[at] = order[at - 1];
		order[at] = e;
		n++;
	}
	for (int i = 0; i < n; i++)
		out[i] = *order[i];
	return n;
}

static void check_sorted(struct spl_context *c)
{
	const s64 limits[] = { S64_MAX, 0, -1, 1, 3, 50 };
	s64 limit = limits[test_random() % 6];
	struct entry want[200];
	int w = test_random() % 8, n, want_n;
	u32 mask = test_random() % 2 ? 0 : test_random() % 8;
	const union spl_key slice[] = { SPL_L(some_key()), SPL_S(word(w)), SPL_L(some_key()) };

	sort_key = (int)(test_random() % 4) - 1;
	sort_dir = test_random() % 2 ? 1 : -1;
	want_n = model_sort(want, slice, w, mask);
	if (want_n > limit)
		want_n = limit < 0 ? 0 : limit;
	test_rewind(c);
	n = spl_map_sort(c, &o_three, sort_key, 0, sort_dir, limit, slice, mask, "x:1:1");
	check(n == want_n);
	for (int i = 0; i < n && i < want_n; i++)
		check(same(c, spl_order_node(&o_three, i), &want[i]));
	spl_order_done(&o_three);
	check(!c->failed);
}

static void test_model(struct spl_context *c)
{
	for (int i = 0; i < 40000; i++) {
		s64 a = some_key(), b = some_key(), v = test_random() % 50;
		int w = test_random() % 8, at = model_find(a, w, b);
		const union spl_key keys[] = { SPL_L(a), SPL_S(word(w)), SPL_L(b) };
		struct spl_node *n = spl_map_find(&g_three, &k_lsl, keys);

		check(!n == (at < 0));
		switch (test_random() % 16) {
		case 0: /* delete one */
			if (n)
				spl_map_remove(&g_three, n);
			if (at >= 0)
				model_remove(at);
			break;
		case 1: /* delete a slice, now and then all */
			if (test_random() % 8)
				break;
			u32 mask = test_random() % 8;

			spl_map_clear(&g_three, keys, mask);
			for (int k = model_n - 1; k >= 0; k--)
				if ((!(mask & 1) || model[k].a == a) &&
				    (!(mask & 2) || model[k].w == w) &&
				    (!(mask & 4) || model[k].b == b))
					model_remove(k);
			check_all(c);
			break;
		case 2:
			check_sorted(c);
			break;
		default: /* store */
			n = spl_map_at(c, &g_three, &k_lsl, keys, "x:1:1");
			if (!n) {
				check(test_failed(c, "Array overflow") && model_n == 200);
				break;
			}
			*spl_node_long(&g_three, n) = v;
			if (at < 0)
				model[at = model_n++] = (struct entry){ .a = a, .b = b, .w = w };
			model[at].v = v;
		}
		if (i % 500 == 0)
			check_all(c);
	}
}

static void test_sort_stats(struct spl_context *c)
{
	static const int figures[] = { SPL_STAT_COUNT, SPL_STAT_SUM, SPL_STAT_MIN, SPL_STAT_MAX,
				       0 };

	for (int i = 0; i < 500; i++) {
		const union spl_key keys[] = { SPL_S(word(test_random() % 8)),
					       SPL_L(test_random() % 10) };
		struct spl_node *n = spl_map_at(c, &g_stat, &k_sl_stat, keys, "x:1:1");

		if (test_random() % 10) /* else it stays without samples */
			spl_statval_add(spl_node_stat(&g_stat, n), &d_max,
					(s64)(test_random() % 100) - 50);
	}
	check(g_stat.n > 70 && !c->failed);
	for (int f = 0; f < 5; f++) {
		s64 last = S64_MAX;
		int n = spl_map_sort(c, &o_stat, -1, figures[f], -1, S64_MAX, NULL, 0, "x:1:1");

		check(n == (int)g_stat.n);
		for (int i = 0; i < n; i++) {
			struct spl_statval *sv = spl_node_stat(&g_stat, spl_order_node(&o_stat, i));
			s64 now = figures[f] == SPL_STAT_SUM   ? sv->sum :
				  !sv->count		       ? 0 :
				  figures[f] == SPL_STAT_COUNT ? sv->count :
				  figures[f] == SPL_STAT_MIN   ? sv->min :
				  figures[f] == SPL_STAT_MAX   ? sv->max :
								 sv->sum / sv->count;

			check(now <= last);
			last = now;
		}
		spl_order_done(&o_stat);
	}
}

static void test_busy(struct spl_context *c)
{
	check(spl_map_sort(c, &o_text, 0, 0, 1, S64_MAX, NULL, 0, "x:1:1") == 0);
	check(spl_map_sort(c, &o_text, 0, 0, 1, S64_MAX, NULL, 0, "x:1:1") == -1);
	check(test_failed(c, "a sorted loop over 'text' can't run again inside itself"));
	spl_order_done(&o_text); /* of the second try: the first one goes on */
	check(spl_map_sort(c, &o_text, 0, 0, 1, S64_MAX, NULL, 0, "x:1:1") == -1);
	test_failed(c, "");
	spl_order_done(&o_text);
	spl_order_done(&o_text);
	check(spl_map_sort(c, &o_text, -1, 0, 1, S64_MAX, NULL, 0, "x:1:1") == 0);
	spl_order_done(&o_text);
}

/* No key lands in a long chain, whichever bits differ. */
static void test_spread(void)
{
	static u8 used[1024];

	for (int shift = 0; shift < 54; shift++) {
		u32 most = 0;

		memset(used, 0, sizeof(used));
		for (u64 v = 0; v < 1024; v++) {
			u32 h = spl_map_hash(&g_small, &k_l, KEYS(SPL_L(v << shift))) % 1024;

			used[h]++;
			most = most > used[h] ? most : used[h];
		}
		check(most < 12);
	}
}

static void test_bad_sizes(void)
{
	struct spl_map m = { .shape = &k_l, .max = 0 };

	check(spl_map_init(&m) == -EINVAL);
	m.max = 0x80000000;
	check(spl_map_init(&m) == -EINVAL);
}

int main(void)
{
	struct spl_context c;

	test_start(&c);
	test_full(&c);
	test_wrap(&c);
	test_removed_in_loop(&c);
	test_long_keys(&c);
	test_model(&c);
	test_sort_stats(&c);
	test_busy(&c);
	test_spread();
	test_bad_sizes();
	return test_done();
}
