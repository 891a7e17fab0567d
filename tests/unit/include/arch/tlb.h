/* A TLB that the test keeps (machine.h). SPDX-License-Identifier: MIT */
#ifndef ARCH_TLB_H
#define ARCH_TLB_H

#include <stdint.h>

#define TLB_FLUSH_PAGES_MAX 32

void tlb_flush_prepare(void);
void tlb_flush_page(uintptr_t va);
void tlb_flush_user(void);
void tlb_flush_wait(void);

#endif
