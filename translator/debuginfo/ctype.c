/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ctype.c: takes a BTF type; gives it as C text.
 *
 * C writes a type around the thing declared, so the text grows from the inside: each step
 * wraps the declarator that it has ("*", "[4]", "(args)") and hands it to the type behind.
 */
#include "translator/debuginfo/ctype.h"

#include <bpf/btf.h>
#include <string.h>

#include "parser/base/arena.h"

enum {
	DEPTH = 32, /* of qualifiers in a row */
	STEPS = 2000, /* types in one text; what takes more is damaged */
};

struct writer {
	struct arena *arena;
	const struct btf *btf;
	unsigned int steps; /* left */
};

static const char *declare(struct writer *w, uint32_t id, const char *inner);

static const char *name_of(struct writer *w, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(w->btf, t->name_off);

	return name ? name : "?";
}

static const char *join(struct writer *w, const char *word, const char *inner)
{
	return arena_printf(w->arena, *inner && *inner != '[' ? "%s %s" : "%s%s", word, inner);
}

static const char *declare_tagged(struct writer *w, const char *keyword, const struct btf_type *t,
				  const char *inner)
{
	const char *name = name_of(w, t);

	return join(w,
		    *name ? arena_printf(w->arena, "%s %s", keyword, name) :
			    arena_printf(w->arena, "%s {...}", keyword),
		    inner);
}

static const char *declare_func(struct writer *w, const struct btf_type *t, const char *inner)
{
	const struct btf_param *p = btf_params(t);
	const char *args = "";
	unsigned int n = btf_vlen(t);

	for (unsigned int i = 0; i < n; i++) {
		bool rest = !p[i].type && i == n - 1;

		args = arena_printf(w->arena, "%s%s%s", args, i ? ", " : "",
				    rest ? "..." : declare(w, p[i].type, ""));
	}
	return declare(w, t->type, arena_printf(w->arena, "%s(%s)", inner, n ? args : "void"));
}

/* "const" and its like stand behind the "*" that they qualify, but before anything else. */
static const char *declare_qualified(struct writer *w, const char *word, uint32_t id,
				     const char *inner)
{
	const struct btf_type *t = btf__type_by_id(w->btf, id);

	if (t && btf_is_ptr(t))
		return declare(w, id, join(w, word, inner));
	return join(w, word, declare(w, id, inner));
}

/* A pointer to an array or a function needs brackets. */
static bool needs_brackets(struct writer *w, uint32_t id)
{
	const struct btf_type *t;

	for (int i = 0; i < DEPTH; i++) {
		t = btf__type_by_id(w->btf, id);
		if (!t)
			return false;
		if (!btf_is_mod(t))
			return btf_is_array(t) || btf_is_func_proto(t);
		id = t->type;
	}
	return false;
}

static const char *declare(struct writer *w, uint32_t id, const char *inner)
{
	const struct btf_type *t = btf__type_by_id(w->btf, id);

	if (!id)
		return join(w, "void", inner);
	if (!t || !w->steps--)
		return join(w, "?", inner);

	switch (btf_kind(t)) {
	case BTF_KIND_PTR:
		inner = arena_printf(w->arena, needs_brackets(w, t->type) ? "(*%s)" : "*%s", inner);
		return declare(w, t->type, inner);
	case BTF_KIND_ARRAY:
		inner = btf_array(t)->nelems ?
				arena_printf(w->arena, "%s[%u]", inner, btf_array(t)->nelems) :
				arena_printf(w->arena, "%s[]", inner);
		return declare(w, btf_array(t)->type, inner);
	case BTF_KIND_FUNC_PROTO:
		return declare_func(w, t, inner);
	case BTF_KIND_CONST:
		return declare_qualified(w, "const", t->type, inner);
	case BTF_KIND_VOLATILE:
		return declare_qualified(w, "volatile", t->type, inner);
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return declare(w, t->type, inner);
	case BTF_KIND_STRUCT:
		return declare_tagged(w, "struct", t, inner);
	case BTF_KIND_UNION:
		return declare_tagged(w, "union", t, inner);
	case BTF_KIND_FWD:
		return declare_tagged(w, btf_kflag(t) ? "union" : "struct", t, inner);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return declare_tagged(w, "enum", t, inner);
	default:
		return join(w, name_of(w, t), inner);
	}
}

const char *ctype_text(struct arena *a, const struct btf *btf, uint32_t id)
{
	struct writer w = { .arena = a, .btf = btf, .steps = STEPS };

	return declare(&w, id, "");
}

static bool next_word(const char **text, const char **word, size_t *len)
{
	*word = *text + strspn(*text, " \t");
	*len = strcspn(*word, " \t");
	*text = *word + *len;
	return *len != 0;
}

const char *ctype_int_name(const char *text)
{
	static const char *const words[] = { "unsigned", "signed", "short", "long", "char", "int" };
	/* By length: short, none, long, long long; then signed and unsigned. */
	static const char *const names[4][2] = {
		{ "short int", "short unsigned int" },
		{ "int", "unsigned int" },
		{ "long int", "long unsigned int" },
		{ "long long int", "long long unsigned int" },
	};
	unsigned int seen[6] = { 0 };
	const char *word;
	size_t len;

	while (next_word(&text, &word, &len)) {
		size_t i = 0;

		while (i < 6 && (strncmp(word, words[i], len) || words[i][len]))
			i++;
		if (i == 6)
			return NULL;
		seen[i]++;
	}
	if (seen[4])
		return seen[0] ? "unsigned char" : seen[1] ? "signed char" : "char";
	if (!(seen[0] + seen[1] + seen[2] + seen[3] + seen[5]) || seen[3] > 2)
		return NULL;
	return names[seen[2] ? 0 : 1 + seen[3]][seen[0] ? 1 : 0];
}
