// SPDX-License-Identifier: GPL-2.0-only
/* glob.c: dotted names with wildcards, which "*" keeps between two dots and "**" does not. */
#include "glob.h"

/* What stands at P of a pattern: a character, or what stands for any of some. */
struct sign {
	bool star, deep; /* any number of characters; dots too */
	char c;
	size_t size; /* of the sign itself */
};

static struct sign sign_at(const char *p, size_t left)
{
	bool deep = left > 1 && p[1] == '*';

	if (p[0] != '*')
		return (struct sign){ .c = *p, .size = 1 };
	return (struct sign){ .star = true, .deep = deep, .size = deep ? 2 : 1 };
}

static bool sign_takes(struct sign star, struct sign other)
{
	return star.deep || other.star || other.c != '.';
}

/* The table has the answer for each two tails. */
bool glob_meet(const char *a, size_t n, const char *b, size_t m)
{
	static const struct sign end = { .c = '\0', .size = 1 };
	bool meet[GLOB_MAX + 2][GLOB_MAX + 2] = { 0 };

	if (n > GLOB_MAX || m > GLOB_MAX)
		return false;
	for (size_t i = n + 1; i-- > 0;)
		for (size_t k = m + 1; k-- > 0;) {
			struct sign x = i < n ? sign_at(a + i, n - i) : end;
			struct sign y = k < m ? sign_at(b + k, m - k) : end;
			bool yes = i == n && k == m;

			if (x.star)
				yes |= meet[i + x.size][k] ||
				       (k < m && sign_takes(x, y) && meet[i][k + y.size]);
			if (y.star)
				yes |= meet[i][k + y.size] ||
				       (i < n && sign_takes(y, x) && meet[i + x.size][k]);
			if (i < n && k < m && !x.star && !y.star &&
			    (x.c == y.c || (x.c == '?' && y.c != '.')))
				yes |= meet[i + 1][k + 1];
			meet[i][k] = yes;
		}
	return meet[0][0];
}
