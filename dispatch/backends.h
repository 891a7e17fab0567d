/*
 * Every back end's prototype, from dispatch/backends.def. SPDX-License-Identifier: MIT
 */
#ifndef DISPATCH_BACKENDS_H
#define DISPATCH_BACKENDS_H

#include "dispatch/dispatch.h"

/*
 * regs: the caller's registers, handed on to the handler. nr: the call's number,
 * the low 32 bits of what the caller gave. Returns what the handler returns,
 * -ENOSYS for a number that has none.
 */
#define BACKEND(name, indirect, returns) dispatch_backend dispatch_##name;
#include <gen/backends.h>
#undef BACKEND

#endif
