// SPDX-License-Identifier: GPL-2.0-only
/*
 * ctype.c: takes a type of any source; gives it as C text.
 *
 * C writes a type around the thing declared, so the text grows from the inside: each step
 * wraps the declarator that it has ("*", "[4]", "(args)") and hands it to the type behind.
 */
#include "translator/debuginfo/ctype.h"

#include <string.h>

#include "parser/base/arena.h"

enum {
	DEPTH = 32, /* of qualifiers in a row */
	STEPS = 2000, /* types in one text; what takes more is damaged */
};

struct writer {
	const struct speller *s;
	unsigned int steps; /* left */
};

static const char *declare(struct writer *w, const void *type, const char *inner);

static const char *join(struct writer *w, const char *word, const char *inner)
{
	return arena_printf(w->s->arena, *inner && *inner != '[' ? "%s %s" : "%s%s", word, inner);
}

static const char *declare_tagged(struct writer *w, const struct spelling *is, const char *inner)
{
	const char *name = is->name && *is->name ? is->name : "{...}";

	return join(w, arena_printf(w->s->arena, "%s %s", is->word, name), inner);
}

static const char *declare_func(struct writer *w, const struct spelling *is, const char *inner)
{
	struct arena *a = w->s->arena;
	const char *args = "";

	for (size_t i = 0; i < is->nparams; i++)
		args = arena_printf(a, "%s%s%s", args, i ? ", " : "",
				    declare(w, is->params[i], ""));
	if (is->variadic)
		args = arena_printf(a, "%s%s", args, *args ? ", ..." : "...");
	return declare(w, is->to, arena_printf(a, "%s(%s)", inner, *args ? args : "void"));
}

/* What is behind the qualifiers; false: void, or damaged. */
static bool behind(struct writer *w, const void *type, struct spelling *is)
{
	for (int i = 0; type && i < DEPTH; i++) {
		*is = (struct spelling){ 0 };
		if (!w->s->spell(w->s, type, is))
			return false;
		if (is->kind != SPELL_QUALIFIER && is->kind != SPELL_SILENT)
			return true;
		type = is->to;
	}
	return false;
}

/* "const" and its like stand behind the "*" that they qualify, but before anything else. */
static const char *declare_qualified(struct writer *w, const struct spelling *is, const char *inner)
{
	struct spelling of;

	if (behind(w, is->to, &of) && of.kind == SPELL_POINTER)
		return declare(w, is->to, join(w, is->word, inner));
	return join(w, is->word, declare(w, is->to, inner));
}

static const char *declare_pointer(struct writer *w, const struct spelling *is, const char *inner)
{
	struct spelling to;
	bool brackets = behind(w, is->to, &to) && (to.kind == SPELL_ARRAY || to.kind == SPELL_FUNC);

	return declare(w, is->to, arena_printf(w->s->arena, brackets ? "(*%s)" : "*%s", inner));
}

static const char *declare(struct writer *w, const void *type, const char *inner)
{
	struct arena *a = w->s->arena;
	struct spelling is = { 0 };

	if (!type)
		return join(w, "void", inner);
	if (!w->steps || !w->s->spell(w->s, type, &is))
		return join(w, "?", inner);
	w->steps--;

	switch (is.kind) {
	case SPELL_POINTER:
		return declare_pointer(w, &is, inner);
	case SPELL_ARRAY:
		inner = is.count ?
				arena_printf(a, "%s[%llu]", inner, (unsigned long long)is.count) :
				arena_printf(a, "%s[]", inner);
		return declare(w, is.to, inner);
	case SPELL_FUNC:
		return declare_func(w, &is, inner);
	case SPELL_QUALIFIER:
		return declare_qualified(w, &is, inner);
	case SPELL_SILENT:
		return declare(w, is.to, inner);
	case SPELL_TAG:
		return declare_tagged(w, &is, inner);
	default:
		return join(w, is.word, inner);
	}
}

const char *ctype_text(const struct speller *s, const void *type)
{
	struct writer w = { .s = s, .steps = STEPS };

	return declare(&w, type, "");
}

/* ---- as listings have it ---- */

static const char *list_type(struct writer *w, const void *type);

/* INNER: "(*)" of a pointer to it. */
static const char *list_func(struct writer *w, const struct spelling *is, const char *inner)
{
	struct arena *a = w->s->arena;
	const char *args = "";

	for (size_t i = 0; i < is->nparams; i++)
		args = arena_printf(a, "%s%s%s", args, i ? ", " : "", list_type(w, is->params[i]));
	if (is->variadic)
		args = arena_printf(a, "%s%s", args, *args ? ", ..." : "...");
	return arena_printf(a, "%s %s(%s)", list_type(w, is->to), inner, *args ? args : "void");
}

