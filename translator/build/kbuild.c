/* SPDX-License-Identifier: GPL-2.0-only */
/* kbuild.c: a directory with sources and a Kbuild file goes in, NAME.ko or complaints come out. */
#define _GNU_SOURCE 1
#include "kbuild.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "build.h"
#include "complaint.h"
#include "file.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "recipe.h"
#include "runtime_obj.h"
#include "translator/debuginfo/kernel.h"
#include "workdir.h"

/* Changes to our environment: see child_run(). */
static const char *const env_changes[] = {
	/* complaints are read */
	"LC_ALL=C", "LANG=C", "LC_CTYPE=C", "LC_MESSAGES=C", "LANGUAGE",
	/* of a make that runs us, and what would change kbuild's or the compiler's mind */
	"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEFILES", "GNUMAKEFLAGS", "MAKEOVERRIDES", "ARCH",
	"CROSS_COMPILE", "LLVM", "LLVM_IAS", "O", "V", "W", "C", "M", "KCFLAGS", "KCPPFLAGS",
	"KAFLAGS", "CFLAGS_MODULE", "AFLAGS_MODULE", "LDFLAGS_MODULE", "KBUILD_OUTPUT",
	"KBUILD_EXTMOD", "KBUILD_EXTRA_SYMBOLS", "KBUILD_EXTRA_WARN", "KBUILD_VERBOSE",
	"KBUILD_MODPOST_WARN", "KBUILD_MODPOST_NOFINAL", "KBUILD_NSDEPS", "CPATH", "C_INCLUDE_PATH",
	"GCC_EXEC_PREFIX", "COMPILER_PATH", "DEPENDENCIES_OUTPUT", "GCC_COLORS", "CDPATH", "ENV",
	"BASH_ENV"
};

#define NCHANGES (sizeof(env_changes) / sizeof(env_changes[0]))

struct child_result kbuild_run(struct build *b, const char *dir, const char *const *argv)
{
	const char *env[NCHANGES + 3] = { 0 };

	memcpy(env, env_changes, sizeof(env_changes));
	env[NCHANGES] = b->work->mark;
	/* A compiler that is killed leaves its files there, and they go with the directory. */
	env[NCHANGES + 1] = arena_printf(b->arena, "TMPDIR=%s", b->work->path);
	return child_run(b->arena, dir, env, argv);
}

const char *kbuild_arch(const struct build *b)
{
	static const char *const arches[][2] = {
		{ "x86_64", "x86" },
		{ "i686", "x86" },
		{ "aarch64", "arm64" },
	};

	for (size_t i = 0; i < sizeof(arches) / sizeof(arches[0]); i++) {
		if (!strcmp(b->kernel->arch, arches[i][0]))
			return arches[i][1];
	}
	return b->kernel->arch;
}

bool kbuild_write(struct build *b, const char *dir, const char *name, const char *objects,
		  const char *more)
{
	const char *text = arena_printf(b->arena,
					"obj-m := %s.o\n"
					"%s-y := %s\n"
					"ccflags-y := -I$(src) -I%s -I%s/arch/%s\n"
					"asflags-y := $(ccflags-y)\n"
					"ccflags-remove-y := $(CC_FLAGS_FTRACE)\n"
					"GCOV_PROFILE := n\n"
					"KASAN_SANITIZE := n\n"
					"KCSAN_SANITIZE := n\n"
					"KMSAN_SANITIZE := n\n"
					"UBSAN_SANITIZE := n\n"
					"KCOV_INSTRUMENT := n\n"
					"%s",
					name, name, objects, b->runtime, b->runtime, kbuild_arch(b),
					more);

	return file_write_text(arena_printf(b->arena, "%s/Kbuild", dir), text);
}

unsigned int kbuild_jobs(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : (unsigned int)CPU_COUNT(&set);
}

struct child_result kbuild_make(struct build *b, const char *dir, const char *goal,
				const char *other)
{
	const char *const argv[] = {
		"make",
		"-C",
		b->kernel->build,
		arena_printf(b->arena, "M=%s", dir),
		arena_printf(b->arena, "-j%u", kbuild_jobs()),
		"--no-print-directory",
		"KCFLAGS=-g0 -ftabstop=1", /* columns in bytes */
		"CONFIG_DEBUG_INFO_BTF_MODULES=", /* a script's module needs none */
		goal ? goal : "modules",
		other,
		NULL,
	};
	struct child_result r = kbuild_run(b, NULL, argv);

	if (b->verbose > 1)
		fputs(r.out, stderr);
	return r;
}

/* False: the recipe does not do, and make is to be asked; or what it said is about the script. */
static bool recipe_follow(struct build *b, const struct recipe *r, const char *dir,
			  const char *name, struct child_result *result)
{
	const char *file = arena_printf(b->arena, "%s/recipe.sh", dir);
	const char *const argv[] = { "/bin/sh", file, NULL };

	if (!r->script || !file_write_text(file, recipe_text(b, r->script, dir, name)))
		return false;
	*result = kbuild_run(b, NULL, argv);
	if (b->verbose > 1)
		fputs(result->out, stderr);
	return !result->status;
}

bool kbuild_records_write(struct build *b, const char *dir)
{
	const char *in = arena_printf(b->arena, "%s/" KBUILD_PARTS, dir);

	return file_write_text(arena_printf(b->arena, "%s/.script.o.cmd", in), "") &&
	       file_write_text(arena_printf(b->arena, "%s/.runtime.o.cmd", in), "");
}

bool kbuild_module_write(struct build *b, const char *dir, const char *name,
			 const struct runtime_obj *obj, const char *c_text)
{
	struct arena *a = b->arena;
	const char *in = arena_printf(a, "%s/" KBUILD_PARTS, dir);
	const char *config = file_read(a, obj->config, NULL);

	return config && dirs_make(a, in) &&
	       file_write_text(arena_printf(a, "%s/spile_config.h", dir), config) &&
	       file_write_text(arena_printf(a, "%s/script.c", in), c_text) &&
	       /* the one for make, which copies it, the other for the recipe */
	       !symlink(obj->object, arena_printf(a, "%s/runtime.o_shipped", in)) &&
	       !symlink(obj->object, arena_printf(a, "%s/runtime.o", in)) &&
	       kbuild_records_write(b, dir) &&
	       kbuild_write(b, dir, name, KBUILD_PARTS "/script.o " KBUILD_PARTS "/runtime.o", "");
}

const char *kbuild_module(struct build *b, const struct recipe *r, const char *dir,
			  const char *name, const char *c_text)
{
	const char *path = arena_printf(b->arena, "%s/%s.ko", dir, name);
	struct child_result result = { 0 };

	if (!recipe_follow(b, r, dir, name, &result)) {
		if (result.out && complaints_explain(b, dir, result.out, c_text))
			return NULL;
		/* The recipe's is a link into the cache; make is to write its own. */
		tree_remove(arena_printf(b->arena, "%s/" KBUILD_PARTS "/runtime.o", dir));
		result = kbuild_make(b, dir, NULL, NULL);
		if (result.status) {
			complaints_failed(b, "the module can't be built", NULL, dir, result.out,
					  c_text);
			return NULL;
		}
	}
	complaints_warnings(b, result.out);
	return path;
}
