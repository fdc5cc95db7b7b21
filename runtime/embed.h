/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * embed.h: included by a script's C behind spl.h: the names by which embedded C of scripts
 * speaks to the translator, as the language's manual gives them.  spile's own library returns
 * plain C values.
 *
 * STAP_RETVALUE is an s64, or a buffer of MAXSTRINGLEN bytes in a function of strings; its
 * type tells STAP_RETURN() and STAP_ERROR() what the function returns.  STAP_ARG_x and
 * STAP_GLOBAL_GET_x() are made for each piece of C by the translator.
 */
#ifndef SPL_EMBED_H
#define SPL_EMBED_H

#include "compat/string.h"

/* A string where a number is awaited, or the other way round, is no warning only. */
#pragma GCC diagnostic error "-Wint-conversion"

/* What C asks that is written for several releases of SystemTap; as systemtap_v. */
#define STAP_VERSION(major, minor) (((major) << 8) + (minor))
#define STAP_COMPAT_VERSION STAP_VERSION(5, 2)

#define MAXSTRINGLEN (spl_script.limits.maxstringlen)
#define CONTEXT c

static inline s64 spl_return_long(struct spl_context *c, s64 v)
{
	return v;
}

static inline struct spl_str spl_return_string(struct spl_context *c, const char *v)
{
	return v ? spl_str_new(c, v, strlen(v)) : SPL_EMPTY;
}

static inline char *spl_embed_string(struct spl_context *c)
{
	char *p = spl_str_home(c);

	if (p)
		*p = 0;
	return p;
}

static inline struct spl_str spl_str_of(const char *p)
{
	return p ? (struct spl_str){ p, strlen(p) } : SPL_EMPTY;
}

#define SPL_EMBED_RETURN \
	_Generic((STAP_RETVALUE), char * : spl_return_string, default : spl_return_long)
#define SPL_EMBED_NONE _Generic((STAP_RETVALUE), char * : "", default : 0)

/* The sum makes a number of nothing, for functions without a value. */
#define STAP_RETURN(...) return SPL_EMBED_RETURN(c, __VA_ARGS__ + 0)

#define STAP_ERROR(...)                                     \
	do {                                                \
		spl_error(c, NULL, __VA_ARGS__);            \
		return SPL_EMBED_RETURN(c, SPL_EMBED_NONE); \
	} while (0)

/* The overload behind this one is called instead. */
#define STAP_NEXT                                           \
	do {                                                \
		c->next = true;                             \
		return SPL_EMBED_RETURN(c, SPL_EMBED_NONE); \
	} while (0)

#define STAP_PRINTF(...) spl_printf(c, __VA_ARGS__)

/*
 * What P points to, a number or a pointer, in the kernel or in the running program; where it can't
 * be read it is 0, and the function fails when it returns.
 */
#define kread(p) ((typeof(*(p)))(unsigned long)spl_load(c, (unsigned long)(p), sizeof(*(p)), NULL))
#define uread(p) \
	((typeof(*(p)))(unsigned long)spl_load_user(c, (unsigned long)(p), sizeof(*(p)), NULL))
#define kderef(size, addr) spl_load(c, (unsigned long)(addr), (size), NULL)
#define uderef(size, addr) spl_load_user(c, (unsigned long)(addr), (size), NULL)
#define CATCH_DEREF_FAULT() ((void)0) /* nothing is left to be done */

#endif
