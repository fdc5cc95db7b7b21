// SPDX-License-Identifier: GPL-2.0-only
/*
 * tapset.c: an index of the script library by name, from a scan of tokens, and the trees
 * of the files that were needed.
 */
#include "tapset.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "translator/session.h"

struct file {
	const char *path;
	const struct source *src;
	struct script *script; /* NULL until it is needed */
	bool failed;
};

struct tapset {
	struct strmap func_files, global_files, alias_files; /* name -> struct files */
	struct strmap funcs; /* name -> struct func_list */
	struct strmap globals; /* name -> struct var */
	struct strmap aliases; /* first component -> struct alias_list */
	VEC(struct file *) files; /* all but those of macros */
	VEC(struct probe_decl *) probes; /* of the files that were read */
	size_t given; /* of these, by tapset_next_probe() */
};

struct files {
	VEC(struct file *) list;
};

struct indexing {
	struct session *s;
	struct file *file;
};

static void index_name(void *data, int kind, const char *name)
{
	struct indexing *x = data;
	struct tapset *t = x->s->tapset;
	struct arena *a = x->s->arena;
	struct strmap *m = kind == 'f' ? &t->func_files :
			   kind == 'g' ? &t->global_files :
			   kind == 'a' ? &t->alias_files :
					 NULL;
	struct files *f;

	if (!m)
		return;
	if (kind == 'a') { /* the first component finds an alias */
		size_t n = strcspn(name, ".");

		name = arena_strndup(a, name, n);
	}
	f = strmap_get(m, name);
	if (!f) {
		f = arena_new(a, struct files);
		strmap_set(m, arena_strdup(a, name), f);
	}
	if (!f->list.n || f->list.v[f->list.n - 1] != x->file)
		vec_push(a, &f->list, x->file);
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), e = strlen(end);

	return n > e && !strcmp(name + n - e, end);
}

static bool read_file(struct session *s, const char *path)
{
	int err;
	struct source *src = source_read(s->arena, path, &err);
	struct file *f;
	struct indexing x = { .s = s };

	if (!src) {
		diag_error(s->diag, "cannot read %s: %s", path, strerror(err));
		return false;
	}
	src->kind = SOURCE_TAPSET;
	src->guru = true;
	if (ends_in(path, ".stpm"))
		return parse_macros(&s->parser, src);
	f = arena_new(s->arena, struct file);
	f->path = path;
	f->src = src;
	vec_push(s->arena, &s->tapset->files, f);
	x.file = f;
	parse_index(&s->parser, src, index_name, &x);
	return true;
}

/* Macros come first, for a script's conditions may use them. */
static bool read_dir(struct session *s, const char *dir, bool required)
{
	static const char *const ends[] = { ".stpm", ".stp" };
	struct dirent **list;
	int n = scandir(dir, &list, NULL, alphasort);
	bool ok = true;

	if (n < 0) {
		if (required)
			diag_error(s->diag, "cannot read the directory %s: %s", dir,
				   strerror(errno));
		return !required;
	}
	for (size_t e = 0; e < sizeof(ends) / sizeof(*ends); e++)
		for (int i = 0; i < n; i++)
			if (ends_in(list[i]->d_name, ends[e]))
				ok &= read_file(s, arena_printf(s->arena, "%s/%s", dir,
								list[i]->d_name));
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
	return ok;
}

bool tapset_open(struct session *s)
{
	struct tapset *t = arena_new(s->arena, struct tapset);
	const char *base = arena_printf(s->arena, "%s/tapsets", s->share);
	const char *dir;
	bool ok;

	s->tapset = t;
	strmap_init(&t->func_files, s->arena);
	strmap_init(&t->global_files, s->arena);
	strmap_init(&t->alias_files, s->arena);
	strmap_init(&t->funcs, s->arena);
	strmap_init(&t->globals, s->arena);
	strmap_init(&t->aliases, s->arena);

	ok = read_dir(s, base, true);
	ok &= read_dir(s, arena_printf(s->arena, "%s/%s", base, s->parser.target.arch), false);
	vec_each(dir, &s->options.tapset_dirs)
		ok &= read_dir(s, dir, true);
	return ok;
}

