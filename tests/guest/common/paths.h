/*
 * Every path of the running kernel, for tests that hold on each. On Linux there
 * is one, named `linux`. SPDX-License-Identifier: MIT
 */
#ifndef GUEST_PATHS_H
#define GUEST_PATHS_H

#include "user/user.h"

extern struct control_path paths[64];
extern unsigned int path_count;
extern bool on_trapgate;

/* Fills in the three above. Before any other function here. */
void paths_init(void);
/* Makes path n active; false where the CPU does not have it. Until path_leave() only `null` may be called. */
bool path_enter(unsigned int n);
/* Back to the path that was active at the start. */
void path_leave(void);
/* What `null` gives on path n: the number itself where the trap is only returned from. */
long path_null_result(unsigned int n);
/* Whether path n takes every call: it is no control. */
bool path_dispatches(unsigned int n);

#endif
