/* The words of in and out in registers.S. SPDX-License-Identifier: MIT */
#ifndef GUEST_X86_64_REGISTERS_LAYOUT_H
#define GUEST_X86_64_REGISTERS_LAYOUT_H

#define REG_AX 0
#define REG_CX 2
#define REG_R11 10
#define REG_FLAGS 15
#define REG_COUNT 16

#endif
