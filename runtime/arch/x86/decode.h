/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * decode.h: x86-64 instructions: how long one is and where its parts stand.
 *
 * Pure, for the kernel and for the translator alike: no memory but what is handed in, any
 * context.  What it takes for an instruction may still be one that no processor has; what it
 * refuses is none on any.
 */
#ifndef SPL_DECODE_H
#define SPL_DECODE_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#endif

#define SPL_INSN_MAX 15 /* bytes; no processor takes a longer one */

/* In which table the opcode is looked up. */
enum spl_insn_map {
	SPL_MAP_ONE, /* a byte of its own */
	SPL_MAP_0F, /* also by VEX and EVEX, as the next two */
	SPL_MAP_0F38,
	SPL_MAP_0F3A,
	SPL_MAP_FIVE = 5, /* EVEX alone */
	SPL_MAP_SIX, /* EVEX alone */
	SPL_MAP_SEVEN, /* VEX alone */
	SPL_MAP_XOP8, /* XOP alone */
	SPL_MAP_XOP9,
	SPL_MAP_XOPA,
};

/* Prefixes of one byte. */
#define SPL_PREFIX_OPERAND 1 /* 66 */
#define SPL_PREFIX_ADDRESS 2 /* 67 */
#define SPL_PREFIX_LOCK 4 /* f0 */
#define SPL_PREFIX_REPNE 8 /* f2 */
#define SPL_PREFIX_REP 16 /* f3 */
#define SPL_PREFIX_SEGMENT 32 /* 26 2e 36 3e 64 65 */

struct spl_insn {
	uint8_t length; /* bytes in all */
	uint8_t prefixes; /* SPL_PREFIX_*, those of VEX and its kin not among them */
	uint8_t rex; /* the byte before the opcode; 0: none, as with VEX and its kin */
	uint8_t map; /* enum spl_insn_map */
	bool extended; /* VEX, EVEX or XOP stands before the opcode */
	uint8_t opcode;
	uint8_t opcode_at; /* bytes from the start, as the next ones */
	uint8_t modrm_at; /* 0: there is none */
	uint8_t modrm;
	uint8_t disp_at, disp_size; /* the displacement; size 0: none */
	uint8_t imm_at, imm_size; /* what follows it, as one */
	bool ip_relative; /* the displacement counts from the next instruction */
	bool branch; /* the immediate does: a jump or call */
};

/* False: no instruction begins with these N bytes, or it does not end among them. */
bool spl_insn_decode(struct spl_insn *insn, const uint8_t *code, size_t n);

/* Its last segment prefix that means one in 64-bit mode: 64 (fs), 65 (gs), or 0. */
uint8_t spl_insn_segment(const struct spl_insn *insn, const uint8_t *code);

#endif