static void add_func(struct session *s, struct func *f)
{
	struct func_list *l = strmap_get(&s->tapset->funcs, f->name);

	if (!l) {
		l = arena_new(s->arena, struct func_list);
		strmap_set(&s->tapset->funcs, f->name, l);
	}
	vec_push(s->arena, &l->funcs, f);
}

static void add_alias(struct session *s, struct alias *al)
{
	const char *first = al->name->parts.v[0].name;
	struct alias_list *l = strmap_get(&s->tapset->aliases, first);

	if (!l) {
		l = arena_new(s->arena, struct alias_list);
		strmap_set(&s->tapset->aliases, first, l);
	}
	vec_push(s->arena, &l->aliases, al);
}

static void load(struct session *s, struct files *files)
{
	struct file *f;
	struct probe_decl *decl;
	struct func *fn;
	struct alias *al;
	struct var *g;

	if (!files)
		return;
	vec_each(f, &files->list) {
		if (f->script || f->failed)
			continue;
		vec_push(s->arena, &s->sources, f->src);
		f->script = parse_text(&s->parser, f->src);
		if (!f->script) {
			f->failed = true;
			continue;
		}
		vec_each(fn, &f->script->funcs)
			add_func(s, fn);
		vec_each(al, &f->script->aliases)
			add_alias(s, al);
		vec_each(g, &f->script->globals)
			if (!g->is_private)
				strmap_set(&s->tapset->globals, g->name, g);
		vec_each(decl, &f->script->probes)
			vec_push(s->arena, &s->tapset->probes, decl);
	}
}

struct probe_decl *tapset_next_probe(struct session *s)
{
	struct tapset *t = s->tapset;

	return t->given < t->probes.n ? t->probes.v[t->given++] : NULL;
}

const struct func_list *tapset_funcs(struct session *s, const char *name)
{
	static const struct func_list none;
	struct func_list *l;

	load(s, strmap_get(&s->tapset->func_files, name));
	l = strmap_get(&s->tapset->funcs, name);
	return l ? l : &none;
}

void tapset_all(struct session *s, struct func_list *all)
{
	struct strmap *files = &s->tapset->func_files, *funcs = &s->tapset->funcs;
	struct func *f;

	for (size_t i = 0; i < files->n; i++)
		load(s, files->entries[i].value);
	for (size_t i = 0; i < funcs->n; i++)
		vec_each(f, &((struct func_list *)funcs->entries[i].value)->funcs)
			vec_push(s->arena, &all->funcs, f);
}

struct var *tapset_global(struct session *s, const char *name)
{
	load(s, strmap_get(&s->tapset->global_files, name));
	return strmap_get(&s->tapset->globals, name);
}

/* Of all first components that a pattern matches; "**" reaches over more than the first. */
static const struct alias_list *aliases_matching(struct session *s, const char *pattern)
{
	struct alias_list *all = arena_new(s->arena, struct alias_list), *l;
	char *first = arena_strdup(s->arena, pattern);
	char *rest = strstr(first, "**");
	struct alias *al;

	if (rest)
		rest[1] = '\0';
	for (size_t i = 0; i < s->tapset->alias_files.n; i++) {
		const char *name = s->tapset->alias_files.entries[i].key;

		if (fnmatch(first, name, 0) != 0)
			continue;
		load(s, s->tapset->alias_files.entries[i].value);
		l = strmap_get(&s->tapset->aliases, name);
		if (!l)
			continue;
		vec_each(al, &l->aliases)
			vec_push(s->arena, &all->aliases, al);
	}
	return all;
}

const struct alias_list *tapset_aliases(struct session *s, const char *first)
{
	static const struct alias_list none;
	struct alias_list *l;

	if (strchr(first, '*'))
		return aliases_matching(s, first);
	load(s, strmap_get(&s->tapset->alias_files, first));
	l = strmap_get(&s->tapset->aliases, first);
	return l ? l : &none;
}

bool tapset_defines(const struct session *s, const char *name)
{
	return strmap_has(&s->tapset->func_files, name);
}

const char *tapset_nearest_func(struct session *s, const char *name)
{
	return strmap_nearest(&s->tapset->func_files, name);
}

const struct script *tapset_script(struct session *s, const struct source *src)
{
	struct file *f;

	vec_each(f, &s->tapset->files)
		if (f->src == src)
			return f->script;
	return NULL;
}
