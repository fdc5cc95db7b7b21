// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes are a question and damage: to a module's file (debug information, symbols, relocations,
 * headers, any table), or to the index that is kept of it. The question goes through the passes
 * 2 and 3, or is a listing.
 *	- What is refused is told.
 *	- Nothing crashes, hangs, or takes more than 512 MB.
 * FUZZ_KERNEL names the kernel, FUZZ_MODULE a module of it that has debug information; FUZZ_SHOW=1
 * shows what was done and said.
 */
#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "translator/debuginfo/elfmap.h"
/* For the sum of a damaged index, which is to be right; the probes have another "struct kept". */
#define kept kept_block
#include "translator/debuginfo/kept.c"
#undef kept

/* The passes as they are called there. */
#define main spile_main
#include "translator/main.c"
#undef main

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY_MOST = 512 << 20, EDITS_MOST = 12 };

/* %s is the module. */
static const char *const questions[] = {
	"probe module(\"%s\").function(\"[pls]*\") { println($$vars$) }",
	"probe module(\"%s\").function(\"*\").inline { println($$locals) }",
	"probe module(\"%s\").function(\"v*\").return { println($$return$) println($$parms) }",
	"probe module(\"%s\").statement(\"*@places.c:*\") { println($$vars) }",
	"probe module(\"%s\").statement(\"*@*:50\").nearest { println($$vars$) }",
	"probe module(\"%s\").function(\"*\").label(\"*\") { println($$vars) }",
	"probe module(\"%s\").function(\"calle*\").callees(3) { println(probefunc()) }",
	"probe module(\"%s\").function(\"callees_*\").callee(\"*\") { println($$vars) }",
	"probe module(\"%s\").function(\"shapes_*\") { println($$parms$$) }",
	"probe module(\"%s\").trace(\"*\") { println($$vars) }",
	"probe module(\"%s\").addr(\"labels_walk\") { println($$vars$$) }",
	"probe begin { println(@var(\"twin_state\", \"%1$s\")$$) println(@var(\"target_shape@*shapes.c\", \"%1$s\")$$) }",
	"probe begin { println(@cast(0, \"struct shape\", \"%1$s\")$$) println(@cast(0, \"struct bits\", \"%1$s\")$) }",
};

static const char *const listings[] = {
	"module(\"%s\").function(\"*\")",
	"module(\"%s\").statement(\"*@[vl]*.c:*\")",
	"module(\"%s\").function(\"*\").label(\"*\")",
	"module(\"%s\").function(\"calle*\").callees",
	"module(\"%s\").trace(\"*\")",
	"module(\"%s\").function(\"*\").return",
};

struct choices {
	const uint8_t *at, *end;
};

static uint64_t choose(struct choices *c, uint64_t n)
{
	uint64_t v = 0;

	for (uint64_t most = n - 1; most; most >>= 8)
		v = v << 8 | (c->at < c->end ? *c->at++ : 0);
	return n ? v % n : 0;
}

/* ---- what is damaged ---- */

static unsigned char *module, *work; /* the file, and what is made of it */
static size_t module_len;
static unsigned char *kept; /* its index, or NULL */
static size_t kept_len;
static const char *index_path;
static char *dir, *path;
static struct kernel *kernel;

static void die(const char *what)
{
	fprintf(stderr, "debug_fuzz: %s\n", what);
	exit(1);
}

static unsigned char *read_file(const char *name, size_t *len)
{
	const unsigned char *map = name ? file_map(name, len) : NULL;
	unsigned char *copy;

	if (!map)
		return NULL;
	copy = malloc(*len);
	if (!copy)
		die("no memory");
	memcpy(copy, map, *len);
	file_unmap(map, *len);
	return copy;
}

static void write_file(const char *name, const void *data, size_t len)
{
	FILE *f = fopen(name, "wb");

	if (!f || fwrite(data, 1, len, f) != len || fclose(f))
		die("the file can't be written");
}

