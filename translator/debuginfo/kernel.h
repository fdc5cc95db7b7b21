/* SPDX-License-Identifier: GPL-2.0-only */
/* kernel.h: the target kernel: its release, image, modules, headers, configuration, build-id. */
#ifndef SPILE_KERNEL_H
#define SPILE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct strmap;

struct kernel {
	struct arena *arena;
	const char *release; /* "6.1.0-56-amd64" */
	const char *version; /* "6.1.0" */
	const char *arch; /* "x86_64" */
	bool running; /* it is the kernel that runs here */
	const char *build; /* directory to build modules in, or NULL: no headers */
	const char *image; /* its vmlinuz, or NULL */
	const char *modules; /* .../lib/modules/RELEASE, or NULL */
	const char *cache; /* directory for what is kept per build-id, or NULL: keep nothing */
	/* found when asked */
	unsigned char build_id[64];
	size_t build_id_len;
	const char *config; /* text of the configuration file; "": there is none */
	const char *payload; /* kernel_payload() */
	struct strmap *module_files; /* modules.c: those that are installed */
	void *btf; /* btf.c: the kernel's own types, which its modules share */
};

struct kernel_options {
	const char *release; /* -r RELEASE or -r BUILD-DIRECTORY; NULL: see kernel_open() */
	const char *cache; /* spile's cache directory, or NULL */
	bool for_vm; /* the default is then the running one if image and headers are there, else the
			newest that has both */
};

/*
 * The default is the running release.  A -r with a '/' is a build directory.  Images are looked
 * for as /boot/vmlinuz-R, /lib/modules/R/vmlinuz, the same under CACHE/kernels/R (there also in
 * usr/lib), and BUILD/arch/x86/boot/bzImage; modules as /lib/modules/R/kernel and the same under
 * CACHE/kernels/R; headers as /lib/modules/R/build, /usr/src/linux-headers-R, and the latter under
 * CACHE/kernels/R.  What is not found stays NULL.  Nothing at all found: NULL, and *why says what
 * is missing.
 */
struct kernel *kernel_open(struct arena *a, const struct kernel_options *opt, const char **why);

/* From /sys/kernel/notes when running, else from the image.  False: *why. */
bool kernel_build_id(struct kernel *k, const char **why);
const char *build_id_text(struct arena *a, const unsigned char *id, size_t len);
/* As hexadecimal digits, in the arena; NULL: kernel_build_id() fails. */
const char *kernel_build_id_text(struct kernel *k);
/*
 * "y", "m", a number, a text without its quotes, "n" when not set; NULL: no configuration
 * file.  NAME with or without "CONFIG_".
 */
const char *kernel_config(struct kernel *k, const char *name);
/*
 * A file with the image's uncompressed ELF payload, extracted once and cached (without a cache:
 * in memory, until the program ends).  Handles gzip, xz, zstd, lz4 and lzma, and an image that
 * is an ELF file itself.  NULL: *why.
 */
const char *kernel_payload(struct kernel *k, const char **why);
/*
 * Of modules.c.  The module's .ko, .ko.xz, .ko.zst or .ko.gz: by modules.dep and modules.order, or
 * by a walk where there is neither; '-' and '_' are alike; a MODULE with a '/' is a path itself.
 * NULL: none.
 */
const char *kernel_module_path(struct kernel *k, const char *module);
/* What the kernel calls a module, of which MODULE is a name or a path: "nf_nat" of "nf-nat". */
const char *kernel_module_name(struct arena *a, const char *module);
/*
 * The modules whose names match a shell pattern, in order: of the running kernel those that are
 * in, of another all that are installed.  *n gets how many.
 */
const char *const *kernel_modules(struct kernel *k, const char *pattern, size_t *n);
/*
 * Modules that are installed and did not come with the kernel, by name: of .../RELEASE all but what
 * is below kernel/.
 */
const char *const *kernel_modules_added(struct kernel *k, size_t *n);
bool kernel_module_is_added(struct kernel *k, const char *module);
/* The same file unpacked: itself, or a copy that is cached as the payload is.  NULL: *why. */
const char *kernel_module_elf(struct kernel *k, const char *module, const char **why);
/*
 * Releases for which image, headers, both or either (neither is needed) are found; a NULL ends
 * the list; newest first.
 */
const char *const *kernel_releases(struct arena *a, const char *cache, bool need_image,
				   bool need_headers);

/* Of kernel_find.c: the files of a release; NULL: none. */
const char *kernel_find_image(struct arena *a, const char *cache, const char *release,
			      const char *build);
const char *kernel_find_modules(struct arena *a, const char *cache, const char *release);
const char *kernel_find_build(struct arena *a, const char *cache, const char *release);

#endif
