/* What mmap and mprotect take on this architecture alone. SPDX-License-Identifier: MIT */
#ifndef ARCH_MMAN_H
#define ARCH_MMAN_H

#include <arch/cpu.h>
#include <asm/mman.h>

/* PROT_ bits besides Linux's generic ones: branch targets are guarded, where the CPU can. */
#define PROT_ARCH (cpu_features.bti ? PROT_BTI : 0)

/* A MAP_ flag that asks for an address in [LOW_START, LOW_END): there is none. */
#define MAP_LOW 0
#define MAP_LOW_START 0ul
#define MAP_LOW_END 0ul

#endif
