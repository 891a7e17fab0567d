/* What differs by architecture in clone(): tests/guest/<arch>/clone.c. SPDX-License-Identifier: MIT */
#ifndef GUEST_CLONE_H
#define GUEST_CLONE_H

/* -1 where a thread pointer outside of user addresses is an error, 0 where it is not looked at. */
extern const int clone_refuses_tls;

#endif