static const char *list_pointer(struct writer *w, const struct spelling *is)
{
	struct spelling to;

	if (behind(w, is->to, &to) && to.kind == SPELL_FUNC)
		return list_func(w, &to, "(*) ");
	return arena_printf(w->s->arena, "%s*", list_type(w, is->to));
}

/* The dimensions stand in C's order, the outermost first. */
static const char *list_array(struct writer *w, const struct spelling *array)
{
	struct spelling is = *array;
	const char *dims = "";
	const void *of;

	do {
		dims = is.count ? arena_printf(w->s->arena, "%s[%llu]", dims,
					       (unsigned long long)is.count) :
				  arena_printf(w->s->arena, "%s[]", dims);
		of = is.to;
		is = (struct spelling){ 0 };
	} while (of && w->steps && w->steps-- && w->s->spell(w->s, of, &is) &&
		 is.kind == SPELL_ARRAY);
	return arena_printf(w->s->arena, "%s%s", list_type(w, of), dims);
}

static const char *list_type(struct writer *w, const void *type)
{
	struct arena *a = w->s->arena;
	struct spelling is = { 0 };

	if (!type)
		return "void";
	if (!w->steps || !w->s->spell(w->s, type, &is))
		return "?";
	w->steps--;

	switch (is.kind) {
	case SPELL_POINTER:
		return list_pointer(w, &is);
	case SPELL_ARRAY:
		return list_array(w, &is);
	case SPELL_FUNC:
		return list_func(w, &is, "");
	case SPELL_QUALIFIER:
		return arena_printf(a, "%s %s", list_type(w, is.to), is.word);
	case SPELL_SILENT:
		return list_type(w, is.to);
	case SPELL_TAG:
		return declare_tagged(w, &is, "");
	default:
		return is.word;
	}
}

const char *ctype_listed(const struct speller *s, const void *type)
{
	struct writer w = { .s = s, .steps = STEPS };

	return list_type(&w, type);
}

/* ---- names ---- */

static bool next_word(const char **text, const char **word, size_t *len)
{
	*word = *text + strspn(*text, " \t");
	*len = strcspn(*word, " \t");
	*text = *word + *len;
	return *len != 0;
}

bool ctype_int_names(const char *text, const char *names[2])
{
	static const char *const words[] = { "unsigned", "signed", "short", "long", "char", "int" };
	/* By length: short, none, long, long long; then signed and unsigned; then gcc and clang. */
	static const char *const ints[4][2][2] = {
		{ { "short int", "short" }, { "short unsigned int", "unsigned short" } },
		{ { "int", "int" }, { "unsigned int", "unsigned int" } },
		{ { "long int", "long" }, { "long unsigned int", "unsigned long" } },
		{ { "long long int", "long long" },
		  { "long long unsigned int", "unsigned long long" } },
	};
	unsigned int seen[6] = { 0 };
	const char *word;
	size_t len;

	while (next_word(&text, &word, &len)) {
		size_t i = 0;

		while (i < 6 && (strncmp(word, words[i], len) || words[i][len]))
			i++;
		if (i == 6)
			return false;
		seen[i]++;
	}
	if (seen[4]) {
		names[0] = seen[0] ? "unsigned char" : seen[1] ? "signed char" : "char";
		names[1] = names[0];
		return true;
	}
	if (!(seen[0] + seen[1] + seen[2] + seen[3] + seen[5]) || seen[3] > 2)
		return false;
	memcpy(names, ints[seen[2] ? 0 : 1 + seen[3]][seen[0] ? 1 : 0], sizeof(ints[0][0]));
	return true;
}

enum ctype_tag ctype_split(const char *c_name, const char **name)
{
	static const char *const tags[] = {
		[TAG_STRUCT] = "struct",
		[TAG_UNION] = "union",
		[TAG_ENUM] = "enum",
	};

	c_name += strspn(c_name, " \t");
	*name = c_name;
	for (enum ctype_tag i = TAG_STRUCT; i <= TAG_ENUM; i++) {
		size_t n = strlen(tags[i]);

		if (strncmp(c_name, tags[i], n) || !c_name[n] || !strchr(" \t", c_name[n]))
			continue;
		*name = c_name + n + strspn(c_name + n, " \t");
		return i;
	}
	return TAG_NONE;
}
