/* SYS_<name> for the assembler. SPDX-License-Identifier: MIT */
#ifndef USER_NUMBERS_H
#define USER_NUMBERS_H

#define SYSCALL(nr, name, implemented) .set SYS_##name, nr;
#include <gen/syscalls.h>
#undef SYSCALL

#endif
