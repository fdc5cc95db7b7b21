/* SPDX-License-Identifier: GPL-2.0-only */
/* file.c: whole files and trees, and the text that names them. */
#define _GNU_SOURCE 1 /* nftw() */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "parser/base/out.h"

char *file_read(struct arena *a, const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	size_t done = 0;
	struct stat st;
	char *text;
	ssize_t n;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return NULL;
	}
	text = arena_alloc(a, (size_t)st.st_size + 1);
	do {
		n = read(fd, text + done, (size_t)st.st_size - done);
		done += n > 0 ? (size_t)n : 0;
	} while (n > 0 || (n < 0 && errno == EINTR));
	err = errno;
	close(fd);
	if (n < 0) {
		errno = err;
		return NULL;
	}
	text[done] = '\0';
	if (len)
		*len = done;
	return text;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

bool file_write(const char *path, const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), err;
	bool ok;

	if (fd < 0)
		return false;
	ok = write_all(fd, data, len);
	err = errno;
	if (close(fd) && ok)
		return false;
	errno = err;
	return ok;
}

bool file_write_text(const char *path, const char *text)
{
	return file_write(path, text, strlen(text));
}

bool file_exists(const char *path)
{
	return !access(path, F_OK);
}

bool dirs_make(struct arena *a, const char *path)
{
	char *part = arena_strdup(a, path);
	struct stat st;

	for (char *at = strchr(part + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdir(part, 0777) && errno != EEXIST && stat(part, &st))
			return false;
		*at = '/';
	}
	if (mkdir(part, 0777) && errno != EEXIST)
		return false;
	if (stat(part, &st))
		return false;
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return false;
	}
	return true;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path) && errno != ENOENT ? -1 : 0;
}

bool tree_remove(const char *path)
{
	return !nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) || errno == ENOENT;
}

const char *text_replace(struct arena *a, const char *text, const char *old, const char *by)
{
	size_t n = strlen(old);
	struct out o;

	out_init(&o, a);
	for (const char *at; (at = strstr(text, old)); text = at + n) {
		out_text(&o, arena_strndup(a, text, (size_t)(at - text)));
		out_text(&o, by);
	}
	out_text(&o, text);
	return o.text ? o.text : "";
}

const char *text_shell(struct arena *a, const char *text)
{
	return arena_printf(a, "'%s'", text_replace(a, text, "'", "'\\''"));
}
