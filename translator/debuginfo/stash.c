/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stash.c: takes the bytes of a file that is dear to make; gives the path to read them by.
 *
 * The file gets its name only when it is whole: it is made without one (O_TMPFILE), or, where
 * the file system can't do that, under a hidden name.  Readers never see half of it, and two
 * writers at once do no harm, for both write the same.
 */
#include "translator/debuginfo/stash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parser/base/arena.h"

const char *stash_path(struct arena *a, const char *cache, const char *folder, const char *name)
{
	return cache ? arena_printf(a, "%s/%s/%s", cache, folder, name) : NULL;
}

/* A file in the cache that has no name yet, or a hidden one. */
static int cache_file(struct stash *s, const char *cache, const char *folder)
{
	const char *dir = arena_printf(s->arena, "%s/%s", cache, folder);
	char *temp;
	int fd;

	if (mkdir(dir, 0755) && errno != EEXIST)
		return -1;
	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0644);
	if (fd >= 0)
		return fd;
	temp = arena_printf(s->arena, "%s/.new-XXXXXX", dir);
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return -1;
	fchmod(fd, 0644);
	s->temp = temp;
	return fd;
}

bool stash_open(struct stash *s, struct arena *a, const char *cache, const char *folder,
		const char *name)
{
	*s = (struct stash){ .arena = a, .fd = -1 };
	if (cache) {
		s->fd = cache_file(s, cache, folder);
		if (s->fd >= 0)
			s->path = stash_path(a, cache, folder, name);
	}
	if (s->fd < 0)
		s->fd = memfd_create(name, MFD_CLOEXEC);
	return s->fd >= 0;
}

bool stash_write(struct stash *s, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(s->fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

const char *stash_keep(struct stash *s)
{
	/* The descriptor stays open on purpose: it is all that holds the file. */
	if (!s->path)
		return arena_printf(s->arena, "/proc/self/fd/%d", s->fd);

	if (!s->temp) {
		const char *self = arena_printf(s->arena, "/proc/self/fd/%d", s->fd);
		const char *temp = arena_printf(s->arena, "%s.%ld", s->path, (long)getpid());

		if (linkat(AT_FDCWD, self, AT_FDCWD, temp, AT_SYMLINK_FOLLOW))
			goto failed;
		s->temp = temp;
	}
	if (rename(s->temp, s->path))
		goto failed;
	close(s->fd);
	return s->path;

failed:
	stash_drop(s);
	return NULL;
}

void stash_drop(struct stash *s)
{
	int err = errno;

	if (s->temp)
		unlink(s->temp);
	close(s->fd);
	errno = err;
}