/* Bytes are changed in [at, at + len). */
static void damage(struct choices *c, unsigned char *all, size_t at, size_t len)
{
	static const uint64_t special[] = { 0,		1,	    0x7f,	0x80,
					    0xff,	0x7fffffff, 0x80000000, 0xffffffff,
					    UINT64_MAX, INT64_MAX };
	size_t from, n;
	uint64_t v;

	if (!len)
		return;
	from = choose(c, len);
	switch (choose(c, 6)) {
	case 0:
		all[at + from] ^= (unsigned char)(1 << choose(c, 8));
		break;
	case 1:
		all[at + from] = (unsigned char)choose(c, 256);
		break;
	case 2: /* a number */
		v = special[choose(c, sizeof(special) / sizeof(*special))];
		n = (size_t)1 << choose(c, 4);
		memcpy(all + at + from, &v, n < len - from ? n : len - from);
		break;
	case 3: /* another place's bytes */
		n = 1 + choose(c, 64);
		v = choose(c, len);
		n = n < len - from ? n : len - from;
		n = n < len - v ? n : len - v;
		memmove(all + at + from, all + at + v, n);
		break;
	case 4:
		n = 1 + choose(c, 32);
		memset(all + at + from, (int)choose(c, 256), n < len - from ? n : len - from);
		break;
	default: /* a number that is near */
		all[at + from] = (unsigned char)(all[at + from] + choose(c, 9) - 4);
	}
}

/* The bytes of one of its sections: of debug information three times in four. */
static bool pick(struct choices *c, const unsigned char *elf, size_t *at, size_t *len)
{
	const Elf64_Ehdr *head = (const Elf64_Ehdr *)elf;
	const Elf64_Shdr *all = (const Elf64_Shdr *)(elf + head->e_shoff), *one;
	const char *names = (const char *)elf + all[head->e_shstrndx].sh_offset;
	bool debug = choose(c, 4);
	size_t n = choose(c, head->e_shnum);

	for (size_t i = 0; i < head->e_shnum; i++, n++) {
		one = &all[n % head->e_shnum];
		if (one->sh_type != SHT_NOBITS &&
		    (!debug || !strncmp(names + one->sh_name, ".debug_", 7)))
			break;
	}
	*at = one->sh_offset;
	*len = one->sh_size;
	return one->sh_type != SHT_NOBITS;
}

static size_t damage_module(struct choices *c)
{
	const Elf64_Ehdr *head = (const Elf64_Ehdr *)module;
	size_t at, len, n = 1 + choose(c, EDITS_MOST);

	memcpy(work, module, module_len);
	while (n--) {
		switch (choose(c, 128)) {
		case 0: /* a section's header */
			damage(c, work, head->e_shoff, head->e_shnum * sizeof(Elf64_Shdr));
			break;
		case 1:
			damage(c, work, 0, sizeof(*head));
			break;
		default:
			if (pick(c, module, &at, &len))
				damage(c, work, at, len);
		}
	}
	return choose(c, 64) ? module_len : choose(c, module_len);
}

static void damage_index(struct choices *c)
{
	size_t n = 1 + choose(c, EDITS_MOST), len = choose(c, 16) ? kept_len : choose(c, kept_len);
	struct kept_kind kind = { .sampled = true };
	struct head *head = (struct head *)work;

	memcpy(work, kept, kept_len);
	while (n--)
		damage(c, work, sizeof(struct head), kept_len - sizeof(struct head));
	if (len > sizeof(*head) && choose(c, 16))
		head->sum = block_sum(head, len, &kind);
	write_file(index_path, work, len);
}

/* ---- a session ---- */

static struct session *session_make(struct arena *a, FILE *to, const char *text)
{
	struct session *s = arena_new(a, struct session);

	s->arena = a;
	s->options.guru = true;
	s->options.no_warnings = true;
	s->options.last_pass = 3;
	s->diag = diag_open(a, to, (struct diag_options){ 0 });
	s->share = ".";
	s->kernel = kernel;
	session_init(s);
	s->parser.target = (struct parse_target){
		.kernel_v = kernel->version,
		.kernel_vr = kernel->release,
		.arch = kernel->arch,
		.systemtap_v = "5.2",
		.privilege = "stapdev",
		.runtime = "kernel",
		.guru = true,
		.config = target_config,
		.config_data = kernel,
	};
	vec_push(a, &s->sources, source_new(a, "fuzz", text, strlen(text)));
	return s;
}

