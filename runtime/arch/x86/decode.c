/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * decode.c: takes bytes; gives the parts of the x86-64 instruction that they begin.
 *
 * By the opcode maps of Intel's manual (volume 2, appendix A) and, for XOP and 3DNow!, AMD's:
 *
 * 1. Prefixes of one byte, in any number and order, then perhaps REX, which counts only right
 *    before the opcode.
 * 2. VEX (c4, c5), EVEX (62) or XOP (8f), which name the map; else 0f, 0f 38, 0f 3a do.
 * 3. The opcode.  A table for each map says whether ModRM follows, and what immediate.
 * 4. ModRM tells of SIB and displacement.
 * 5. The immediate.
 */
#include "decode.h"

/* What follows an opcode: ModRM and the size of the immediate. */
enum follow {
	O, /* nothing */
	X, /* it is no opcode */
	M, /* ModRM */
	R, /* ModRM that names registers, whatever its mod says */
	B, /* a byte */
	W, /* two bytes */
	Z, /* two or four bytes, as the operand size is */
	V, /* the same or, by REX.W, eight */
	A, /* an address */
	E, /* three bytes */
	S, /* a distance of a byte */
	L, /* a distance of four bytes */
	N, /* ModRM and a byte */
	Q, /* ModRM and Z */
	G, /* ModRM, and a byte where its reg is 0 or 1 */
	H, /* ModRM, and Z where its reg is 0 or 1 */
	F, /* ModRM and four bytes */
};

static const uint8_t map_one[256] = {
	M, M, M, M, B, Z, X, X, M, M, M, M, B, Z, X, X, /* 00 */
	M, M, M, M, B, Z, X, X, M, M, M, M, B, Z, X, X, /* 10 */
	M, M, M, M, B, Z, X, X, M, M, M, M, B, Z, X, X, /* 20 */
	M, M, M, M, B, Z, X, X, M, M, M, M, B, Z, X, X, /* 30 */
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 40: REX */
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, /* 50 */
	X, X, X, M, X, X, X, X, Z, Q, B, N, O, O, O, O, /* 60 */
	S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, /* 70 */
	N, Q, X, N, M, M, M, M, M, M, M, M, M, M, M, M, /* 80 */
	O, O, O, O, O, O, O, O, O, O, X, O, O, O, O, O, /* 90 */
	A, A, A, A, O, O, O, O, B, Z, O, O, O, O, O, O, /* a0 */
	B, B, B, B, B, B, B, B, V, V, V, V, V, V, V, V, /* b0 */
	N, N, W, O, X, X, N, Q, E, O, W, O, O, B, X, O, /* c0 */
	M, M, M, M, X, X, X, O, M, M, M, M, M, M, M, M, /* d0 */
	S, S, S, S, B, B, B, B, L, L, X, S, O, O, O, O, /* e0 */
	X, O, X, X, O, O, G, H, O, O, O, O, O, O, M, M, /* f0 */
};

static const uint8_t map_0f[256] = {
	M, M, M, M, X, O, O, O, O, O, X, O, X, M, O, N, /* 00 */
	M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, /* 10 */
	R, R, R, R, X, X, X, X, M, M, M, M, M, M, M, M, /* 20 */
	O, O, O, O, O, O, X, O, X, X, X, X, X, X, X, X, /* 30 */
	M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, /* 40 */
	M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, /* 50 */
	M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, /* 60 */
	N, N, N, N, M, M, M, O, M, M, X, X, M, M, M, M, /* 70 */
	L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /* 80 */
	M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, /* 90 */
	O, O, O, M, N, M, M, M, O, O, O, M, N, M, M, M, /* a0 */
	M, M, M, M, M, M, M, M, M, M, N, M, M, M, M, M, /* b0 */
	M, M, N, M, N, N, N, M, O, O, O, O, O, O, O, O, /* c0 */
	M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, /* d0 */
	M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, /* e0 */
	M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, /* f0 */
};

