/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * recipe.h: how kbuild builds a module for one kernel, as a shell script.
 *
 * kbuild takes half a second to find out what to do, and it is the same for every script.  So it
 * builds one small module, and the commands that it leaves in its .cmd files become a recipe,
 * which is used only if following it gives the very bytes that kbuild gave.
 */
#ifndef SPILE_BUILD_RECIPE_H
#define SPILE_BUILD_RECIPE_H

struct build;

struct recipe {
	const char *id; /* hash of the kernel's build tree and of the tools */
	const char *compile; /* shell text: compiles $1 to $2, for a module in @DIR@ */
	const char *link; /* the linker */
	const char *script; /* shell text: builds module @NAME@ in @DIR@; NULL: not proven */
};

/* From the cache, or by asking kbuild.  NULL: diagnostics were given. */
const struct recipe *recipe_get(struct build *b);
/* Only from the cache, or NULL. */
const struct recipe *recipe_find(struct build *b);

/* Says that the kernel's headers don't do, after a build in DIR that said OUT. */
void recipe_failed(struct build *b, const char *dir, const char *out);

/* TEXT of a recipe for a directory and a module. */
const char *recipe_text(struct build *b, const char *text, const char *dir, const char *name);

#endif
