/*
 * Where things are in the address space (48-bit virtual addresses).
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_LAYOUT_H
#define ARCH_LAYOUT_H

#define PAGE_SHIFT 12
#define PAGE_SIZE 0x1000
#define PAGE_MASK 0xfffffffffffff000
#define LARGE_PAGE_SIZE 0x200000

/* User mode: below this. The page under 2^47 stays unmapped, so that no call's return address is 2^47. */
#define TASK_SIZE 0x00007ffffffff000
/* The first page that mmap gives out without MAP_FIXED, and the lowest at all (vm.mmap_min_addr). */
#define MMAP_MIN_ADDR 0x10000
/* Where a static-PIE program is loaded; mmap areas grow down from below the stack. */
#define PIE_BASE 0x555555554000
#define STACK_TOP 0x7ffffffff000
#define STACK_SIZE_MAX 0x800000

/* Kernel: all physical memory, the kernel stacks with their guard pages, the image. */
#define DIRECT_MAP_BASE 0xffff888000000000
#define DIRECT_MAP_SIZE 0x400000000000
#define DEVICE_MAP_BASE 0xffffc88000000000
#define KSTACK_BASE 0xffffc90000000000
/* What must be reachable before there are any of these: the console's devices. */
#define EARLY_DEVICE_BASE 0xffffca0000000000
#define KERNEL_BASE 0xffffffff80000000
/* Where the image is linked: above what firmware keeps of the first MiB. GRUB may put it elsewhere. */
#define IMAGE_PHYS 0x100000

/* A kernel stack is the upper half of an aligned slot; the lower half is never mapped. */
#define KSTACK_SIZE 0x2000
#define KSTACK_SLOT 0x4000

#endif