/* The maps in which all opcodes are alike. */
static const uint8_t map_whole[] = {
	[SPL_MAP_0F38] = M,  [SPL_MAP_0F3A] = N, [SPL_MAP_FIVE] = M, [SPL_MAP_SIX] = M,
	[SPL_MAP_SEVEN] = F, [SPL_MAP_XOP8] = N, [SPL_MAP_XOP9] = M, [SPL_MAP_XOPA] = F,
};

/* What is being decoded: AT is the next byte. */
struct cursor {
	const uint8_t *code;
	size_t n, at;
};

static bool has(const struct cursor *c, size_t more)
{
	return c->n - c->at >= more;
}

static unsigned int prefix_of(uint8_t byte)
{
	switch (byte) {
	case 0x66:
		return SPL_PREFIX_OPERAND;
	case 0x67:
		return SPL_PREFIX_ADDRESS;
	case 0xf0:
		return SPL_PREFIX_LOCK;
	case 0xf2:
		return SPL_PREFIX_REPNE;
	case 0xf3:
		return SPL_PREFIX_REP;
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
	case 0x64:
	case 0x65:
		return SPL_PREFIX_SEGMENT;
	default:
		return 0;
	}
}

/* Step 1. */
static void take_prefixes(struct cursor *c, struct spl_insn *insn)
{
	for (; has(c, 1); c->at++) {
		uint8_t byte = c->code[c->at];
		unsigned int prefix = prefix_of(byte);

		if (!prefix && (byte & 0xf0) != 0x40)
			return;
		insn->prefixes |= prefix;
		insn->rex = prefix ? 0 : byte;
	}
}

static bool is_evex_map(unsigned int map)
{
	return (map >= SPL_MAP_0F && map <= SPL_MAP_0F3A) || map == SPL_MAP_FIVE ||
	       map == SPL_MAP_SIX;
}

/* Step 2 for VEX and its kin, whose first byte is the next one; false: it is none of them. */
static bool take_extended(struct cursor *c, struct spl_insn *insn)
{
	const unsigned int never = SPL_PREFIX_OPERAND | SPL_PREFIX_LOCK | SPL_PREFIX_REPNE |
				   SPL_PREFIX_REP;
	uint8_t first = c->code[c->at], second;

	if ((first != 0xc4 && first != 0xc5 && first != 0x62 && first != 0x8f) || !has(c, 2) ||
	    insn->rex || insn->prefixes & never)
		return false;
	second = c->code[c->at + 1];
	insn->map = first == 0xc5 ? SPL_MAP_0F : second & (first == 0x62 ? 0x07 : 0x1f);
	switch (first) {
	case 0xc5:
		c->at += 2;
		break;
	case 0xc4:
		if (!insn->map || insn->map > SPL_MAP_SEVEN ||
		    (insn->map > SPL_MAP_0F3A && insn->map != SPL_MAP_SEVEN))
			return false;
		c->at += 3;
		break;
	case 0x62:
		if (!is_evex_map(insn->map))
			return false;
		c->at += 4;
		break;
	default: /* with a smaller number it is a pop */
		if (insn->map < SPL_MAP_XOP8 || insn->map > SPL_MAP_XOPA)
			return false;
		c->at += 3;
	}
	insn->extended = true;
	return true;
}

/* Step 2 for the rest. */
static void take_escape(struct cursor *c, struct spl_insn *insn)
{
	insn->map = SPL_MAP_ONE;
	if (c->code[c->at] != 0x0f || !has(c, 2))
		return;
	c->at++;
	insn->map = SPL_MAP_0F;
	if (c->code[c->at] == 0x38)
		insn->map = SPL_MAP_0F38;
	else if (c->code[c->at] == 0x3a)
		insn->map = SPL_MAP_0F3A;
	else
		return;
	c->at++;
}

/* Step 3. */
static enum follow what_follows(const struct spl_insn *insn)
{
	enum follow f;

