/* SPDX-License-Identifier: GPL-2.0-only */
/* file.h: whole files and trees; what fails leaves its reason in errno. */
#ifndef SPILE_BUILD_FILE_H
#define SPILE_BUILD_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* NUL-terminated in the arena; LEN may be NULL.  NULL: errno. */
char *file_read(struct arena *a, const char *path, size_t *len);
bool file_write(const char *path, const void *data, size_t len);
bool file_write_text(const char *path, const char *text);
bool file_exists(const char *path);

bool dirs_make(struct arena *a, const char *path); /* like mkdir -p; an existing one is fine */
bool tree_remove(const char *path); /* like rm -rf; no such file is fine */

/* TEXT with every OLD replaced. */
const char *text_replace(struct arena *a, const char *text, const char *old, const char *by);
/* TEXT in single quotes, as a shell takes it. */
const char *text_shell(struct arena *a, const char *text);

#endif
