/* SPDX-License-Identifier: GPL-2.0-only */
/* ctype.h: types as C writes them, and C's names for types as debug information spells them. */
#ifndef SPILE_CTYPE_H
#define SPILE_CTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum spelling_kind {
	SPELL_NAME, /* WORD: "int", a typedef */
	SPELL_TAG, /* WORD and NAME: "struct" "file"; without a NAME "struct {...}" */
	SPELL_POINTER, /* to TO */
	SPELL_ARRAY, /* of COUNT elements TO; 0: not given */
	SPELL_FUNC, /* that returns TO */
	SPELL_QUALIFIER, /* WORD, of TO */
	SPELL_SILENT, /* TO, as if this were not there */
};

/* What a type is to the one who writes it down.  TYPE is a source's own handle; NULL is void. */
struct spelling {
	enum spelling_kind kind;
	const char *word, *name;
	const void *to;
	uint64_t count;
	const void *const *params; /* FUNC */
	size_t nparams;
	bool variadic;
};

/* A source's view of its types; false: TYPE is damaged. */
struct speller {
	bool (*spell)(const struct speller *s, const void *type, struct spelling *is);
	struct arena *arena;
	void *data;
};

/*
 * The text of a type: "const char *", "size_t", "int (*)(struct file *, ...)", "char[16]".
 * A damaged or endless one comes out as "?" in part.
 */
const char *ctype_text(const struct speller *s, const void *type);
/*
 * The same as listings have it, each part behind what it is made of, with no blank before "*":
 * "char const*", "struct file*", "int (*) (struct file*, ...)", "char[16]".
 */
const char *ctype_listed(const struct speller *s, const void *type);

/*
 * An integer type's words in any order and with anything left out that C allows, in the
 * spellings that compilers put into debug information: "unsigned long" is "long unsigned int" to
 * gcc (names[0]) and "unsigned long" to clang (names[1]).  False: not made of such words.
 */
bool ctype_int_names(const char *text, const char *names[2]);

enum ctype_tag { TAG_NONE, TAG_STRUCT, TAG_UNION, TAG_ENUM };

/* "struct file" is a TAG_STRUCT and *name "file"; "size_t" has none. */
enum ctype_tag ctype_split(const char *c_name, const char **name);

#endif