static bool ask(struct session *s, bool list)
{
	struct source *src = (struct source *)s->sources.v[0];
	struct out o;

	src->guru = true;
	if (!tapset_open(s))
		die("no tapsets");
	s->script = parse_text(&s->parser, src);
	if (!s->script)
		die("a question is wrong");
	s->bind_targets = bind_targets;
	if (list) {
		s->options.list = LIST_VARIABLES;
		return listing_print(s);
	}
	if (!pass_resolve(s) || !pass_emit(s))
		return false;
	out_init(&o, s->arena);
	show_resolved(s, &o);
	return true;
}

static void run(const char *question, bool list)
{
	struct arena *a = arena_open();
	char *said = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&said, &len);
	const char *text = arena_printf(a, question, path);
	struct session *s;
	bool ok;

	if (list)
		text = arena_printf(a, "probe %s { }", text);
	s = session_make(a, to, text);
	ok = ask(s, list) && !diag_errors(s->diag);
	diag_flush(s->diag);
	fflush(to);
	if (getenv("FUZZ_SHOW"))
		fprintf(stderr, "%s\n%s%s\n", text, said, ok ? "done" : "refused");
	if (!ok && !strstr(said, "error: ")) {
		fprintf(stderr, "refused without a message: %s\n%s\n", text, said);
		abort();
	}
	if (arena_used(a) > MEMORY_MOST) {
		fprintf(stderr, "too much memory: %s\n", text);
		abort();
	}
	session_close(s);
	fclose(to);
	free(said);
}

/* ---- the fuzzer's doors ---- */

/* What is kept of modules goes; what is of the kernel stays. */
static void forget_modules(void)
{
	char name[4200];
	struct dirent *e;
	DIR *index;

	snprintf(name, sizeof(name), "%s/index", dir);
	index = opendir(name);
	while (index && (e = readdir(index))) {
		size_t len = strlen(e->d_name);

		if (len > 6 && !strcmp(e->d_name + len - 6, ".dwarf"))
			unlinkat(dirfd(index), e->d_name, 0);
	}
	if (index)
		closedir(index);
}

static void clean_up(void)
{
	char command[4200];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (system(command))
		fprintf(stderr, "debug_fuzz: %s is left\n", dir);
}

static void make_index(void)
{
	char name[4200];
	FILE *found;

	write_file(path, module, module_len);
	kernel->cache = dir;
	run(questions[0], false);
	snprintf(name, sizeof(name), "ls '%s'/index/*.dwarf", dir);
	found = popen(name, "r");
	if (found && fgets(name, sizeof(name), found)) {
		name[strcspn(name, "\n")] = '\0';
		index_path = strdup(name);
		kept = read_file(index_path, &kept_len);
	}
	if (found)
		pclose(found);
	if (!kept)
		die("there is no index");
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct kernel_options opt = { .release = getenv("FUZZ_KERNEL") };
	static char of_dir[] = "build/fuzz/debug.XXXXXX", file[sizeof(of_dir) + 20];
	struct arena *a = arena_open();
	const char *why = "";

	(void)argc, (void)argv;
	opt.cache = cache_dir(a, diag_open(a, stderr, (struct diag_options){ 0 }));
	kernel = kernel_open(a, &opt, &why);
	if (!kernel || !kernel_build_id(kernel, &why) || !kernel_payload(kernel, &why))
		die(why);
	module = read_file(getenv("FUZZ_MODULE"), &module_len);
	dir = mkdtemp(of_dir);
	if (!module || !dir)
		die("FUZZ_MODULE names no file");
	atexit(clean_up);
	snprintf(file, sizeof(file), "%s/spile_target.ko", dir);
	path = file;
	if (!getenv("FUZZ_SHOW") && !freopen("/dev/null", "w", stdout))
		die("/dev/null");
	make_index();
	work = malloc(module_len > kept_len ? module_len : kept_len);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct choices c = { data, data + size };
	bool index = choose(&c, 4) == 3, list = choose(&c, 3) == 2;
	const char *question = list ? listings[choose(&c, sizeof(listings) / sizeof(*listings))] :
				      questions[choose(&c, sizeof(questions) / sizeof(*questions))];

	forget_modules();
	if (index) {
		write_file(path, module, module_len);
		damage_index(&c);
	} else {
		write_file(path, work, damage_module(&c));
	}
	run(question, list);
	return 0;
}
