/* Finds how the samples of a row nest. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "stats.h"

/* Notes where each unit begins: at a place that differs from the one before in this level or
 * above. */
struct tree tree_of(const struct row *row)
{
	size_t room = row->count + 1;
	struct tree t = { .samples = row->count,
			  .boot_of_layout = checked(malloc(room * sizeof(size_t))),
			  .block_of_boot = checked(malloc(room * sizeof(size_t))),
			  .sample_of_block = checked(malloc(room * sizeof(size_t))) };

	for (size_t i = 0; i < row->count; i++) {
		const struct sample *s = &row->samples[i], *p = i ? s - 1 : NULL;
		bool layout = !p || p->layout != s->layout;
		bool boot = layout || p->boot != s->boot;

		if (layout)
			t.boot_of_layout[t.layouts++] = t.boots;
		if (boot)
			t.block_of_boot[t.boots++] = t.blocks;
		if (boot || p->block != s->block)
			t.sample_of_block[t.blocks++] = i;
	}
	t.boot_of_layout[t.layouts] = t.boots;
	t.block_of_boot[t.boots] = t.blocks;
	t.sample_of_block[t.blocks] = t.samples;
	return t;
}

void tree_free(struct tree *tree)
{
	free(tree->boot_of_layout);
	free(tree->block_of_boot);
	free(tree->sample_of_block);
}

bool tree_has_boots_of(const struct tree *tree, const struct tree *other)
{
	return tree->layouts == other->layouts &&
	       !memcmp(tree->boot_of_layout, other->boot_of_layout,
		       (tree->layouts + 1) * sizeof(size_t));
}
