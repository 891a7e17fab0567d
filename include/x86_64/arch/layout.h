/*
 * The layout of the address space (48-bit virtual addresses).
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_LAYOUT_H
#define ARCH_LAYOUT_H

#define PAGE_SHIFT 12
#define PAGE_SIZE 0x1000
#define PAGE_MASK 0xfffffffffffff000
#define LARGE_PAGE_SIZE 0x200000

/*
 * User addresses end here. The page below 2^47 stays unmapped, so that no call's return
 * address is 2^47, which is not canonical.
 */
#define TASK_SIZE 0x00007ffffffff000
/* The lowest address of any mapping, with MAP_FIXED or without (Linux: vm.mmap_min_addr). */
#define MMAP_MIN_ADDR 0x10000
/* A static-PIE program is loaded at PIE_BASE; mmap areas grow down from below the stack. */
#define PIE_BASE 0x555555554000
#define STACK_TOP 0x7ffffffff000
#define STACK_SIZE_MAX 0x800000

/*
 * The kernel's addresses: all physical memory, devices, the kernel stacks with their
 * guard pages.
 */
#define DIRECT_MAP_BASE 0xffff888000000000
#define DIRECT_MAP_SIZE 0x400000000000
#define DEVICE_MAP_BASE 0xffffc88000000000
#define KSTACK_BASE 0xffffc90000000000
/*
 * The console's devices, which must be reachable before any of these maps exists; then
 * the image.
 */
#define EARLY_DEVICE_BASE 0xffffca0000000000
#define KERNEL_BASE 0xffffffff80000000
/*
 * The physical address that the image is linked for: above the first MiB, of which firmware
 * keeps parts. GRUB may put it elsewhere.
 */
#define IMAGE_PHYS 0x100000

/* A kernel stack is the upper half of an aligned slot; the lower half is never mapped. */
#define KSTACK_SIZE 0x2000
#define KSTACK_SLOT 0x4000

#endif
