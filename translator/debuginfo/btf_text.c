// SPDX-License-Identifier: GPL-2.0-only
/* btf_text.c: takes a type of BTF; gives it as C text, or as listings have it. */
#include <bpf/btf.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/btf_part.h"
#include "translator/debuginfo/ctype.h"

/* A type's number is its handle: 0 is void to BTF, too. */
static const void *handle(uint32_t id)
{
	return (const void *)(uintptr_t)id;
}

static bool spell_func(const struct speller *s, const struct btf_type *t, struct spelling *is)
{
	const struct btf_param *p = btf_params(t);
	size_t n = btf_vlen(t);
	const void **params = arena_array(s->arena, const void *, n + 1);

	for (size_t i = 0; i < n; i++)
		params[i] = handle(p[i].type);
	is->kind = SPELL_FUNC;
	is->to = handle(t->type);
	is->params = params;
	is->variadic = n && !p[n - 1].type;
	is->nparams = n - is->variadic;
	return true;
}

static bool spell_tag(const struct part *p, const struct btf_type *t, const char *word,
		      struct spelling *is)
{
	is->kind = SPELL_TAG;
	is->word = word;
	is->name = part_name(p, t->name_off);
	return true;
}

static bool spell_to(enum spelling_kind kind, const char *word, uint32_t to, struct spelling *is)
{
	is->kind = kind;
	is->word = word;
	is->to = handle(to);
	return true;
}

static bool btf_spell(const struct speller *s, const void *type, struct spelling *is)
{
	const struct part *p = s->data;
	const struct btf_type *t = btf__type_by_id(p->btf, (uint32_t)(uintptr_t)type);

	if (!t)
		return false;
	switch (btf_kind(t)) {
	case BTF_KIND_PTR:
		return spell_to(SPELL_POINTER, NULL, t->type, is);
	case BTF_KIND_ARRAY:
		is->count = btf_array(t)->nelems;
		return spell_to(SPELL_ARRAY, NULL, btf_array(t)->type, is);
	case BTF_KIND_FUNC_PROTO:
		return spell_func(s, t, is);
	case BTF_KIND_CONST:
		return spell_to(SPELL_QUALIFIER, "const", t->type, is);
	case BTF_KIND_VOLATILE:
		return spell_to(SPELL_QUALIFIER, "volatile", t->type, is);
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return spell_to(SPELL_SILENT, NULL, t->type, is);
	case BTF_KIND_STRUCT:
		return spell_tag(p, t, "struct", is);
	case BTF_KIND_UNION:
		return spell_tag(p, t, "union", is);
	case BTF_KIND_FWD:
		return spell_tag(p, t, btf_kflag(t) ? "union" : "struct", is);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return spell_tag(p, t, "enum", is);
	default:
		is->kind = SPELL_NAME;
		is->word = part_name(p, t->name_off);
		return true;
	}
}

const char *part_text(const struct part *p, struct arena *a, uint32_t id)
{
	const struct speller s = { .spell = btf_spell, .arena = a, .data = (void *)p };

	return ctype_text(&s, handle(id));
}

const char *part_listed(const struct part *p, struct arena *a, uint32_t id)
{
	const struct speller s = { .spell = btf_spell, .arena = a, .data = (void *)p };

	return ctype_listed(&s, handle(id));
}
