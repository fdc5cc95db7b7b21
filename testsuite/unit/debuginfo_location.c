/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Location expressions of hand-made DWARF, of both versions, in a module and in a kernel, become
 * the trees that compute the same; what compilers write about a few functions is understood.
 */
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "test.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/location.h"

static struct arena *arena;
static char top[] = "/tmp/debuginfo_location.XXXXXX";

/* ---- a tree as text ---- */

static const char *const ops[] = {
	[LOC_ADD] = "+",   [LOC_SUB] = "-",  [LOC_MUL] = "*",	[LOC_DIV] = "/",
	[LOC_UDIV] = "u/", [LOC_MOD] = "%",  [LOC_UMOD] = "u%", [LOC_AND] = "&",
	[LOC_OR] = "|",	   [LOC_XOR] = "^",  [LOC_SHL] = "<<",	[LOC_SHR] = ">>",
	[LOC_SAR] = "s>>", [LOC_EQ] = "==",  [LOC_NE] = "!=",	[LOC_LT] = "<",
	[LOC_LE] = "<=",   [LOC_ULT] = "u<", [LOC_ULE] = "u<=",
};

static const char *text(const struct loc_expr *e)
{
	switch (e->op) {
	case LOC_NUMBER:
		return arena_printf(arena, "%lld", (long long)e->number);
	case LOC_REGISTER:
		return arena_printf(arena, "r%d", (int)e->number);
	case LOC_SAVED:
		return arena_printf(arena, "saved%d", (int)e->number);
	case LOC_ADDRESS:
		if (!e->anchor)
			return arena_printf(arena, "_stext+%llu", (unsigned long long)e->number);
		return arena_printf(arena, "%s:%s+%lld", e->anchor->module, e->anchor->symbol,
				    (long long)e->number);
	case LOC_PERCPU:
		return arena_printf(arena, "percpu(%s)", text(e->a));
	case LOC_LOAD:
		return arena_printf(arena, "[%s]%u", text(e->a), e->size);
	case LOC_SIGNED:
	case LOC_UNSIGNED:
		return arena_printf(arena, "%c%u(%s)", e->op == LOC_SIGNED ? 's' : 'u', 8 * e->size,
				    text(e->a));
	case LOC_NEG:
	case LOC_NOT:
		return arena_printf(arena, "%c%s", e->op == LOC_NEG ? '-' : '~', text(e->a));
	case LOC_CHOOSE:
		return arena_printf(arena, "(%s ? %s : %s)", text(e->a), text(e->b), text(e->c));
	default:
		return arena_printf(arena, "(%s %s %s)", text(e->a), ops[e->op], text(e->b));
	}
}

static const char *location_text(const struct location *l)
{
	const char *s = "";

	for (size_t i = 0; i < l->n; i++) {
		const struct loc_part *p = &l->parts[i];

		s = i ? arena_printf(arena, "%s; ", s) : s;
		if (p->bits != LOC_ALL)
			s = arena_printf(arena, "%s%d: ", s, (int)p->bits);
		switch (p->kind) {
		case LOC_IN_MEMORY:
			s = arena_printf(arena, "%sat %s", s, text(p->expr));
			break;
		case LOC_IN_REGISTER:
			s = arena_printf(arena, "%sin %s", s, text(p->expr));
			break;
		case LOC_IS_VALUE:
			s = arena_printf(arena, "%sis %s", s, text(p->expr));
			break;
		case LOC_IS_BYTES:
			s = arena_printf(arena, "%sis", s);
			for (size_t b = 0; b < p->nbytes; b++)
				s = arena_printf(arena, "%s %02x", s, p->bytes[b]);
			break;
		case LOC_POINTS:
			s = arena_printf(arena, "%s%lld into {%s}", s, (long long)p->offset,
					 location_text(p->to));
			break;
		case LOC_MISSING:
			s = arena_printf(arena, "%slost", s);
			break;
		}
		if (p->skip)
			s = arena_printf(arena, "%s >> %d", s, (int)p->skip);
	}
	return s;
}

/* ---- a machine that computes what a tree says ---- */

static uint64_t registers[17];
static unsigned char memory[256]; /* at address 0x1000 */

static uint64_t load(uint64_t addr, unsigned int size)
{
	uint64_t v = 0;

	if (addr < 0x1000 || addr + size > 0x1000 + sizeof(memory))
		return 0xdead;
	memcpy(&v, memory + (addr - 0x1000), size);
	return v;
}

