/*
 * Every back end's prototype, from dispatch/backends.def. SPDX-License-Identifier: MIT
 */
#ifndef DISPATCH_BACKENDS_H
#define DISPATCH_BACKENDS_H

#include "dispatch/dispatch.h"

/*
 * Calls the handler of call number nr, which is the low 32 bits of what the caller
 * gave. regs: the caller's registers, for the handler. Returns what the handler
 * returns, or -ENOSYS for a number that no call has.
 */
#define BACKEND(name, indirect, returns) dispatch_backend dispatch_##name;
#include <gen/backends.h>
#undef BACKEND

#endif
