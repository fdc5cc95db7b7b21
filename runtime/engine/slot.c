/* SPDX-License-Identifier: GPL-2.0-only */
/* slot.c: pages that may be executed, cut into slots; a page that is not needed is given back. */
#include "engine/slot.h"

#include <linux/bitmap.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "engine/unexported.h"

#define SPL_SLOTS (PAGE_SIZE / SPL_SLOT_SIZE)

struct spl_slot_page {
	struct list_head list; /* those with free slots first */
	unsigned long base;
	unsigned int taken;
	DECLARE_BITMAP(used, SPL_SLOTS);
};

static LIST_HEAD(spl_slot_pages);

static size_t spl_slots_left; /* free ones */

static bool spl_slot_page_add(void)
{
	struct spl_slot_page *page = kzalloc(sizeof(*page), GFP_KERNEL);

	if (!page)
		return false;
	page->base = (unsigned long)spl_alloc_insn_page();
	if (!page->base) {
		kfree(page);
		return false;
	}
	list_add(&page->list, &spl_slot_pages);
	spl_slots_left += SPL_SLOTS;
	return true;
}

static void spl_slot_page_free(struct spl_slot_page *page)
{
	list_del(&page->list);
	spl_free_insn_page((void *)page->base);
	kfree(page);
	spl_slots_left -= SPL_SLOTS;
}

bool spl_slots_reserve(size_t n)
{
	while (spl_slots_left < n)
		if (!spl_slot_page_add())
			return false;
	return true;
}

void spl_slots_trim(size_t keep)
{
	struct spl_slot_page *page, *next;

	list_for_each_entry_safe(page, next, &spl_slot_pages, list)
		if (!page->taken && spl_slots_left >= keep + SPL_SLOTS)
			spl_slot_page_free(page);
}

unsigned long spl_slot_take(void)
{
	struct spl_slot_page *page =
		list_first_entry_or_null(&spl_slot_pages, struct spl_slot_page, list);
	unsigned int i;

	if (!page || page->taken == SPL_SLOTS)
		return 0;
	i = find_first_zero_bit(page->used, SPL_SLOTS);
	__set_bit(i, page->used);
	spl_slots_left--;
	if (++page->taken == SPL_SLOTS)
		list_move_tail(&page->list, &spl_slot_pages);
	return page->base + i * SPL_SLOT_SIZE;
}

void spl_slot_give(unsigned long slot)
{
	struct spl_slot_page *page;

	list_for_each_entry(page, &spl_slot_pages, list) {
		if (page->base != (slot & PAGE_MASK))
			continue;
		__clear_bit((slot - page->base) / SPL_SLOT_SIZE, page->used);
		page->taken--;
		spl_slots_left++;
		list_move(&page->list, &spl_slot_pages);
		return;
	}
}