static uint64_t value(const struct loc_expr *e)
{
	uint64_t x = e->a ? value(e->a) : 0, y = e->b ? value(e->b) : 0;
	int64_t sx = (int64_t)x, sy = (int64_t)y;
	unsigned int left = 64 - 8 * e->size;

	switch (e->op) {
	case LOC_NUMBER:
		return e->number;
	case LOC_REGISTER:
		return registers[e->number];
	case LOC_LOAD:
		return load(x, e->size);
	case LOC_SIGNED:
		return (uint64_t)((int64_t)(x << left) >> left);
	case LOC_UNSIGNED:
		return x << left >> left;
	case LOC_NEG:
		return -x;
	case LOC_NOT:
		return ~x;
	case LOC_ADD:
		return x + y;
	case LOC_SUB:
		return x - y;
	case LOC_MUL:
		return x * y;
	case LOC_DIV:
		return (uint64_t)(sx / sy);
	case LOC_UDIV:
		return x / y;
	case LOC_MOD:
		return (uint64_t)(sx % sy);
	case LOC_UMOD:
		return x % y;
	case LOC_AND:
		return x & y;
	case LOC_OR:
		return x | y;
	case LOC_XOR:
		return x ^ y;
	case LOC_SHL:
		return y > 63 ? 0 : x << y;
	case LOC_SHR:
		return y > 63 ? 0 : x >> y;
	case LOC_SAR:
		return (uint64_t)(sx >> (y > 63 ? 63 : y));
	case LOC_EQ:
		return x == y;
	case LOC_NE:
		return x != y;
	case LOC_LT:
		return sx < sy;
	case LOC_LE:
		return sx <= sy;
	case LOC_ULT:
		return x < y;
	case LOC_ULE:
		return x <= y;
	case LOC_CHOOSE:
		return x ? y : value(e->c);
	default:
		return 0xbad;
	}
}

/* ---- files ---- */

static const char *in_top(const char *name)
{
	return arena_printf(arena, "%s/%s", top, name);
}

static bool command(const char *fmt, ...)
{
	va_list ap;
	const char *line;

	va_start(ap, fmt);
	line = arena_vprintf(arena, fmt, ap);
	va_end(ap);
	if (!system(arena_printf(arena, "cd %s && %s", top, line)))
		return true;
	printf("failed: %s\n", line);
	test_failures++;
	return false;
}

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
};

/* The debuginfo of one file; MODULE NULL: it is a kernel. */
static struct debuginfo *open_file(const char *path, const char *module)
{
	struct debuginfo *d = arena_new(arena, struct debuginfo);
	struct dwarf *w = arena_new(arena, struct dwarf);
	GElf_Addr bias;

	d->arena = arena;
	d->module = module;
	d->dwarf = w;
	w->dwfl = dwfl_begin(&callbacks);
	dwfl_report_begin(w->dwfl);
	w->module = dwfl_report_offline(w->dwfl, "", path, -1);
	dwfl_report_end(w->dwfl, NULL, NULL);
	w->handle = w->module ? dwfl_module_getdwarf(w->module, &bias) : NULL;
	check(w->handle);
	return d;
}

static void close_file(struct debuginfo *d)
{
	dwfl_end(d->dwarf->dwfl);
}

/* The child of TAG with this name anywhere below DIE. */
static bool find(Dwarf_Die *die, const char *name, Dwarf_Die *found)
{
	Dwarf_Die child;

	if (dwarf_child(die, &child))
		return false;
	do {
		if (dwarf_diename(&child) && !strcmp(dwarf_diename(&child), name)) {
			*found = child;
			return true;
		}
		if (find(&child, name, found))
			return true;
	} while (!dwarf_siblingof(&child, &child));
	return false;
}

/* In the unit that has it, with the function FUNC around it. */
static bool find_in(struct debuginfo *d, const char *func, const char *name, Dwarf_Die *f,
		    Dwarf_Die *found)
{
	Dwarf_Off off = 0, next;
	size_t head;
	Dwarf_Die unit;

	for (; !dwarf_nextcu(d->dwarf->handle, off, &next, &head, NULL, NULL, NULL); off = next)
		if (dwarf_offdie(d->dwarf->handle, off + head, &unit) && find(&unit, func, f) &&
		    find(f, name, found))
			return true;
	return false;
}

/* ---- hand-made expressions ---- */

