/*
 * Segment selectors, in Linux's order. The order is not free: SYSRET computes USER_DS
 * and USER_CS from USER32_CS (Intel SDM Vol. 2, SYSRET). SPDX-License-Identifier: MIT
 */
#ifndef ARCH_GDT_H
#define ARCH_GDT_H

#define KERNEL_CS 0x10
#define KERNEL_DS 0x18
#define USER32_CS 0x23
#define USER_DS 0x2b
#define USER_CS 0x33
#define TSS_SELECTOR 0x40

/*
 * Interrupt stacks (Intel SDM Vol. 3, 6.14.5), for what can strike while RSP is still
 * the user's.
 */
#define IST_NONE 0
#define IST_DEBUG 1
#define IST_NMI 2
#define IST_DOUBLE_FAULT 3
#define IST_MACHINE_CHECK 4
#define IST_COUNT 4

#endif
