// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk.c: libdw over all entries of a file's debug information, each looked at once: what reading
 * it costs anyone.
 *	walk FILE
 * Prints how many there are.
 */
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdio.h>

static size_t walk(Dwarf_Die *first)
{
	Dwarf_Die die = *first, child;
	size_t n = 0;

	do {
		n++;
		if (!dwarf_child(&die, &child))
			n += walk(&child);
	} while (!dwarf_siblingof(&die, &die));
	return n;
}

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	Dwarf *dwarf = fd < 0 ? NULL : dwarf_begin(fd, DWARF_C_READ);
	Dwarf_Off at = 0, next;
	size_t head, n = 0;
	Dwarf_Die unit;

	if (!dwarf) {
		fprintf(stderr, "walk: cannot read %s\n", argc == 2 ? argv[1] : "no file");
		return 1;
	}
	for (; !dwarf_nextcu(dwarf, at, &next, &head, NULL, NULL, NULL); at = next)
		if (dwarf_offdie(dwarf, at + head, &unit))
			n += walk(&unit);
	printf("%zu\n", n);
	return 0;
}