/* Where it is looked at: at the entry of f, or 5 bytes on, when it has saved rbx. */
static const struct made {
	const char *name, *code; /* for the assembler */
	int pc;
	const char *want; /* a location, or "! the reason" */
} made[] = {
	{ "reg", ".byte 0x55", 0, "in r5" },
	{ "regx", ".byte 0x90, 12", 0, "in r12" },
	{ "xmm", ".byte 0x61", 0, "! it is in xmm0, which is not saved where a probe is met" },
	{ "breg", ".byte 0x77; .sleb128 -8", 0, "at (r7 + -8)" },
	{ "bregx", ".byte 0x92, 3; .sleb128 400", 0, "at (r3 + 400)" },
	{ "far", ".byte 0x92, 50; .sleb128 0", 0,
	  "! it is in register 50, which is not saved where a probe is met" },
	{ "fb0", ".byte 0x91; .sleb128 -24", 0, "at (r7 + -16)" },
	{ "fb5", ".byte 0x91; .sleb128 -24", 5, "at (r7 + -8)" },
	{ "cfa", ".byte 0x9c, 0x9f", 5, "is (r7 + 16)" },
	{ "addr", ".byte 3; .quad var + 4", 0, "at m:var+4" },
	{ "hidden", ".byte 3; .quad twin", 0, "at m:var+16" },
	{ "init", ".byte 3; .quad early", 0,
	  "! it is in .init.data, memory that is given back after the start" },
	{ "outside", ".byte 3; .quad 0x123456789", 0,
	  "! nothing of it is at the address 0x123456789 that it is said to have" },
	{ "percpu", ".byte 3; .quad each + 8", 0, "at percpu(m:each+8)" },
	{ "percpu_pointer", ".byte 3; .quad each; .byte 0x9f", 0, "is m:each+0" },
	{ "percpu_more", ".byte 3; .quad each; .byte 0x23, 4", 0, "at percpu(m:each+4)" },
	{ "tls", ".byte 0x0e; .quad 16; .byte 0xe0", 0, "! it is thread-local" },
	{ "tls5", ".byte 0x0e; .quad 16; .byte 0x9b", 0, "! it is thread-local" },
	{ "value", ".byte 0x75, 1, 0x9f", 0, "is (r5 + 1)" },
	{ "consts", ".byte 0x11; .sleb128 -5; .byte 0x9f", 0, "is -5" },
	{ "const1s", ".byte 0x09, 0xff, 0x9f", 0, "is -1" },
	{ "const2u", ".byte 0x0a, 0xff, 0xff, 0x9f", 0, "is 65535" },
	{ "const4s", ".byte 0x0d; .long -2; .byte 0x9f", 0, "is -2" },
	{ "const8u", ".byte 0x0e; .quad 0x8000000000000000; .byte 0x9f", 0,
	  "is -9223372036854775808" },
	{ "bytes", ".byte 0x9e, 3, 1, 2, 3", 0, "is 01 02 03" },
	{ "folded", ".byte 0x33, 0x34, 0x1e, 0x32, 0x1c, 0x9f", 0, "is 10" },
	{ "added", ".byte 0x75, 8, 0x23, 8, 0x40, 0x1c", 0, "at r5" },
	{ "deref", ".byte 0x75, 8, 6, 0x23, 16", 0, "at ([(r5 + 8)]8 + 16)" },
	{ "deref_size", ".byte 0x75, 0, 0x94, 2, 0x9f", 0, "is [r5]2" },
	{ "deref_odd", ".byte 0x75, 0, 0x94, 3, 0x9f", 0,
	  "! its location needs a read of 3 bytes" },
	{ "div", ".byte 0x75, 0, 0x74, 0, 0x1b, 0x9f", 0, "is (r5 / r4)" },
	{ "mod", ".byte 0x75, 0, 0x74, 0, 0x1d, 0x9f", 0, "is (r5 u% r4)" },
	{ "by_zero", ".byte 0x75, 0, 0x30, 0x1b, 0x9f", 0, "is (r5 / 0)" },
	{ "shifts", ".byte 0x75, 0, 0x34, 0x24, 0x32, 0x25, 0x31, 0x26, 0x9f", 0,
	  "is (((r5 << 4) >> 2) s>> 1)" },
	{ "logic", ".byte 0x75, 0, 0x3f, 0x1a, 0x74, 0, 0x21, 0x31, 0x27, 0x20, 0x1f, 0x9f", 0,
	  "is -~(((r5 & 15) | r4) ^ 1)" },
	{ "compares", ".byte 0x75, 0, 0x74, 0, 0x2b, 0x75, 0, 0x74, 0, 0x2a, 0x29, 0x9f", 0,
	  "is ((r4 < r5) == (r4 <= r5))" },
	{ "abs", ".byte 0x75, 0, 0x19, 0x9f", 0, "is ((r5 < 0) ? -r5 : r5)" },
	{ "moves",
	  ".byte 0x31, 0x32, 0x33, 0x17, 0x16, 0x14, 0x13, 0x15, 2, 0x12, 0x1e, 0x1c, "
	  "0x9f",
	  0, "is -8" },
	{ "piece", ".byte 0x55, 0x93, 8, 0x51, 0x93, 4, 0x93, 4", 0,
	  "64: in r5; 32: in r1; 32: lost" },
	{ "bit_piece", ".byte 0x55, 0x9d, 3, 5, 0x77, 0, 0x9d, 13, 0", 0,
	  "3: in r5 >> 5; 13: at r7" },
	{ "mixed", ".byte 0x31, 0x9f, 0x93, 4, 0x9e, 4, 9, 8, 7, 6, 0x93, 4", 0,
	  "32: is 1; 32: is 09 08 07 06" },
	{ "entry0", ".byte 0xa3, 1, 0x54, 0x9f", 0, "is r4" },
	{ "entry5", ".byte 0xa3, 1, 0x54, 0x9f", 5,
	  "! only its value at the entry of the function is described, and nothing keeps that" },
	{ "entry5gnu", ".byte 0xf3, 1, 0x54, 0x9f", 5,
	  "! only its value at the entry of the function is described, and nothing keeps that" },
	{ "entry_saved", ".byte 0xa3, 1, 0x53, 0x9f", 5, "is [r7]8" },
	{ "entry_same", ".byte 0xa3, 1, 0x5c, 0x9f", 5, "is r12" },
	{ "entry_memory", ".byte 0xa3, 3, 0x74, 8, 6, 0x9f", 0, "is [(r4 + 8)]8" },
	{ "points", ".byte 0xa0; .long target - unit; .sleb128 4", 0,
	  "4 into {32: in r5; 32: is 7}" },
	{ "points_gnu", ".byte 0xf2; .long target - unit; .sleb128 0", 0,
	  "0 into {32: in r5; 32: is 7}" },
	{ "points_nowhere", ".byte 0xa0; .long nowhere - unit; .sleb128 0", 0,
	  "! it is optimized out" },
	{ "signed", ".byte 0xa5, 5; .uleb128 t_int - start; .byte 0x9f", 0, "is s32(r5)" },
	{ "widened",
	  ".byte 0xa5, 5; .uleb128 t_u8 - start; .byte 0xa8; .uleb128 t_int - start; "
	  ".byte 0xa8, 0, 0x9f",
	  0, "is s32(u8(r5))" },
	{ "typed_div",
	  ".byte 0xf5, 5; .uleb128 t_u32 - start; .byte 0xf5, 4; .uleb128 t_u32 - start; "
	  ".byte 0x1b, 0x9f",
	  0, "is u32((u32(r5) u/ u32(r4)))" },
	{ "typed_const",
	  ".byte 0xa4; .uleb128 t_int - start; .byte 4, 0xfe, 0xff, 0xff, 0xff, 0x9f", 0, "is -2" },
	{ "typed_deref", ".byte 0x75, 0, 0xa6, 1; .uleb128 t_s8 - start; .byte 0x9f", 0,
	  "is s8([r5]1)" },
	{ "typed_less",
	  ".byte 0xa5, 5; .uleb128 t_u32 - start; .byte 0xa5, 4; .uleb128 t_u32 - start; "
	  ".byte 0x2d, 0x9f",
	  0, "is (u32(r5) u< u32(r4))" },
	{ "typed_shift",
	  ".byte 0xa5, 5; .uleb128 t_int - start; .byte 0x32, 0xa8; .uleb128 t_int - start; "
	  ".byte 0x25, 0x9f",
	  0, "is s32((u32(s32(r5)) >> 2))" },
	{ "float", ".byte 0xa5, 5; .uleb128 t_float - start; .byte 0x9f", 0,
	  "! its location is computed in floating point" },
	{ "wide", ".byte 0xa5, 5; .uleb128 t_wide - start; .byte 0x9f", 0,
	  "! its location is computed in numbers of 16 bytes" },
	{ "branch", ".byte 0x75, 0, 0x12, 0x28, 4, 0, 0x30, 0x2f, 1, 0, 0x33, 0x9f", 0,
	  "is (r5 ? 3 : 0)" },
	{ "loop",
	  ".byte 0x30, 0x35, 0x16, 0x32, 0x22, 0x16, 0x31, 0x1c, 0x12, 0x28; .short -10; "
	  ".byte 0x13, 0x9f",
	  0, "is 10" },
	{ "endless", ".byte 0x31, 0x28; .short -4; .byte 0x9f", 0,
	  "! its location is too intricate to be computed" },
	{ "doubles", ".rept 40; .byte 0x12, 0x22; .endr", 0,
	  "! its location is damaged: the stack is empty" },
	{ "doubles5", ".byte 0x75, 0; .rept 40; .byte 0x12, 0x22; .endr", 0,
	  "! its location is too intricate to be computed" },
	{ "call", ".byte 0x99; .long 0", 0,
	  "! its location has an operation that is not known: 0x99" },
	{ "object", ".byte 0x97", 0, "! its location depends on an object that is not known here" },
	{ "empty", "", 0, "! it is optimized out" },
};

