/* Applies patches (patch.h). SPDX-License-Identifier: MIT */
#include "lib/lib.h"
#include "mm/x86_64/patch.h"

#include <arch/page.h>

/*
 * Writes through the direct map, which is another linear address than the one
 * the code is executed at. So a serialising instruction must come before the
 * code is executed (Intel SDM Vol. 3, 8.1.3). pte_activate()'s writes to CR3
 * and CR4 are such instructions.
 */
void patch_apply(const struct patch *from, const struct patch *to)
{
	for (const struct patch *p = from; p < to; p++)
		memcpy(phys_to_virt(virt_to_phys((void *)p->site)), p->bytes, p->length);
}
