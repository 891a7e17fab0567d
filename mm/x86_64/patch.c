/* Patches applied (patch.h). SPDX-License-Identifier: MIT */
#include "lib/lib.h"
#include "mm/x86_64/patch.h"

#include <arch/page.h>

/*
 * Through the direct map, which is another linear address than the code is run
 * at: a serialising instruction must come before that (Intel SDM Vol. 3, 8.1.3).
 * pte_activate()'s writes to CR3 and CR4 are such.
 */
void patch_apply(const struct patch *from, const struct patch *to)
{
	for (const struct patch *p = from; p < to; p++)
		memcpy(phys_to_virt(virt_to_phys((void *)p->site)), p->bytes, p->length);
}