static const char types[] = "t_int:	.uleb128 4; .byte 4, 5\n"
			    "t_u8:	.uleb128 4; .byte 1, 8\n"
			    "t_s8:	.uleb128 4; .byte 1, 6\n"
			    "t_u32:	.uleb128 4; .byte 4, 7\n"
			    "t_float:	.uleb128 4; .byte 8, 4\n"
			    "t_wide:	.uleb128 4; .byte 16, 5\n";

static const char code[] = "	.cfi_sections .debug_frame\n"
			   "	.text\n"
			   "	.globl _stext, _start\n"
			   "_stext:	.skip 16, 0x90\n"
			   "_start:\n"
			   "f:	.cfi_startproc\n"
			   "	push %rbx\n"
			   "	.cfi_def_cfa_offset 16\n"
			   "	.cfi_offset 3, -16\n"
			   "	.skip 30, 0x90\n"
			   "	.cfi_endproc\n"
			   "f_end:\n"
			   "	.data\n"
			   "	.globl var\n"
			   "var:	.skip 16\n"
			   "twin:	.skip 16\n"
			   "	.section .init.data, \"aw\"\n"
			   "early:	.skip 4\n"
			   "	.section .data..percpu, \"aw\"\n"
			   "each:	.skip 64\n";

static const char abbrevs[] =
	"	.section .debug_abbrev\n"
	"	.uleb128 1, 0x11; .byte 1; .uleb128 0x11, 1, 0x12, 7, 0, 0\n"
	"	.uleb128 2, 0x2e; .byte 1; .uleb128 3, 8, 0x11, 1, 0x12, 7, 0x40, 0x18, 0, 0\n"
	"	.uleb128 3, 0x34; .byte 0; .uleb128 3, 8, 2, 0x18, 0, 0\n"
	"	.uleb128 4, 0x24; .byte 0; .uleb128 0xb, 0xb, 0x3e, 0xb, 0, 0\n"
	"	.uleb128 5, 0x34; .byte 0; .uleb128 3, 8, 2, 0x17, 0, 0\n"
	"	.uleb128 6, 0x34; .byte 0; .uleb128 3, 8, 0x1c, 0xd, 0, 0\n"
	"	.uleb128 7, 0x34; .byte 0; .uleb128 3, 8, 0x1c, 8, 0, 0\n"
	"	.uleb128 8, 0x34; .byte 0; .uleb128 3, 8, 0x1c, 0xa, 0, 0\n"
	"	.uleb128 9, 0x34; .byte 0; .uleb128 3, 8, 0, 0\n"
	"	.uleb128 10, 0x34; .byte 0; .uleb128 3, 8, 0x3c, 0x19, 0, 0\n"
	"	.byte 0\n";

