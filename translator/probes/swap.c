// SPDX-License-Identifier: GPL-2.0-only
/*
 * swap.c: text of an instruction goes in, its bytes come out, as many as stand where it is to run.
 *
 * The text is bytes in hex, or what the assembler of the compiler makes of it.  What is shorter
 * than the instruction there is filled up with a nop; more than one instruction may stand there
 * if none of them is a branch.
 */
#include "swap.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "parser/base/child.h"
#include "parser/base/diag.h"
#include "parser/base/out.h"
#include "provider.h"
#include "runtime/arch/x86/classify.h"
#include "runtime/arch/x86/relocate.h"
#include "translator/debuginfo/code.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/place.h"
#include "translator/session.h"

struct probe_swap *swap_of_point(struct session *s, const struct match *m)
{
	struct probe_swap *swap = NULL;
	const struct point *p = m->point;

	for (size_t i = 0; i < p->parts.n; i++) {
		const struct component *c = &p->parts.v[i];

		if (!strcmp(c->name, "swap") && c->arg) {
			swap = arena_new(s->arena, struct probe_swap);
			swap->text = c->arg;
		}
		if (swap && !strcmp(c->name, "commit"))
			swap->commit = true;
	}
	return swap;
}

/* ---- text to bytes ---- */

static bool push_byte(struct probe_swap *swap, uint8_t *bytes, uint8_t byte)
{
	if (swap->n == SPL_INSN_MAX)
		return false;
	bytes[swap->n++] = byte;
	return true;
}

/* "b8 00 00 00 00"; false: it isn't that. */
static bool read_hex(struct session *s, struct probe_swap *swap)
{
	uint8_t *bytes = arena_alloc(s->arena, SPL_INSN_MAX);
	const char *at = swap->text->text;
	char two[3] = "";

	swap->n = 0;
	for (at += strspn(at, " "); *at; at += 2, at += strspn(at, " ")) {
		memcpy(two, at, isxdigit((unsigned char)at[0]) ? 2 : 0);
		if (!isxdigit((unsigned char)two[0]) || !isxdigit((unsigned char)two[1]) ||
		    (at[2] && at[2] != ' ') ||
		    !push_byte(swap, bytes, (uint8_t)strtoul(two, NULL, 16)))
			return false;
	}
	swap->bytes = bytes;
	return swap->n;
}

/* The whole of .text in an object that needs no other. */
static bool read_object(struct session *s, struct probe_swap *swap, const char *path,
			const char **why)
{
	uint8_t *bytes = arena_alloc(s->arena, SPL_INSN_MAX);
	const Elf64_Shdr *text;
	const unsigned char *code;
	struct elfmap e = { 0 };
	size_t n = 0;

	if (!elfmap_open(&e, s->arena, path, why))
		return false;
	text = elfmap_section(&e, ".text");
	code = text ? elfmap_bytes(&e, text, &n) : NULL;
	*why = !code || !n			? "there is no instruction in it" :
	       n > SPL_INSN_MAX			? "it is longer than any instruction" :
	       elfmap_section(&e, ".rela.text") ? "it names a symbol, which has no address here" :
						  NULL;
	if (!*why) {
		memcpy(bytes, code, n);
		swap->bytes = bytes;
		swap->n = n;
	}
	elfmap_close(&e);
	return !*why;
}

/* The first line of what the assembler said of a line of the file, without the place. */
static const char *complaint(struct session *s, const char *said)
{
	const char *error = strstr(said, "Error: ");
	size_t n = error ? strcspn(error, "\n") : 0;

	return error ? arena_strndup(s->arena, error + strlen("Error: "), n - strlen("Error: ")) :
		       "the assembler does not take it";
}

static bool assemble(struct session *s, struct probe_swap *swap, const char *dir, const char **why)
{
	const char *source = arena_printf(s->arena, "%s/swap.s", dir);
	const char *object = arena_printf(s->arena, "%s/swap.o", dir);
	const char *const argv[] = { "cc", "-c", "-o", object, source, NULL };
	const char *const env[] = { "LC_ALL=C", NULL };
	FILE *f = fopen(source, "w");
	struct child_result r;

	*why = "its file can't be written";
	if (!f)
		return false;
	fprintf(f, "%s\n", swap->text->text);
	if (fclose(f))
		return false;
	r = child_run(s->arena, dir, env, argv);
	*why = r.status < 0 ? "there is no cc to assemble it" : complaint(s, r.out);
	return !r.status && read_object(s, swap, object, why);
}

