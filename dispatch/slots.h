/*
 * The number of slots. dispatch/slots.awk reads it here and writes gen/slots.h, which
 * has a row for each slot. SPDX-License-Identifier: MIT
 */
#ifndef DISPATCH_SLOTS_H
#define DISPATCH_SLOTS_H

/* No call has this number or a higher one. */
#define NR_SYSCALLS 512

#endif