/* Lists: known in r5 up to +4, as a value of the entry up to +8, in r3 up to +12. */
static const char list4[] = "	.section .debug_loc\n"
			    "list:	.quad f - _stext_base, f - _stext_base + 4\n"
			    "	.short 1; .byte 0x55\n"
			    "	.quad f - _stext_base + 4, f - _stext_base + 8\n"
			    "	.short 4; .byte 0xf3, 1, 0x55, 0x9f\n"
			    "	.quad f - _stext_base + 8, f - _stext_base + 12\n"
			    "	.short 1; .byte 0x53\n"
			    "	.quad 0, 0\n";
static const char list5[] = "	.section .debug_loclists\n"
			    "	.long list_end - list_start\n"
			    "list_start:	.short 5; .byte 8, 0; .long 0\n"
			    "list:	.byte 4; .uleb128 f - _stext_base, f - _stext_base + 4\n"
			    "	.uleb128 1; .byte 0x55\n"
			    "	.byte 4; .uleb128 f - _stext_base + 4, f - _stext_base + 8\n"
			    "	.uleb128 4; .byte 0xa3, 1, 0x55, 0x9f\n"
			    "	.byte 4; .uleb128 f - _stext_base + 8, f - _stext_base + 12\n"
			    "	.uleb128 1; .byte 0x53\n"
			    "	.byte 0\n"
			    "list_end:\n";

static void put_block(FILE *f, const char *bytes)
{
	static int n;

	n++;
	fprintf(f, "\t.uleb128 e%d - s%d\ns%d:\n\t%s\ne%d:\n", n, n, n, bytes, n);
}

