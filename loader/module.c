/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * module.c: the .ko file and its way into the kernel and out.
 *
 * Between inserting a module and opening its file it looks like one whose loader has died.
 * Loaders keep each other from that moment by a lock on /proc/modules.
 */
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "keeper.h"
#include "kernel.h"
#include "runtime/wire.h"
#include "say.h"

#define REMOVE_TRIES 500 /* 10 ms apart */

/* ---- the file ---- */

static bool module_read(struct module *m)
{
	size_t room = 0;
	ssize_t n;

	m->file = open(m->path, O_RDONLY | O_CLOEXEC);
	if (m->file < 0) {
		say_error("%s: %s", m->path, strerror(errno));
		return false;
	}
	do {
		if (m->size == room)
			m->image = grow(m->image, room = room * 2 + (1 << 20));
		n = read(m->file, m->image + m->size, room - m->size);
		if (n > 0)
			m->size += n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0)
		say_error("%s: %s", m->path, strerror(errno));
	return n == 0;
}

char *module_section(struct module *m, const char *want, size_t *len)
{
	Elf *elf = elf_memory(m->image, m->size);
	Elf_Scn *scn = NULL;
	size_t strings;
	char *found = NULL;

	if (!elf || elf_getshdrstrndx(elf, &strings))
		goto out;
	while ((scn = elf_nextscn(elf, scn))) {
		GElf_Shdr sh;
		const char *name;

		if (!gelf_getshdr(scn, &sh) || sh.sh_type == SHT_NOBITS || sh.sh_offset > m->size ||
		    sh.sh_size > m->size - sh.sh_offset)
			continue;
		name = elf_strptr(elf, strings, sh.sh_name);
		if (name && !strcmp(name, want)) {
			found = m->image + sh.sh_offset;
			*len = sh.sh_size;
			break;
		}
	}
out:
	elf_end(elf);
	return found;
}

char *module_info(struct module *m, const char *key, unsigned int nth)
{
	size_t len, left, n = strlen(key);
	char *at = module_section(m, ".modinfo", &len), *end = at + len;

	for (; at && at < end; at += left + 1) {
		left = strnlen(at, end - at);
		if (left > n && !strncmp(at, key, n) && at[n] == '=' && !nth--)
			return say_text("%.*s", (int)(left - n - 1), at + n + 1);
	}
	return NULL;
}

enum { HEX_MAX = 2 * SPL_BUILD_ID_MAX + 1 };

static void hex_of(const uint8_t *id, size_t n, char hex[HEX_MAX])
{
	hex[0] = '\0';
	for (size_t i = 0; i < n; i++)
		sprintf(hex + 2 * i, "%02x", id[i]);
}

/* NAME:BUILDID of a module that is probed: what is loaded must be what was looked at. */
static bool module_check_probed(const struct module *m, char *name)
{
	char *want = strchr(name, ':'), hex[HEX_MAX];
	uint8_t id[SPL_BUILD_ID_MAX];
	size_t n;

	if (!want)
		return true;
	*want++ = '\0';
	n = kernel_module_id(name, id, sizeof(id));
	hex_of(id, n, hex);
	if (!n || !strcmp(hex, want))
		return true;
	say_error(
		"%s probes another build of module %s than is loaded: build-id %s, the loaded one has %s",
		m->path, name, want, hex);
	return false;
}

static bool module_check_all_probed(struct module *m)
{
	bool ok = true;
	char *text;

	for (unsigned int i = 0; ok && (text = module_info(m, SPL_MODINFO_PROBES, i)); i++) {
		ok = module_check_probed(m, text);
		free(text);
	}
	return ok;
}

static bool module_check_kernel(const struct module *m)
{
	uint8_t id[SPL_BUILD_ID_MAX];
	size_t n = kernel_build_id(id, sizeof(id));
	char hex[HEX_MAX];

	hex_of(id, n, hex);
	if (!strcmp(hex, m->build_id))
		return true;
	say_error(
		"%s was built for another kernel: build-id %s, the running one has %s; translate the script again for this kernel",
		m->path, m->build_id, n ? hex : "none");
	return false;
}

bool module_open(struct module *m, const char *path)
{
	char *name;

	*m = (struct module){ .path = path, .file = -1, .ctl = -1 };
	elf_version(EV_CURRENT);
	if (!module_read(m))
		return false;
	name = module_info(m, "name", 0);
	m->build_id = module_info(m, SPL_MODINFO_BUILD_ID, 0);
	m->vermagic = module_info(m, "vermagic", 0);
	if (!name || !*name || strlen(name) >= sizeof(m->name) || !m->build_id) {
		say_error("%s is not a module that spile made", path);
		free(name);
		return false;
	}
	strcpy(m->name, name);
	free(name);
	return module_check_kernel(m) && module_check_all_probed(m);
}

/* ---- into the kernel ---- */

static int module_lock(void)
{
	/* root's own: who else could take the lock could keep every loader waiting */
	int fd = open("/run/spile.lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd >= 0)
		flock(fd, LOCK_EX); /* a signal ends the wait, and soon the run */
	return fd;
}

static bool module_delete(const char *name)
{
	struct timespec pause = { .tv_nsec = 10000000 };
	int i;

	for (i = 0; i < REMOVE_TRIES; i++) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK) || errno == ENOENT)
			return true;
		if (errno != EAGAIN && errno != EBUSY)
			break;
		nanosleep(&pause, NULL);
	}
	return false;
}

