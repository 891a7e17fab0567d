/* Physical memory is a block of the test's own (machine.h). SPDX-License-Identifier: MIT */
#ifndef ARCH_PAGE_H
#define ARCH_PAGE_H

#include "include/compiler.h"

#include <arch/layout.h>

void *phys_to_virt(phys_addr_t pa);
phys_addr_t virt_to_phys(const void *va);

#endif