/* The file NAME.s, of VERSION 4 or 5. */
static void write_made(const char *name, int version)
{
	FILE *f = fopen(in_top(name), "w");

	if (!f) {
		perror(name);
		exit(1);
	}
	fprintf(f, "%s\t.set _stext_base, _stext\n%s", code, abbrevs);
	fputs(version == 4 ? list4 : list5, f);
	fputs("\t.section .debug_info\nstart:\t.long unit_end - unit_start\nunit_start:\n", f);
	if (version == 4)
		fputs("\t.short 4\n\t.long .debug_abbrev\n\t.byte 8\n", f);
	else
		fputs("\t.short 5\n\t.byte 1, 8\n\t.long .debug_abbrev\n", f);
	fputs("\t.set unit, start\n\t.uleb128 1\n\t.quad _stext, f_end - _stext\n", f);
	fputs(types, f);
	fputs("\t.uleb128 2\n\t.asciz \"f\"\n\t.quad f, f_end - f\n\t.byte 1, 0x9c\n", f);
	fputs("target:\t.uleb128 3\n\t.asciz \"target\"\n", f);
	put_block(f, ".byte 0x55, 0x93, 4, 0x37, 0x9f, 0x93, 4");
	fputs("nowhere:\t.uleb128 9\n\t.asciz \"nowhere\"\n", f);
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++) {
		fprintf(f, "\t.uleb128 3\n\t.asciz \"%s\"\n", made[i].name);
		put_block(f, made[i].code);
	}
	fputs("\t.uleb128 5\n\t.asciz \"listed\"\n\t.long list\n", f);
	fputs("\t.uleb128 6\n\t.asciz \"number\"\n\t.sleb128 -3\n", f);
	fputs("\t.uleb128 7\n\t.asciz \"string\"\n\t.asciz \"ab\"\n", f);
	fputs("\t.uleb128 8\n\t.asciz \"block\"\n\t.byte 2, 7, 8\n", f);
	fputs("\t.uleb128 10\n\t.asciz \"declared\"\n", f);
	fputs("\t.byte 0\n\t.byte 0\nunit_end:\n", f);
	fclose(f);
}

static void check_variable(struct debuginfo *d, const char *name, int pc, const char *want)
{
	struct location loc = { 0 };
	Dwarf_Die func, var;
	Dwarf_Addr entry;
	const char *got;

	if (!find_in(d, "f", name, &func, &var) || dwarf_entrypc(&func, &entry)) {
		printf("there is no %s\n", name);
		test_failures++;
		return;
	}
	d->why = NULL;
	got = dwarf_locate(d, &func, entry + (Dwarf_Addr)pc, &var, &loc) ?
		      location_text(&loc) :
		      arena_printf(arena, "! %s", debuginfo_why(d));
	if (!strcmp(got, want))
		return;
	printf("%s+%d: '%s' instead of '%s'\n", name, pc, got, want);
	test_failures++;
}

/* Per-CPU variables are counted from 0, or are where the kernel is. */
static bool link_kernel(const char *percpu)
{
	FILE *f = fopen(in_top("script"), "w");

	fprintf(f,
		"SECTIONS {\n"
		"	.data..percpu %s : { *(.data..percpu) }\n"
		"	.text 0xffffffff81000000 : { *(.text) }\n"
		"	.data 0xffffffff82000000 : { *(.data) }\n"
		"	.init.data : { *(.init.data) }\n"
		"}\n",
		percpu);
	fclose(f);
	return command("ld -T script made.o -o vmlinux");
}

static void check_made(int version)
{
	struct debuginfo *d;

	write_made("made.s", version);
	/* a name that two files use is no anchor */
	if (!command("echo '.data; twin: .skip 4' >more.s && gcc -c made.s more.s && "
		     "ld -r made.o more.o -o all.o && mv all.o made.o"))
		return;
	d = open_file(in_top("made.o"), "m");
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
		check_variable(d, made[i].name, made[i].pc, made[i].want);
	check_variable(d, "listed", 0, "in r5");
	check_variable(d, "listed", 5,
		       "! only its value at the entry of the function is described, and nothing "
		       "keeps that; it is known at f+0x0..0x4, f+0x8..0xc");
	check_variable(d, "listed", 8, "in r3");
	check_variable(d, "listed", 12,
		       "! it is optimized out here; it is known at f+0x0..0x4, f+0x8..0xc");
	check_variable(d, "number", 0, "is -3");
	check_variable(d, "string", 0, "is 61 62 00");
	check_variable(d, "block", 0, "is 07 08");
	check_variable(d, "nowhere", 0, "! it is optimized out");
	check_variable(d, "declared", 0, "! it is declared here, and defined elsewhere");
	close_file(d);

	if (!link_kernel("0"))
		return;
	d = open_file(in_top("vmlinux"), NULL);
	check_variable(d, "addr", 0, "at _stext+16777220");
	check_variable(d, "percpu", 0, "at percpu(8)");
	check_variable(d, "percpu_pointer", 0, "is 0");
	check_variable(d, "init", 0,
		       "! it is in .init.data, memory that is given back after the start");
	check_variable(d, "fb5", 5, "at (r7 + -8)");
	check_variable(d, "listed", 8, "in r3");
	close_file(d);

	if (!link_kernel("0xffffffff83000000"))
		return;
	d = open_file(in_top("vmlinux"), NULL);
	check_variable(d, "percpu", 0, "at percpu(_stext+33554440)");
	close_file(d);
}