/* One line of /proc/modules: gone if nobody has its file open, for then its loader is dead. */
static void module_clean(const char *name)
{
	struct spl_status st;
	char *path = say_text("/proc/%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool orphan = fd >= 0 && !ioctl(fd, SPL_IOC_STATUS, &st);

	free(path);
	if (fd >= 0)
		close(fd);
	if (!orphan)
		return;
	if (module_delete(name))
		say_detail("removed %s, whose loader had been killed", name);
	else
		say_warning("%s, whose loader had been killed, can't be removed: %s", name,
			    strerror(errno));
}

/* Those that are known by their prefix, and OWN, which would be in the way. */
static void module_clean_all(const char *own)
{
	char *list = kernel_file("/proc/modules", NULL), *line, *save, *end;

	for (line = list ? strtok_r(list, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		end = strchr(line, ' ');
		if (end)
			*end = '\0';
		if (!strncmp(line, SPL_MODULE_PREFIX, strlen(SPL_MODULE_PREFIX)) ||
		    !strcmp(line, own))
			module_clean(line);
	}
	free(list);
}

/* Puts another name into the image; false: its place was not found. */
static bool module_rename(struct module *m)
{
	size_t len, room = sizeof(m->name) - 8, old = strlen(m->name) + 1; /* MODULE_NAME_LEN */
	char *part = module_section(m, ".gnu.linkonce.this_module", &len);
	char suffix[16], *at = part ? memmem(part, len, m->name, old) : NULL;

	if (!at || room > (size_t)(part + len - at))
		return false;
	snprintf(suffix, sizeof(suffix), "_%d", getpid());
	memset(at, 0, room);
	snprintf(at, room, "%.*s%s", (int)(room - 1 - strlen(suffix)), m->name, suffix);
	strcpy(m->name, at);
	return true;
}

/* Says why the kernel did not take it; ERR is the errno. */
static void module_refused(const struct module *m, int err)
{
	static const char *const sign =
		"sign it with a key that the kernel trusts, or try the script in a virtual machine with spile --vm";
	const char *lockdown = kernel_lockdown();
	struct utsname u;

	uname(&u);
	switch (err) {
	case EPERM:
		if (kernel_takes_no_modules())
			say_error(
				"the kernel takes no more modules (kernel.modules_disabled is set); try spile --vm");
		else if (lockdown)
			say_error(
				"the kernel is locked down (%s) and takes signed modules only: %s",
				lockdown, sign);
		else
			say_error(
				"the kernel does not permit to insert %s: no CAP_SYS_MODULE here, or it is locked down and takes signed modules only: %s",
				m->path, sign);
		break;
	case EKEYREJECTED:
	case ENOKEY:
	case EBADMSG:
		say_error("the kernel takes signed modules only%s: %s",
			  kernel_wants_signatures() ? " (module.sig_enforce is set)" : "", sign);
		break;
	case ENOEXEC:
	case EINVAL:
		if (m->vermagic && (strncmp(m->vermagic, u.release, strlen(u.release)) ||
				    m->vermagic[strlen(u.release)] != ' '))
			say_error("%s was built for kernel %s; this one is %s", m->path,
				  m->vermagic, u.release);
		else
			say_error(
				"the kernel refused %s: %s; the end of the kernel's log (dmesg) says why",
				m->path, strerror(err));
		break;
	case EEXIST:
		say_error("a module named %s is loaded already", m->name);
		break;
	case ENOMEM:
		say_error(
			"no memory for %s in the kernel; smaller arrays (-D MAXMAPENTRIES) or buffers (-s) take less",
			m->path);
		break;
	default:
		say_error("the kernel refused %s: %s", m->path, strerror(err));
	}
}

static bool module_load(struct module *m)
{
	if (!syscall(SYS_finit_module, m->file, "", 0))
		return true;
	if (errno == EEXIST && !strncmp(m->name, SPL_MODULE_PREFIX, strlen(SPL_MODULE_PREFIX))) {
		if (module_rename(m) && !syscall(SYS_init_module, m->image, m->size, ""))
			return true;
	}
	module_refused(m, errno);
	return false;
}

bool module_insert(struct module *m)
{
	char *path;
	int lock = module_lock();

	module_clean_all(m->name);
	keeper_insert(m);
	m->inserted = module_load(m);
	if (m->inserted) {
		path = say_text("/proc/%s", m->name);
		m->ctl = open(path, O_RDONLY | O_CLOEXEC);
		if (m->ctl < 0)
			say_error("%s: %s", path, strerror(errno));
		free(path);
	}
	if (lock >= 0)
		close(lock);
	free(m->image); /* it may be large, and the session long */
	m->image = NULL;
	return m->ctl >= 0;
}

void module_close(struct module *m)
{
	if (m->ctl >= 0)
		close(m->ctl);
	if (m->inserted && !module_delete(m->name))
		say_warning("module %s could not be removed: %s", m->name, strerror(errno));
	if (m->file >= 0)
		close(m->file);
	free(m->image);
	free(m->build_id);
	free(m->vermagic);
}
