/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unpack.c: takes packed bytes in memory; writes the ELF file that is in them.
 *
 * A bzImage carries the kernel as an ELF file, packed; its set-up header says where (boot
 * protocol 2.08 and later).  Behind the packed stream stand four bytes with the length of the
 * result, and sometimes padding.
 */
#include "translator/debuginfo/unpack.h"

#include <errno.h>
#include <lz4.h>
#include <lzma.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/stash.h"

enum {
	CHUNK = 128 << 10,
	LZ4_BLOCK = 8 << 20, /* what one block of lz4's legacy format holds at most */
};

/* What a format's decoder works on. */
struct job {
	struct stash *to;
	const unsigned char *data;
	size_t len;
	unsigned char *room; /* CHUNK bytes */
	uint64_t written;
	const char *why; /* a constant, or NULL */
	int err; /* of the write that failed */
};

static bool job_put(struct job *j, const void *data, size_t len)
{
	if (!j->written && len && (len < 4 || memcmp(data, "\177ELF", 4))) {
		j->why = "what is packed in it is not an ELF file";
		return false;
	}
	if (j->written + len > (uint64_t)2 << 30) {
		j->why = "what is packed in it is larger than any kernel";
		return false;
	}
	if (!stash_write(j->to, data, len)) {
		j->err = errno;
		return false;
	}
	j->written += len;
	return true;
}

static bool run_lzma(struct job *j, lzma_stream *s)
{
	lzma_ret ret;

	s->next_in = j->data;
	s->avail_in = j->len;
	do {
		s->next_out = j->room;
		s->avail_out = CHUNK;
		ret = lzma_code(s, LZMA_RUN);
		if (!job_put(j, j->room, CHUNK - s->avail_out))
			return false;
	} while (ret == LZMA_OK);
	return ret == LZMA_STREAM_END;
}

static bool unpack_xz(struct job *j)
{
	lzma_stream s = LZMA_STREAM_INIT;
	bool ok = lzma_stream_decoder(&s, UINT64_MAX, 0) == LZMA_OK && run_lzma(j, &s);

	lzma_end(&s);
	return ok;
}

static bool unpack_lzma(struct job *j)
{
	lzma_stream s = LZMA_STREAM_INIT;
	bool ok = lzma_alone_decoder(&s, UINT64_MAX) == LZMA_OK && run_lzma(j, &s);

	lzma_end(&s);
	return ok;
}

static bool unpack_gzip(struct job *j)
{
	z_stream s = { 0 };
	bool ok = true;
	int ret;

	if (inflateInit2(&s, 16 + MAX_WBITS) != Z_OK)
		return false;
	s.next_in = (unsigned char *)j->data;
	s.avail_in = (unsigned int)j->len;
	do {
		s.next_out = j->room;
		s.avail_out = CHUNK;
		ret = inflate(&s, Z_NO_FLUSH);
		ok = job_put(j, j->room, CHUNK - s.avail_out);
	} while (ok && ret == Z_OK);
	inflateEnd(&s);
	return ok && ret == Z_STREAM_END;
}

static bool unpack_zstd(struct job *j)
{
	ZSTD_DCtx *s = ZSTD_createDCtx();
	ZSTD_inBuffer in = { j->data, j->len, 0 };
	size_t ret = 1;
	bool ok = s != NULL;

	if (!ok)
		return false;
	ZSTD_DCtx_setParameter(s, ZSTD_d_windowLogMax, 31); /* kernels are packed with --ultra */
	while (ok && ret) {
		ZSTD_outBuffer out = { j->room, CHUNK, 0 };
		size_t was = in.pos;

		ret = ZSTD_decompressStream(s, &out, &in);
		ok = !ZSTD_isError(ret) && (out.pos || in.pos > was) &&
		     job_put(j, j->room, out.pos);
	}
	ZSTD_freeDCtx(s);
	return ok;
}

