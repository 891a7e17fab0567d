/*
 * Every back end's prototype. SPDX-License-Identifier: MIT
 */
#ifndef DISPATCH_BACKENDS_H
#define DISPATCH_BACKENDS_H

#include "dispatch/dispatch.h"

/*
 * regs: the caller's registers, handed on to the handler. nr: the call's number,
 * the low 32 bits of what the caller gave. Returns what the handler returns,
 * -ENOSYS for a number that has none.
 */
dispatch_backend dispatch_table;
dispatch_backend dispatch_switch;
dispatch_backend dispatch_jumptable;
dispatch_backend dispatch_branch;

#endif