	if (insn->map == SPL_MAP_ONE)
		return map_one[insn->opcode];
	if (insn->map != SPL_MAP_0F)
		return map_whole[insn->map];
	f = map_0f[insn->opcode];
	if (!insn->extended) {
		if (insn->opcode == 0x78 && /* extrq, insertq: two bytes; else vmread */
		    insn->prefixes & (SPL_PREFIX_OPERAND | SPL_PREFIX_REPNE))
			return Q;
		return f;
	}
	if (insn->opcode == 0x7a || insn->opcode == 0x7b)
		return M;
	return f == M || f == N || insn->opcode == 0x77 ? f : X;
}

/* Step 4, with the next byte for ModRM. */
static bool take_modrm(struct cursor *c, struct spl_insn *insn, enum follow f)
{
	unsigned int mod, rm;

	if (!has(c, 1))
		return false;
	insn->modrm_at = c->at;
	insn->modrm = c->code[c->at++];
	mod = f == R ? 3 : insn->modrm >> 6;
	rm = insn->modrm & 7;
	if (mod == 3)
		return true;
	insn->disp_size = mod == 1 ? 1 : mod == 2 ? 4 : 0;
	if (rm == 4) {
		if (!has(c, 1))
			return false;
		if (!mod && (c->code[c->at] & 7) == 5)
			insn->disp_size = 4;
		c->at++;
	} else if (!mod && rm == 5) {
		insn->disp_size = 4;
		insn->ip_relative = true;
	}
	insn->disp_at = c->at;
	if (!has(c, insn->disp_size))
		return false;
	c->at += insn->disp_size;
	return true;
}

/* For step 5. */
static unsigned int imm_size(const struct spl_insn *insn, enum follow f)
{
	bool wide = insn->rex & 8;
	unsigned int z = insn->prefixes & SPL_PREFIX_OPERAND && !wide ? 2 : 4;

	switch (f) {
	case B:
	case N:
	case S:
		return 1;
	case W:
		return 2;
	case E:
		return 3;
	case F:
	case L:
		return 4;
	case V:
		return wide ? 8 : z;
	case A:
		return insn->prefixes & SPL_PREFIX_ADDRESS ? 4 : 8;
	case Z:
		return z;
	case Q:
		return insn->map == SPL_MAP_0F ? 2 : z;
	case G:
	case H:
		if (insn->modrm & 0x30)
			return 0;
		return f == G ? 1 : z;
	default:
		return 0;
	}
}

static bool has_modrm(enum follow f)
{
	return f == M || f == R || f == N || f == Q || f == G || f == H || f == F;
}

bool spl_insn_decode(struct spl_insn *insn, const uint8_t *code, size_t n)
{
	struct cursor c = { .code = code, .n = n < SPL_INSN_MAX ? n : SPL_INSN_MAX };
	enum follow f;

	*insn = (struct spl_insn){ 0 };
	take_prefixes(&c, insn);
	if (!has(&c, 1))
		return false;
	if (!take_extended(&c, insn))
		take_escape(&c, insn);
	if (c.at >= c.n)
		return false;
	insn->opcode_at = c.at;
	insn->opcode = c.code[c.at++];
	f = what_follows(insn);
	if (f == X || (has_modrm(f) && !take_modrm(&c, insn, f)))
		return false;
	if (insn->map == SPL_MAP_ONE && insn->opcode == 0x8f && insn->modrm & 0x38)
		return false; /* XOP, with a prefix that it can't have; else it is pop */
	insn->imm_size = imm_size(insn, f);
	insn->imm_at = c.at;
	insn->branch = f == S || f == L;
	if (!has(&c, insn->imm_size))
		return false;
	insn->length = c.at + insn->imm_size;
	return true;
}

uint8_t spl_insn_segment(const struct spl_insn *insn, const uint8_t *code)
{
	uint8_t segment = 0;
	unsigned int i;

	if (!(insn->prefixes & SPL_PREFIX_SEGMENT))
		return 0;
	for (i = 0; i < insn->opcode_at; i++)
		if ((code[i] & 0xfe) == 0x64)
			segment = code[i];
		else if (!prefix_of(code[i]) && (code[i] & 0xf0) != 0x40)
			break; /* an escape: prefixes are over */
	return segment;
}
