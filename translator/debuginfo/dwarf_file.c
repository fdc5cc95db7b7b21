// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_file.c: takes a kernel or module; opens the file that has its DWARF: the image or module
 * itself, a separate debug file beside it or in the usual folders, or what debuginfod has.
 */
#include "translator/debuginfo/dwarf.h"

#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"

static char *debug_folders; /* libdwfl's own default: beside the file, .debug, /usr/lib/debug */

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
	.debuginfo_path = &debug_folders,
};

/* A debug file that was found by its place has all in itself. */
static int find_nothing(Dwfl_Module *m, void **data, const char *name, Dwarf_Addr base,
			const char *file, const char *link, GElf_Word crc, char **path)
{
	(void)m, (void)data, (void)name, (void)base;
	(void)file, (void)link, (void)crc, (void)path;
	return -1;
}

static const Dwfl_Callbacks own_callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = find_nothing,
	.section_address = dwfl_offline_section_address,
};

/* ---- candidates ---- */

static bool is_readable(const char *path)
{
	return !access(path, R_OK);
}

/* An uncompressed image with its DWARF, as distributions and builds of one's own leave it. */
static const char *kernel_file(const struct kernel *k, size_t n)
{
	struct arena *a = k->arena;
	const char *top = k->cache ? arena_printf(a, "%s/kernels/%s", k->cache, k->release) : NULL;
	const char *r = k->release;

	switch (n) {
	case 0:
		return top ? arena_printf(a, "%s/usr/lib/debug/boot/vmlinux-%s", top, r) : "";
	case 1:
		return arena_printf(a, "/usr/lib/debug/boot/vmlinux-%s", r);
	case 2:
		return arena_printf(a, "/usr/lib/debug/lib/modules/%s/vmlinux", r);
	case 3:
		return arena_printf(a, "/usr/lib/debug/usr/lib/modules/%s/vmlinux", r);
	case 4:
		return k->build ? arena_printf(a, "%s/vmlinux", k->build) : "";
	case 5:
		return arena_printf(a, "/boot/vmlinux-%s", r);
	default:
		return NULL;
	}
}

/* The debug file of a module that lies in its distribution's folder, or beside the image's. */
static const char *module_file(struct debuginfo *d, size_t n)
{
	static const char *const folders[] = { "/usr/lib/debug", "/usr/lib/debug/usr" };
	const struct kernel *k = d->kernel;
	struct arena *a = d->arena;
	const char *path = kernel_module_path(d->kernel, d->module), *tail, *dot;
	const char *top = "";

	tail = path ? strstr(path, "/lib/modules/") : NULL;
	if (!tail || n > 3)
		return NULL;
	dot = strstr(tail, ".ko");
	if (n < 2)
		top = k->cache ? arena_printf(a, "%s/kernels/%s", k->cache, k->release) : NULL;
	if (!top || !dot)
		return "";
	return arena_printf(a, "%s%s%.*s.ko", top, folders[n % 2], (int)(dot - tail), tail);
}

/* ---- opening ---- */

void dwarf_drop(struct dwarf *w)
{
	if (w->dwfl)
		dwfl_end(w->dwfl);
	w->dwfl = NULL;
	w->module = NULL;
	w->handle = NULL;
}

static bool same_build(const struct dwarf *w, const unsigned char *id, size_t len)
{
	const unsigned char *has;
	GElf_Addr at;
	int n = dwfl_module_build_id(w->module, &has, &at);

	return len && n == (int)len && !memcmp(has, id, len);
}

