/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * keeper.c: a script's file goes in, the keeper in one of its sections is in the kernel.
 *
 * It stays when the script is gone: the next one starts faster, and copies of instructions that
 * tasks are still in are its own.
 */
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "module.h"
#include "runtime/wire.h"
#include "say.h"

#define LOADED "/sys/module/" SPL_KEEPER_NAME

/* What it was made of; to be freed; NULL: none is loaded. */
static char *keeper_loaded(void)
{
	char *text = kernel_file(LOADED "/version", NULL);

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

/* Away with one that another version of spile has left; false: it is in use. */
static bool keeper_replace(void)
{
	if (!syscall(SYS_delete_module, SPL_KEEPER_NAME, O_NONBLOCK) || errno == ENOENT)
		return true;
	say_detail("%s of another version of spile is in use, and stays", SPL_KEEPER_NAME);
	return false;
}

void keeper_insert(struct module *m)
{
	struct module keeper = { 0 };
	char *needs = module_info(m, SPL_MODINFO_KEEPER, 0), *want, *have;

	free(needs);
	if (needs)
		keeper.image = module_section(m, SPL_KEEPER_SECTION, &keeper.size);
	if (!keeper.image)
		return;
	want = module_info(&keeper, "version", 0);
	have = keeper_loaded();
	if (want && (!have || (strcmp(want, have) && keeper_replace())) &&
	    syscall(SYS_init_module, keeper.image, keeper.size, "") && errno != EEXIST)
		say_warning(
			"%s can't be inserted (%s): probes in the middle of functions cost more",
			SPL_KEEPER_NAME, strerror(errno));
	free(want);
	free(have);
}
