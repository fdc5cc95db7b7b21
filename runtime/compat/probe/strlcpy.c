/* SPDX-License-Identifier: GPL-2.0-only */
/* Gone since d26270061ae6 ("string: Remove strlcpy()"), v6.8 */
#include <linux/string.h>
size_t t(char *to, const char *from);
size_t t(char *to, const char *from)
{
	return strlcpy(to, from, 4);
}
