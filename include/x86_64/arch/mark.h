/* The place where marks are written (lib/x86_64/mark.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_MARK_H
#define ARCH_MARK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Prepares for marks, once, before the first. Returns false if this machine has no
 * place for them.
 */
bool mark_prepare(void);
/* Writes a mark. Under a hypervisor the write leaves the guest; it has no other effect. */
void mark_write(uint32_t value);

#endif