/* ---- what the trees compute ---- */

static void check_value(struct debuginfo *d, const char *name, uint64_t want)
{
	struct location loc = { 0 };
	Dwarf_Die func, var;
	Dwarf_Addr entry;
	uint64_t got;

	check(find_in(d, "f", name, &func, &var) && !dwarf_entrypc(&func, &entry));
	check(dwarf_locate(d, &func, entry, &var, &loc) && loc.n == 1);
	got = loc.n ? value(loc.parts->expr) : 0;
	if (got == want)
		return;
	printf("%s: %#llx instead of %#llx\n", name, (unsigned long long)got,
	       (unsigned long long)want);
	test_failures++;
}

static void check_values(void)
{
	struct debuginfo *d = open_file(in_top("made.o"), "m");

	registers[5] = 0xfffffffffffffff9; /* -7 */
	registers[4] = 2;
	check_value(d, "div", (uint64_t)-3);
	check_value(d, "mod", 1);
	check_value(d, "shifts", (0xfffffffffffffff9 << 4 >> 2) >> 1);
	check_value(d, "compares", 1);
	check_value(d, "abs", 7);
	check_value(d, "signed", (uint64_t)-7);
	check_value(d, "widened", 0xf9);
	check_value(d, "typed_div", 0xfffffff9 / 2);
	check_value(d, "typed_less", 0);
	check_value(d, "typed_shift", 0xfffffff9 >> 2);
	check_value(d, "branch", 3);
	registers[5] = 0x1010;
	memory[0x10] = 0x80;
	memory[0x18] = 0x40;
	check_value(d, "typed_deref", (uint64_t)-128);
	check_value(d, "deref", 0x50);
	close_file(d);
}

/* ---- parts of objects ---- */

static void check_slice(const struct location *l, uint64_t at, uint64_t bits, const char *want)
{
	check_text(location_text(location_slice(arena, l, at, bits)), want);
}

static void check_slices(void)
{
	static const uint8_t bytes[] = { 1, 2, 3, 4 };
	struct loc_part parts[] = {
		{ .kind = LOC_IN_REGISTER,
		  .bits = 64,
		  .expr = loc_register(arena, LOC_REGISTER, 5) },
		{ .kind = LOC_IS_BYTES, .bits = 32, .bytes = bytes, .nbytes = 4 },
		{ .kind = LOC_IN_MEMORY, .bits = 64, .expr = loc_register(arena, LOC_REGISTER, 7) },
		{ .kind = LOC_MISSING, .bits = 32 },
	};
	struct location l = { parts, 4 };
	const struct location *m =
		location_of(arena, LOC_IN_MEMORY, loc_register(arena, LOC_REGISTER, 6));

	check_slice(&l, 0, 64, "64: in r5");
	check_slice(&l, 8, 8, "8: in r5 >> 8");
	check_slice(location_of(arena, LOC_IS_VALUE, loc_number(arena, 7)), 32, 32,
		    "32: is 7 >> 32");
	check_slice(location_of(arena, LOC_IS_VALUE, loc_number(arena, 7)), 64, 8, "8: lost >> 64");
	check_slice(&l, 48, 32, "16: in r5 >> 48; 16: is 01 02 03 04");
	check_slice(&l, 80, 16, "16: is 01 02 03 04 >> 16");
	check_slice(&l, 96 + 8, 32, "32: at (r7 + 1)");
	check_slice(&l, 96 + 9, 3, "3: at (r7 + 1) >> 1");
	check_slice(&l, 160, 64, "32: lost; 32: lost");
	check_slice(m, 64, LOC_ALL, "at (r6 + 8)");
	check_slice(location_slice(arena, m, 64, 64), 32, 8, "8: at (r6 + 12)");
	check(location_lacks(location_slice(arena, &l, 160, 8)));
	check(!location_lacks(location_slice(arena, &l, 0, 160)));
	check_text(text(location_address(arena, location_slice(arena, &l, 96, 64))), "r7");
	check(!location_address(arena, &l));
	check(!location_address(arena, location_slice(arena, &l, 96, 96)));
	check(!location_address(arena, location_slice(arena, &l, 97, 3)));
}

/* ---- compilers ---- */

