/* What the handlers of this process return. SPDX-License-Identifier: MIT */
#ifndef BENCH_NATIVE_HANDLERS_H
#define BENCH_NATIVE_HANDLERS_H

#include "dispatch/slots.h"

/* Neither the number, which a back end might hand back, nor what another returns. */
#define HANDLER_RESULT(nr) (~(long)(nr))
/* As if sys_ni_syscall() had a number, the first past the table. */
#define NR_NOBODY NR_SYSCALLS

#endif
