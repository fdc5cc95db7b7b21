// SPDX-License-Identifier: GPL-2.0-only
/* shapes.c: types of every shape, reached through pointers. */
#include <linux/module.h>
#include <linux/slab.h>

#include "target.h"

s32 shapes_look(struct shape *s, struct bits *b, struct packed_bits *p, const char **words);
s32 shapes_arrays(s16 (*grid)[3], struct point *points, s32 *numbers, union word *word);
s32 shapes_function(shape_function *f, s32 x);
s32 shapes_double(s32 x);
s32 shapes_negate(s32 x);
void shapes_change(struct shape *s, s32 number, struct bits *b);

struct shape *target_shape; /* what @var() finds */
static const char *const names[] = { "circle", "square", "" };

noinline s32 shapes_double(s32 x)
{
	return 2 * x;
}

noinline s32 shapes_negate(s32 x)
{
	return -x;
}

noinline s32 shapes_look(struct shape *s, struct bits *b, struct packed_bits *p, const char **words)
{
	note(s->number ^ b->one ^ p->before ^ words[0][0]);
	return s->number;
}

noinline s32 shapes_arrays(s16 (*grid)[3], struct point *points, s32 *numbers, union word *word)
{
	note(grid[0][0] ^ points[0].x ^ numbers[0] ^ word->whole);
	return grid[1][2];
}

noinline s32 shapes_function(shape_function *f, s32 x)
{
	return f(x) + 1;
}

/* A probe may write to what it is given before it is used. */
noinline void shapes_change(struct shape *s, s32 number, struct bits *b)
{
	note(number);
	s->number += number;
	b->seven++;
}

static struct shape *shape_new(u8 count)
{
	struct shape *s = kzalloc(sizeof(*s) + count * sizeof(s->rest[0]), GFP_KERNEL);
	size_t i;

	if (!s)
		return NULL;
	s->number = pick();
	s->name = names[pick_below(2)];
	scnprintf(s->tag, sizeof(s->tag), "t%u", pick_below(1000000));
	s->in = (struct point){ pick(), pick() };
	s->to = &s->three[1];
	for (i = 0; i < 3; i++)
		s->three[i] = (struct point){ pick(), pick() };
	for (i = 0; i < 6; i++)
		s->grid[i / 3][i % 3] = pick();
	s->word.whole = pick();
	s->all = pick();
	s->a = pick();
	s->b = pick();
	s->c = pick();
	s->named.inner = pick();
	s->named.at = (struct point){ pick(), pick() };
	s->colour = pick() & 1 ? COLOUR_GREEN : COLOUR_BLUE;
	s->yes = pick() & 1;
	s->key = pick();
	*(u16 *)&s->fixed = pick();
	s->function = shapes_double;
	s->table[0] = shapes_double;
	s->table[1] = shapes_negate;
	s->anything = s;
	for (i = 0; i < 4; i++)
		s->below[i] = pick();
	s->count = count;
	for (i = 0; i < count; i++)
		s->rest[i] = pick();
	return s;
}

static void tell_shape(const struct shape *s)
{
	tell("shape.self", (long)s);
	tell("shape.number", s->number);
	tell_text("shape.name", s->name);
	tell_text("shape.tag", s->tag);
	tell("shape.in.x", s->in.x);
	tell("shape.in.y", s->in.y);
	tell("shape.to.y", s->to->y);
	tell("shape.three0.x", s->three[0].x);
	tell("shape.three2.y", s->three[2].y);
	tell("shape.grid02", s->grid[0][2]);
	tell("shape.grid10", s->grid[1][0]);
	tell("shape.word.whole", s->word.whole);
	tell("shape.word.half1", s->word.half[1]);
	tell("shape.word.byte5", s->word.byte[5]);
	tell("shape.all", s->all);
	tell("shape.low", s->low);
	tell("shape.high", s->high);
	tell("shape.a", s->a);
	tell("shape.b", s->b);
	tell("shape.c", s->c);
	tell("shape.minus_c", s->minus_c);
	tell("shape.named.inner", s->named.inner);
	tell("shape.named.at.y", s->named.at.y);
	tell("shape.colour", s->colour);
	tell("shape.yes", s->yes);
	tell("shape.key", s->key);
	tell("shape.fixed", s->fixed);
	tell("shape.to_to", **s->to_to);
	tell("shape.function", (long)s->function);
	tell("shape.table1", (long)s->table[1]);
	tell("shape.next.number", s->next->number);
	tell("shape.next.next.key", s->next->next->key);
	tell("shape.below3", s->below[3]);
	tell("shape.rest2", s->rest[s->count - 1]);
	tell("shape.address.tag", (long)&s->tag);
	tell("shape.address.grid1", (long)&s->grid[1]);
	tell("shape.address.high", (long)&s->high);
}

static void tell_bits(const struct bits *b, const struct packed_bits *p)
{
	tell("bits.one", b->one);
	tell("bits.three", b->three);
	tell("bits.five", b->five);
	tell("bits.seven", b->seven);
	tell("bits.long33", b->long33);
	tell("bits.long20", b->long20);
	tell("bits.two", b->two);
	tell("bits.yes", b->yes);
	tell("bits.colour", b->colour);
	tell("packed.before", p->before);
	tell("packed.across", p->across);
	tell("packed.after", p->after);
	tell("packed.odd", p->odd);
}

static void tell_arrays(const struct shape *s)
{
	size_t i;

	for (i = 0; i < 6; i++)
		tell("arrays.grid", s->grid[i / 3][i % 3]);
	for (i = 0; i < 3; i++)
		tell("arrays.point.y", s->three[i].y);
	for (i = 0; i < 3; i++)
		tell("arrays.number", s->rest[i]);
	for (i = 0; i < 8; i++)
		tell("arrays.byte", s->word.byte[i]);
}

void shapes_run(void)
{
	struct shape *s = shape_new(3), *next = shape_new(0);
	const char *words[] = { names[0], names[1], NULL };
	s32 number = pick(), *to = &number;
	struct bits b = { .one = pick(),
			  .three = pick(),
			  .five = pick(),
			  .seven = pick(),
			  .long33 = pick(),
			  .long20 = pick(),
			  .two = pick(),
			  .yes = pick() & 1,
			  .colour = COLOUR_BLUE };
	struct packed_bits p = {
		.before = pick(), .across = pick(), .after = pick(), .odd = pick()
	};

	if (!s || !next)
		goto free;
	s->to_to = &to;
	s->next = next;
	next->next = s;
	next->to_to = &to;
	WRITE_ONCE(target_shape, s);

	tell_shape(s);
	tell_bits(&b, &p);
	tell_text("words.1", words[1]);
	tell("look.return", shapes_look(s, &b, &p, words));

	tell_arrays(s);
	tell("arrays.return", shapes_arrays(s->grid, s->three, s->rest, &s->word));

	tell("function.f", (long)s->table[number & 1]);
	tell("function.x", number);
	tell("function.return", shapes_function(s->table[number & 1], number));

	tell("change.number", s->number);
	tell("change.seven", b.seven);
	shapes_change(s, 1000, &b);
	tell("changed.number", s->number);
	tell("changed.seven", b.seven);
	WRITE_ONCE(target_shape, NULL);
free:
	kfree(s);
	kfree(next);
}
