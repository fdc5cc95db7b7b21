/* SPDX-License-Identifier: GPL-2.0-only */
/* output.c: buffered writing that survives partial writes and says what a full disk means. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

bool output_open(struct output *o, const char *path)
{
	o->path = path;
	o->fd = STDOUT_FILENO;
	o->state = OUTPUT_FINE;
	o->n = 0;
	if (!path)
		return true;
	o->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (o->fd >= 0)
		return true;
	say_error("%s: %s", path, strerror(errno));
	return false;
}

static void output_lost(struct output *o, int err)
{
	if (err == EPIPE) {
		o->state = OUTPUT_CLOSED;
		return;
	}
	o->state = OUTPUT_FAILED;
	say_error("writing %s: %s", o->path ? o->path : "standard output", strerror(err));
}

static void output_write(struct output *o, const char *text, size_t len)
{
	ssize_t n;

	while (len && o->state == OUTPUT_FINE) {
		n = write(o->fd, text, len);
		if (n >= 0) {
			text += n;
			len -= n;
		} else if (errno == EINTR || errno == EAGAIN) {
			if (*o->hurry >= 2)
				o->state = OUTPUT_CLOSED;
			else if (errno == EAGAIN) /* somebody else made it non-blocking */
				usleep(1000);
		} else {
			output_lost(o, errno);
		}
	}
}

void output_flush(struct output *o)
{
	output_write(o, o->text, o->n);
	o->n = 0;
}

void output_put(struct output *o, const char *text, size_t len)
{
	if (len > sizeof(o->text) - o->n)
		output_flush(o);
	if (len > sizeof(o->text)) {
		output_write(o, text, len);
		return;
	}
	memcpy(o->text + o->n, text, len);
	o->n += len;
}

void output_message(struct output *o, const char *kind, const char *text, size_t len)
{
	while (len && text[len - 1] == '\n')
		len--;
	output_flush(o); /* what was printed before stays before */
	fprintf(stderr, "%s%.*s\n", kind, (int)len, text);
}

void output_close(struct output *o)
{
	output_flush(o);
	if (o->path && o->fd >= 0 && close(o->fd) && o->state == OUTPUT_FINE)
		output_lost(o, errno);
}
