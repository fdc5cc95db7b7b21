// SPDX-License-Identifier: GPL-2.0-only
/* deliver.c: copies a module out of a directory that is about to go. */
#include "deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "translator/session.h"

static bool copy(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = -1, err;
	struct stat st;
	off_t left;

	if (in < 0 || fstat(in, &st) < 0)
		goto fail;
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (out < 0)
		goto fail;
	for (left = st.st_size; left > 0;) {
		ssize_t n = sendfile(out, in, NULL, (size_t)left);

		if (n <= 0)
			goto fail;
		left -= n;
	}
	close(in);
	if (close(out) == 0)
		return true;
	unlink(to);
	return false;

fail:
	err = errno;
	if (in >= 0)
		close(in);
	if (out >= 0) {
		close(out);
		unlink(to);
	}
	errno = err;
	return false;
}

const char *deliver_module(struct session *s)
{
	bool in_cache = s->cache && !s->options.disable_cache &&
			!strncmp(s->module, s->cache, strlen(s->cache));
	const char *name = strrchr(s->module, '/');

	if (in_cache && !s->options.module_name)
		return s->module;
	name = name ? name + 1 : s->module;
	if (copy(s->module, name))
		return name;
	diag_error(s->diag, "cannot copy the module to %s: %s", name, strerror(errno));
	return NULL;
}
