/* The words of in and out in registers.S; what a CPU may have. SPDX-License-Identifier: MIT */
#ifndef GUEST_ARM64_REGISTERS_LAYOUT_H
#define GUEST_ARM64_REGISTERS_LAYOUT_H

/* x0 to x30 are words 0 to 30. */
#define REG_X8 8
#define REG_NZCV 31
#define REG_SSBS 32
#define REG_DIT 33
#define REG_TCO 34
#define REG_FPCR 35
#define REG_FPSR 36
#define REG_COUNT 37

/* Bits of `components`. */
#define HAS_SSBS 0
#define HAS_DIT 1
#define HAS_TCO 2
#define HAS_SVE 3

#endif