static const char compiled[] =
	"struct pair { long a, b; };\n"
	"extern int sink(const void *, long);\n"
	"extern struct pair make(int);\n"
	"int visible = 7;\n"
	"static int hidden = 9;\n"
	"static __thread int own = 3;\n"
	"static inline __attribute__((always_inline)) long twice(long n)\n"
	"{\n"
	"	struct pair p = { n, n + 1 }, *q = &p;\n"
	"	return q->a * q->b + hidden;\n"
	"}\n"
	"long walk(int *v, unsigned char n, struct pair both)\n"
	"{\n"
	"	long sum = 0;\n"
	"	const int fixed = 42;\n"
	"	volatile int spilled = n;\n"
	"	for (long i = 0; i < n; i++) {\n"
	"		sum += v[i] * 3 + twice(sum);\n"
	"		sink(v, sum + fixed);\n"
	"	}\n"
	"	sink(&both, both.a);\n"
	"	hidden++;\n"
	"	struct pair late = make(n);\n"
	"	return sum + visible + hidden + own + late.a * late.b + both.b + spilled;\n"
	"}\n";

static void check_why(const char *why)
{
	if (strstr(why, "it is optimized out") || strstr(why, "at the entry of the function") ||
	    strstr(why, "behind the function's entry") || !strcmp(why, "it is thread-local") ||
	    strstr(why, "invalid DWARF")) /* libdw: DW_OP_GNU_uninit in front of a piece */
		return;
	printf("not expected: %s\n", why);
	test_failures++;
}

/* Every variable of the function at each of its addresses: how many are found. */
static int survey(struct debuginfo *d, Dwarf_Die *scope, Dwarf_Die *func, int *asked)
{
	Dwarf_Addr base, from, to;
	ptrdiff_t more = 0;
	Dwarf_Die die;
	int found = 0;

	if (dwarf_child(scope, &die))
		return 0;
	do {
		int tag = dwarf_tag(&die);
		struct location loc;

		if (tag == DW_TAG_lexical_block || tag == DW_TAG_inlined_subroutine)
			found += survey(d, &die, tag == DW_TAG_lexical_block ? func : &die, asked);
		if (tag != DW_TAG_variable && tag != DW_TAG_formal_parameter)
			continue;
		more = 0;
		while ((more = dwarf_ranges(scope, more, &base, &from, &to)) > 0) {
			for (Dwarf_Addr pc = from; pc < to; pc++) {
				++*asked;
				if (dwarf_locate(d, func, pc, &die, &loc))
					found += location_text(&loc)[0] != '\0';
				else
					check_why(debuginfo_why(d));
			}
		}
	} while (!dwarf_siblingof(&die, &die));
	return found;
}

static void check_compiler(const char *compiler, const char *options)
{
	const char *src = in_top("compiled.c");
	FILE *f = fopen(src, "w");
	struct debuginfo *d;
	struct location loc;
	Dwarf_Die func, var;
	Dwarf_Addr entry;
	int asked = 0, found;

	fputs(compiled, f);
	fclose(f);
	if (!command("%s -O2 -g -fno-pie -mcmodel=kernel -fno-asynchronous-unwind-tables %s "
		     "-c compiled.c -o compiled.o",
		     compiler, options))
		return;
	d = open_file(in_top("compiled.o"), "m");
	check(find_in(d, "walk", "v", &func, &var) && !dwarf_entrypc(&func, &entry));
	check(dwarf_locate(d, &func, entry, &var, &loc));
	check_text(location_text(&loc), "in r5");
	found = survey(d, &func, &func, &asked);
	if (asked < 500 || found < asked / 3) {
		printf("%s %s: %d of %d places\n", compiler, options, found, asked);
		test_failures++;
	}
	find_in(d, "walk", "both", &func, &var);
	if (dwarf_locate(d, &func, entry, &var, &loc))
		check_text(location_text(&loc), "64: in r1; 64: in r2");
	else /* in clang's words it has one place in the frame */
		check(strstr(debuginfo_why(d), "behind the function's entry"));
	close_file(d);
}

int main(void)
{
	arena = arena_open();
	if (!mkdtemp(top))
		return 1;
	check_slices();
	check_made(4);
	check_made(5);
	check_values();
	check_compiler("gcc", "-gdwarf-4");
	check_compiler("gcc", "-gdwarf-5");
	check_compiler("gcc", "-O1 -fno-omit-frame-pointer");
	check_compiler("gcc", "-pg -mfentry");
	if (!system("clang --version >/dev/null 2>&1")) {
		check_compiler("clang", "-gdwarf-4");
		check_compiler("clang", "-gdwarf-5");
		check_compiler("clang", "-pg -mfentry");
	}
	command("rm -rf %s", top);
	arena_close(arena);
	return test_done();
}
