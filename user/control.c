/*
 * Asking the laboratory, whichever path is active: always by the gate, so that what
 * a workload asks leaves nothing of one path warm and of another one cold. Call 511
 * says whether there is a gate. Next: include/control.h.
 * SPDX-License-Identifier: MIT
 */
#include "user/user.h"

#include <asm/errno.h>

/* Linux alone answers -ENOSYS; floor and direct paths return something else. */
bool control_probe(void)
{
	struct control_path info;

	return stub_control(CONTROL_PATH_INFO, 0, (long)&info) != -ENOSYS;
}

long control(long op, long a, long b)
{
	return stub_gate(op, a, b);
}
