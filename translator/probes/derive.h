/* SPDX-License-Identifier: GPL-2.0-only */
/* derive.h: the probes of a script become concrete ones. */
#ifndef SPILE_DERIVE_H
#define SPILE_DERIVE_H

#include <stdbool.h>

#include "provider.h"

struct plain_point;
struct probe_decl;
struct session;

/* Fills s->probes and s->bodies from the script's declarations; false: errors were reported. */
bool derive_script(struct session *s);
/* The same for one declaration that the translator made itself. */
bool derive_decl(struct session *s, struct probe_decl *decl);
/* The same for one point of it without aliases: why nothing is there is not told. */
enum derived derive_plain(struct session *s, struct probe_decl *decl,
			  const struct plain_point *plain);

#endif
