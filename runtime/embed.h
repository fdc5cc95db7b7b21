/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * embed.h: the names by which embedded C of scripts speaks to the translator, as the
 * language's manual gives them.  spile's own library returns plain C values.
 *
 * STAP_RETVALUE is an s64, or a buffer of MAXSTRINGLEN bytes in a function of strings; its
 * type tells STAP_RETURN() and STAP_ERROR() what the function returns.
 */
#ifndef SPL_EMBED_H
#define SPL_EMBED_H

#define MAXSTRINGLEN (spl_script.limits.maxstringlen)
#define CONTEXT c

static inline s64 spl_return_long(struct spl_context *c, s64 v)
{
	return v;
}

static inline struct spl_str spl_return_string(struct spl_context *c, const char *v)
{
	return spl_str_new(c, v, strlen(v));
}

static inline char *spl_embed_string(struct spl_context *c)
{
	char *p = spl_str_home(c);

	if (p)
		*p = 0;
	return p;
}

/* The sum makes a number of nothing, for functions without a value. */
#define STAP_RETURN(...) \
	return _Generic((STAP_RETVALUE), char *: spl_return_string, \
			default: spl_return_long)(c, __VA_ARGS__ + 0)

#define STAP_ERROR(...)                                                                   \
	do {                                                                              \
		spl_error(c, NULL, __VA_ARGS__);                                          \
		return _Generic((STAP_RETVALUE), char *: spl_return_string,             \
				default: spl_return_long)(                              \
			c, _Generic((STAP_RETVALUE), char *: "", default: 0)); \
	} while (0)

#define STAP_PRINTF(...) spl_printf(c, __VA_ARGS__)

#endif
