// SPDX-License-Identifier: GPL-2.0-only
/* state.c: paths go in, the text of their times and sizes comes out, and is compared later. */
#include "state.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build.h"
#include "kbuild.h"
#include "parser/base/arena.h"

const char *state_of_file(struct arena *a, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return arena_printf(a, "%s -\n", path);
	return arena_printf(a, "%s %lld.%09ld %lld\n", path, (long long)st.st_mtim.tv_sec,
			    st.st_mtim.tv_nsec, (long long)st.st_size);
}

/* Where PATH has NAME; NULL: nowhere. */
static const char *program_find(struct arena *a, const char *name)
{
	const char *path = getenv("PATH");

	if (strchr(name, '/'))
		return !access(name, X_OK) ? name : NULL;
	while (path && *path) {
		size_t n = strcspn(path, ":");
		const char *full = arena_printf(a, "%.*s/%s", (int)n, path, name);

		if (n && !access(full, X_OK))
			return full;
		path += n + (path[n] == ':');
	}
	return NULL;
}

const char *state_word(struct arena *a, const char *text)
{
	text += strspn(text, " \t");
	return arena_strndup(a, text, strcspn(text, " \t;\n"));
}

const char *state_of_tools(struct build *b, const char *cc, const char *ld)
{
	const char *const argv[] = { cc, "-print-prog-name=cc1", NULL };
	struct child_result inner = kbuild_run(b, NULL, argv);
	const char *names[] = { cc, ld, state_word(b->arena, inner.out) };
	const char *text = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *path = names[i] ? program_find(b->arena, names[i]) : NULL;

		if (path)
			text = arena_printf(b->arena, "%s%s", text, state_of_file(b->arena, path));
	}
	return text;
}

bool state_holds(struct arena *a, const char *state)
{
	while (*state) {
		size_t n = strcspn(state, "\n");
		const char *now = state_of_file(a, state_word(a, state));

		if (strncmp(now, state, n + 1))
			return false;
		state += n + (state[n] == '\n');
	}
	return true;
}