static bool read_assembler(struct session *s, struct probe_swap *swap, const char **why)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = arena_printf(s->arena, "%s/spile-swap.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	bool ok;

	*why = "there is no directory to assemble it in";
	if (!mkdtemp(dir))
		return false;
	ok = assemble(s, swap, dir, why);
	unlink(arena_printf(s->arena, "%s/swap.s", dir));
	unlink(arena_printf(s->arena, "%s/swap.o", dir));
	rmdir(dir);
	return ok;
}

/* ---- where it is to stand ---- */

/* Bytes of the instruction there; 0: the file does not tell. */
static unsigned int length_at(struct session *s, const struct probe *p,
			      const struct probe_site *site)
{
	struct debuginfo *d = session_debuginfo(s, p->module);

	if (site->place)
		return debuginfo_insn_length(d, site->place->section, site->place->offset);
	return p->module || site->anchor ? 0 : debuginfo_insn_length(d, NULL, site->offset);
}

static void fill_up(struct session *s, struct probe_swap *swap, unsigned int length)
{
	uint8_t *bytes = arena_alloc(s->arena, SPL_INSN_MAX);

	if (length <= swap->n)
		return;
	memcpy(bytes, swap->bytes, swap->n);
	spl_nop_make(bytes + swap->n, length - (unsigned int)swap->n);
	swap->bytes = bytes;
	swap->n = length;
}

/* One and nops behind it, or several of which each can run in a copy: as prepare.c wants it. */
static const char *refusal(const struct probe_swap *swap)
{
	struct spl_insn insn;
	bool copies = true, nops = true; /* all of them; all but the first */
	size_t n = 0;

	for (size_t at = 0; at < swap->n; at += insn.length, n++) {
		enum spl_verdict v;

		if (!spl_insn_decode(&insn, swap->bytes + at, swap->n - at))
			return "these bytes are no whole instructions";
		v = spl_insn_judge(&insn, swap->bytes + at);
		if (spl_verdict_way(v) == SPL_WAY_REFUSE)
			return spl_verdict_text(v);
		copies &= spl_verdict_way(v) == SPL_WAY_BOOST || v == SPL_IS_PUSH ||
			  v == SPL_IS_NOP;
		nops &= !n || v == SPL_IS_NOP;
	}
	return n < 2 || copies || nops ? NULL : "of several instructions none may be a branch";
}

static bool fit(struct session *s, struct probe *p)
{
	struct probe_swap *swap = p->swap;
	unsigned int length = 0, here;
	struct probe_site site;
	const char *why;

	vec_each(site, &p->sites) {
		here = length_at(s, p, &site);
		if (length && here && here != length) {
			diag_semantic(s->diag, swap->text->span,
				      "the instructions at these places have %u and %u bytes",
				      length, here);
			diag_hint(s->diag, "a point with one place can be filled up");
			return false;
		}
		length = here ? here : length;
	}
	if (length && swap->n > length) {
		diag_semantic(s->diag, swap->text->span,
			      "it has %zu bytes, and the instruction that is there %u", swap->n,
			      length);
		return false;
	}
	if (length)
		fill_up(s, swap, length);
	why = refusal(swap);
	if (why)
		diag_semantic(s->diag, swap->text->span, "'%s' can't stand there: %s",
			      swap->text->text, why);
	return !why;
}

static bool bind(struct session *s, struct probe *p)
{
	struct probe_swap *swap = p->swap;
	const char *why = NULL;

	if (!s->options.guru) {
		diag_semantic(
			s->diag, swap->text->span,
			"an instruction that takes the place of another is for guru mode only (-g)");
		return false;
	}
	if (!read_hex(s, swap) && !read_assembler(s, swap, &why)) {
		diag_semantic(s->diag, swap->text->span, "'%s' can't be assembled: %s",
			      swap->text->text, why);
		return false;
	}
	if (p->kind == PROBE_FUNCTION)
		p->by_kprobe = true;
	return fit(s, p);
}

bool swaps_bind(struct session *s)
{
	struct probe *p;
	bool ok = true;

	vec_each(p, &s->probes)
		if (p->swap)
			ok &= bind(s, p);
	return ok;
}
