/* Where marks are written (lib/x86_64/mark.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_MARK_H
#define ARCH_MARK_H

#include <stdbool.h>
#include <stdint.h>

/* Once, before the first mark. False: this machine has no place for them. */
bool mark_prepare(void);
/* Leaves the guest, if there is a hypervisor, and has no other effect. */
void mark_write(uint32_t value);

#endif
