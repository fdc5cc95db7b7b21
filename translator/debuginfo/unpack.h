/* SPDX-License-Identifier: GPL-2.0-only */
/* unpack.h: compressed kernels and modules, by the libraries of their formats. */
#ifndef SPILE_UNPACK_H
#define SPILE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct stash;

/* The format that these bytes begin like: "xz", "zstd" ...; NULL: none that is known. */
const char *unpack_format(const unsigned char *data, size_t len);

/*
 * Writes what is packed in DATA to TO, and stops at the end of the packed stream: bytes behind
 * it don't matter.  The result must be an ELF file, which is checked at its first bytes.
 * False: *why, in the arena.
 */
bool unpack_elf(struct stash *to, struct arena *a, const unsigned char *data, size_t len,
		const char **why);

/*
 * Finds the packed ELF file in the kernel image of LEN bytes at DATA and unpacks it: where the
 * header of a bzImage says, else at the first place that looks packed and unpacks well.
 */
bool unpack_image(struct stash *to, struct arena *a, const unsigned char *data, size_t len,
		  const char **why);

#endif
