/*
 * The layout of the address space (48-bit virtual addresses, 4 KiB pages).
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_LAYOUT_H
#define ARCH_LAYOUT_H

#define PAGE_SHIFT 12
#define PAGE_SIZE 0x1000
#define PAGE_MASK 0xfffffffffffff000
#define LARGE_PAGE_SIZE 0x200000

/* User addresses end here: TTBR0_EL1 translates all below. */
#define TASK_SIZE 0x0001000000000000
/* The lowest address of any mapping, with MAP_FIXED or without (Linux: vm.mmap_min_addr). */
#define MMAP_MIN_ADDR 0x10000
/* A static-PIE program is loaded at PIE_BASE; mmap areas grow down from below the stack. */
#define PIE_BASE 0xaaaaaaaaa000
#define STACK_TOP 0x1000000000000
#define STACK_SIZE_MAX 0x800000

/*
 * The kernel's addresses, which TTBR1_EL1 translates: all physical memory, devices,
 * the kernel stacks with their guard pages, the devices that must be reachable
 * before any of these maps exists, and the image.
 */
#define DIRECT_MAP_BASE 0xffff000000000000
#define DIRECT_MAP_SIZE 0x800000000000
#define DEVICE_MAP_BASE 0xffffc80000000000
#define KSTACK_BASE 0xffffc90000000000
#define EARLY_DEVICE_BASE 0xffffca0000000000
#define KERNEL_BASE 0xffffffff80000000

/*
 * A kernel stack is the upper half of an aligned slot; the lower half is never mapped.
 * So one bit of SP says whether the stack has overflowed.
 */
#define KSTACK_SIZE_SHIFT 13
#define KSTACK_SIZE (1 << KSTACK_SIZE_SHIFT)
#define KSTACK_SLOT (2 * KSTACK_SIZE)

#endif
