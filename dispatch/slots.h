/*
 * The size of the table: gen/slots.h has a row for each slot (dispatch/slots.awk
 * reads the number here). SPDX-License-Identifier: MIT
 */
#ifndef DISPATCH_SLOTS_H
#define DISPATCH_SLOTS_H

/* Numbers at or past it are nobody's. */
#define NR_SYSCALLS 512

#endif
