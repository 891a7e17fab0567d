/*
 * The architecture in a program file and in its auxiliary vector.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_ELF_H
#define ARCH_ELF_H

#include <stdint.h>

#include <linux/elf.h>

#define ELF_MACHINE EM_X86_64
#define ELF_PLATFORM "x86_64" /* AT_PLATFORM, and uname's machine */

/* Return AT_HWCAP and AT_HWCAP2, with the bits that Linux gives them on this architecture. */
uint64_t auxv_hwcap(void);
uint64_t auxv_hwcap2(void);
/* Returns AT_MINSIGSTKSZ: the bytes that a signal frame takes with this CPU's vector state. */
uint64_t auxv_minsigstksz(void);

#endif
