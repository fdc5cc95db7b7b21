/* SPDX-License-Identifier: GPL-2.0-only */
/* relocate.c: takes an instruction's bytes, gives those that do the same at another address. */
#include "relocate.h"

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

bool spl_reach(uint64_t from, unsigned int length, uint64_t to, int32_t *distance)
{
	int64_t far = (int64_t)(to - (from + length));

	*distance = (int32_t)far;
	return far == *distance;
}

bool spl_relocate(uint8_t *copy, const struct spl_insn *insn, const uint8_t *code, uint64_t from,
		  uint64_t to)
{
	int32_t disp;
	int64_t moved;

	memcpy(copy, code, insn->length);
	if (!insn->ip_relative)
		return true;
	memcpy(&disp, code + insn->disp_at, sizeof(disp));
	moved = (int64_t)((uint64_t)disp + from - to);
	disp = (int32_t)moved;
	memcpy(copy + insn->disp_at, &disp, sizeof(disp));
	return disp == moved;
}

bool spl_jump_make(uint8_t *jump, uint64_t from, uint64_t to)
{
	int32_t distance;
	bool ok = spl_reach(from, SPL_JUMP_SIZE, to, &distance);

	jump[0] = 0xe9;
	memcpy(jump + 1, &distance, sizeof(distance));
	return ok;
}

/*
 * 90, or 0f 1f with as much of ModRM, SIB and displacement as fits, after prefixes 66 (Intel's
 * manual on NOP).  Behind the first bytes all are 0 but one: in a SIB, 00 is [rax+rax].
 */
void spl_nop_make(uint8_t *nop, unsigned int length)
{
	static const uint8_t modrm[] = {
		[3] = 0x00, [4] = 0x40, [5] = 0x44, [7] = 0x80, [8] = 0x84
	};
	unsigned int body = length < 3 ? 1 : length == 6 ? 5 : length < 9 ? length : 8;

	memset(nop, 0x66, length - body);
	nop += length - body;
	if (body == 1) {
		*nop = 0x90;
		return;
	}
	memset(nop, 0, body);
	nop[0] = 0x0f;
	nop[1] = 0x1f;
	nop[2] = modrm[body];
}
