/* SPDX-License-Identifier: GPL-2.0-only */
/* kernel.c: the running kernel's build-id, its address and its rules for modules. */
#include "kernel.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

char *kernel_file(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	size_t n = 0, room = 0;
	char *text = NULL;
	ssize_t got;

	if (fd < 0)
		return NULL;
	do {
		if (room - n < 4096)
			text = grow(text, room = room * 2 + 8192);
		got = read(fd, text + n, room - n - 1);
		if (got > 0)
			n += got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	err = errno;
	close(fd);
	if (got < 0) {
		free(text);
		errno = err;
		return NULL;
	}
	text[n] = '\0';
	if (len)
		*len = n;
	return text;
}

static size_t notes_build_id(const char *path, uint8_t *id, size_t max)
{
	size_t len, at = 0, found = 0, name, desc;
	char *notes = kernel_file(path, &len);
	Elf64_Nhdr note;

	while (notes && at + sizeof(note) <= len) {
		memcpy(&note, notes + at, sizeof(note));
		name = at + sizeof(note);
		desc = name + ((note.n_namesz + 3) & ~(size_t)3);
		at = desc + ((note.n_descsz + 3) & ~(size_t)3);
		if (at > len)
			break;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    !memcmp(notes + name, "GNU", 4) && note.n_descsz <= max) {
			found = note.n_descsz;
			memcpy(id, notes + desc, found);
			break;
		}
	}
	free(notes);
	return found;
}

size_t kernel_build_id(uint8_t *id, size_t max)
{
	return notes_build_id("/sys/kernel/notes", id, max);
}

size_t kernel_module_id(const char *name, uint8_t *id, size_t max)
{
	char path[160];

	snprintf(path, sizeof(path), "/sys/module/%s/notes/.note.gnu.build-id", name);
	return notes_build_id(path, id, max);
}

uint64_t kernel_stext(void)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	uint64_t stext = 0, addr;
	char line[512], name[256];

	if (!f)
		return 0;
	/* In small pieces: the kernel makes the text as it is read, and this is near its start. */
	setvbuf(f, NULL, _IOFBF, 4096);
	while (!stext && fgets(line, sizeof(line), f))
		if (sscanf(line, "%lx %*c %255s", &addr, name) == 2 && !strcmp(name, "_stext")) {
			stext = addr;
			break;
		}
	fclose(f);
	return stext;
}

const char *kernel_lockdown(void)
{
	static char level[32];
	char *text = kernel_file("/sys/kernel/security/lockdown", NULL);
	const char *open = text ? strchr(text, '[') : NULL;

	level[0] = '\0';
	if (open)
		sscanf(open, "[%31[^]]", level);
	free(text);
	return level[0] && strcmp(level, "none") ? level : NULL;
}

static bool kernel_flag(const char *path)
{
	char *text = kernel_file(path, NULL);
	bool set = text && (*text == '1' || *text == 'Y');

	free(text);
	return set;
}

bool kernel_wants_signatures(void)
{
	return kernel_flag("/sys/module/module/parameters/sig_enforce");
}

bool kernel_takes_no_modules(void)
{
	return kernel_flag("/proc/sys/kernel/modules_disabled");
}