/* The build-id that a file must have; 0: any. */
static size_t wanted_id(struct debuginfo *d, const unsigned char **id, const char *elf)
{
	static unsigned char own[64];
	const char *why;
	const void *bits;
	ssize_t n;
	Elf *e;
	int fd;

	if (!d->module) {
		*id = d->kernel->build_id;
		return kernel_build_id(d->kernel, &why) ? d->kernel->build_id_len : 0;
	}
	fd = elf ? open(elf, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		return 0;
	e = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	n = e ? dwelf_elf_gnu_build_id(e, &bits) : 0;
	if (n > 0 && (size_t)n <= sizeof(own))
		memcpy(own, bits, (size_t)n);
	else
		n = 0;
	elf_end(e);
	close(fd);
	*id = own;
	return (size_t)n;
}

/*
 * Opens PATH if it has DWARF; where no build-id is given, if libdwfl finds some for it.  What
 * belongs to another build is no match: *other says so.
 */
static bool try_file(struct dwarf *w, const char *path, const unsigned char *id, size_t id_len,
		     bool *other)
{
	GElf_Addr bias;

	if (!*path || !is_readable(path))
		return false;
	w->dwfl = dwfl_begin(id ? &own_callbacks : &callbacks);
	if (!w->dwfl)
		return false;
	dwfl_report_begin(w->dwfl);
	w->module = dwfl_report_offline(w->dwfl, "", path, -1);
	dwfl_report_end(w->dwfl, NULL, NULL);
	w->handle = w->module ? dwfl_module_getdwarf(w->module, &bias) : NULL;
	if (w->handle && (!id_len || same_build(w, id, id_len))) {
		w->path = path;
		return true;
	}
	*other |= w->handle != NULL;
	dwarf_drop(w);
	return false;
}

static const char *found_path(struct dwarf *w)
{
	const char *main = NULL, *debug = NULL;

	dwfl_module_info(w->module, NULL, NULL, NULL, NULL, NULL, &main, &debug);
	return debug ? debug : main;
}

/* How debug information is had, where there is none. */
static const char *advice(const struct debuginfo *d)
{
	const char *urls = getenv("DEBUGINFOD_URLS");

	if (urls && *urls)
		return arena_printf(d->arena, "debuginfod (%s) has none either", urls);
	if (d->module && strchr(d->module, '/'))
		return "it comes with -g from the compiler, with a package of its own, or from debuginfod, where DEBUGINFOD_URLS names one";
	return arena_printf(
		d->arena,
		"it comes with the package linux-image-%s-dbg (kernel-debuginfo elsewhere), or from debuginfod, where DEBUGINFOD_URLS names one",
		d->kernel->release);
}

/* dwz moves what several files have in common to another one, which may be missing. */
static bool is_whole(struct debuginfo *d, const struct dwarf *w)
{
	const char *name;
	const void *id;

	return dwelf_dwarf_gnu_debugaltlink(w->handle, &name, &id) <= 0 ||
	       dwarf_getalt(w->handle) ||
	       debuginfo_fail(
		       d,
		       "the debug information in %s shares a part with others, which dwz put into %s: that file is missing",
		       w->path, name);
}

static struct dwarf *open_any(struct debuginfo *d)
{
	struct dwarf *w = arena_new(d->arena, struct dwarf);
	const char *what = d->module ? d->module : d->kernel->release, *why = NULL, *elf = NULL;
	const char *path;
	const unsigned char *id = NULL;
	bool other = false;
	size_t id_len;

	if (d->module) {
		elf = kernel_module_elf(d->kernel, d->module, &why);
		if (!elf) {
			if (strchr(d->module, '/'))
				why = arena_printf(d->arena, "%s can't be read: %s", d->module,
						   strerror(errno));
			debuginfo_fail(d, "%s", why);
			return NULL;
		}
	}
	id_len = wanted_id(d, &id, elf);
	for (size_t n = 0; (path = d->module ? module_file(d, n) : kernel_file(d->kernel, n)); n++)
		if (try_file(w, path, id, id_len, &other))
			return w;
	/* the file itself, which names its debug file by build-id and .gnu_debuglink */
	if (!d->module)
		elf = kernel_payload(d->kernel, &why);
	if (elf && !(d->stay_local && !d->module) && try_file(w, elf, NULL, 0, &other)) {
		path = found_path(w);
		w->path = path ? arena_strdup(d->arena, path) : elf;
		return w;
	}
	if (other)
		debuginfo_fail(d,
			       "the debug information that is here for %s is of another build; %s",
			       what, advice(d));
	else
		debuginfo_fail(d, "there is no debug information (DWARF) for %s; %s", what,
			       advice(d));
	return NULL;
}

struct dwarf *dwarf_open(struct debuginfo *d)
{
	struct dwarf *w = open_any(d);

	if (w && !is_whole(d, w)) {
		dwarf_drop(w);
		return NULL;
	}
	return w;
}

struct dwarf *dwarf_of(struct debuginfo *d)
{
	if (!debuginfo_may(d, SOURCE_DWARF))
		return NULL;
	if (!d->dwarf && !d->no_dwarf) {
		d->dwarf = dwarf_open(d);
		if (!d->dwarf)
			d->no_dwarf = debuginfo_why(d);
	}
	if (!d->dwarf)
		debuginfo_fail(d, "%s", d->no_dwarf);
	return d->dwarf;
}

/* A file that is relocated has no other copy of what is in memory; nor is it large. */
void dwarf_forget(struct dwarf *w)
{
	Elf *elf = dwarf_getelf(w->handle);
	GElf_Ehdr head;
	size_t size;
	char *map;

	if (!gelf_getehdr(elf, &head) || head.e_type == ET_REL)
		return;
	map = elf_rawfile(elf, &size);
	if (map && (uintptr_t)map % (uintptr_t)sysconf(_SC_PAGESIZE) == 0)
		madvise(map, size, MADV_DONTNEED);
}

size_t dwarf_info_size(const struct dwarf *w)
{
	GElf_Shdr header;
	Elf *elf = dwarf_getelf(w->handle);
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return 0;
	while ((section = elf_nextscn(elf, section))) {
		const char *name = gelf_getshdr(section, &header) ?
					   elf_strptr(elf, names, header.sh_name) :
					   NULL;

		if (name && !strcmp(name, ".debug_info"))
			return header.sh_size;
	}
	return 0;
}

bool dwarf_entry(Dwarf_Die *die, Dwarf_Addr *pc)
{
	Dwarf_Addr base, end;

	return !dwarf_entrypc(die, pc) || dwarf_ranges(die, 0, &base, pc, &end) > 0;
}

Dwarf_CFI *dwarf_frames(struct dwarf *w)
{
	GElf_Addr bias;

	if (!w->cfi && !w->no_frames) {
		w->cfi = dwfl_module_dwarf_cfi(w->module, &bias);
		if (!w->cfi)
			w->cfi = dwfl_module_eh_cfi(w->module, &bias);
		w->no_frames = !w->cfi;
	}
	return w->cfi;
}

void dwarf_close(struct debuginfo *d)
{
	if (d->dwarf)
		dwarf_drop(d->dwarf);
	d->dwarf = NULL;
}