/* The legacy format: a magic number, then blocks, each after its packed length. */
static bool unpack_lz4(struct job *j)
{
	char *block = malloc(LZ4_BLOCK);
	size_t at = 4;
	bool ok = block != NULL;

	while (ok && at + 4 < j->len) {
		uint32_t packed;
		int n;

		memcpy(&packed, j->data + at, 4);
		at += 4;
		if (!packed || packed > j->len - at)
			break; /* the length of the whole, not of a block */
		n = LZ4_decompress_safe((const char *)j->data + at, block, (int)packed, LZ4_BLOCK);
		ok = n > 0 && job_put(j, block, (size_t)n);
		at += packed;
	}
	free(block);
	return ok && j->written;
}

static const struct format {
	const char *name;
	unsigned char magic[6];
	size_t len;
	bool (*unpack)(struct job *j); /* NULL: known, but not handled */
} formats[] = {
	{ "xz", { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6, unpack_xz },
	{ "zstd", { 0x28, 0xb5, 0x2f, 0xfd }, 4, unpack_zstd },
	{ "gzip", { 0x1f, 0x8b, 0x08 }, 3, unpack_gzip },
	{ "lz4", { 0x02, 0x21, 0x4c, 0x18 }, 4, unpack_lz4 },
	{ "lzma", { 0x5d, 0, 0 }, 3, unpack_lzma },
	{ "bzip2", { 'B', 'Z', 'h' }, 3, NULL },
	{ "lzo", { 0x89, 'L', 'Z', 'O', 0, '\r' }, 6, NULL },
};

enum {
	NFORMATS = sizeof(formats) / sizeof(formats[0]),
};

static const struct format *format_of(const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < NFORMATS; i++)
		if (len >= formats[i].len && !memcmp(data, formats[i].magic, formats[i].len))
			return &formats[i];
	return NULL;
}

const char *unpack_format(const unsigned char *data, size_t len)
{
	const struct format *f = format_of(data, len);

	return f ? f->name : NULL;
}

bool unpack_elf(struct stash *to, struct arena *a, const unsigned char *data, size_t len,
		const char **why)
{
	const struct format *f = format_of(data, len);
	struct job j = { .to = to, .data = data, .len = len };
	bool ok;

	if (!f) {
		*why = "it is not packed in a known format";
		return false;
	}
	if (!f->unpack) {
		*why = arena_printf(a, "it is packed with %s, which is not supported", f->name);
		return false;
	}
	j.room = malloc(CHUNK);
	ok = j.room && f->unpack(&j);
	free(j.room);
	if (ok)
		return true;
	if (j.err)
		*why = arena_printf(a, "its content can't be written: %s", strerror(j.err));
	else
		*why = j.why ? j.why : arena_printf(a, "its %s data is damaged", f->name);
	return false;
}

static uint32_t get32(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

/* Where the set-up header of a bzImage says that its payload is. */
static bool bzimage_payload(const unsigned char *data, size_t len, size_t *at, size_t *n)
{
	size_t sectors;

	if (len < 0x250 || memcmp(data + 0x202, "HdrS", 4) || data[0x207] < 2 ||
	    (data[0x207] == 2 && data[0x206] < 8))
		return false;
	sectors = data[0x1f1] ? data[0x1f1] : 4;
	*at = (sectors + 1) * 512 + (size_t)get32(data + 0x248);
	*n = get32(data + 0x24c);
	return *at < len && *n <= len - *at;
}

static bool start_again(struct stash *to)
{
	return !ftruncate(to->fd, 0) && lseek(to->fd, 0, SEEK_SET) == 0;
}

bool unpack_image(struct stash *to, struct arena *a, const unsigned char *data, size_t len,
		  const char **why)
{
	size_t at, n;
	const char *unused;

	if (bzimage_payload(data, len, &at, &n) && unpack_format(data + at, n))
		return unpack_elf(to, a, data + at, n, why);

	/* The last of the formats' magic numbers are too short to be looked for. */
	for (at = 0; at + 6 < len; at++) {
		const struct format *f = format_of(data + at, len - at);

		if (!f || !f->unpack || f->unpack == unpack_lzma)
			continue;
		if (unpack_elf(to, a, data + at, len - at, &unused))
			return true;
		if (!start_again(to))
			break;
	}
	*why = "no packed kernel is found in it";
	return false;
}
