/*
 * Asks the laboratory, whichever path is active. It always takes the gate, so
 * that a question does not warm the code of one path while another stays cold.
 * Call 511 says whether there is a gate. Next: include/control.h.
 * SPDX-License-Identifier: MIT
 */
#include "user/user.h"

#include <asm/errno.h>

/*
 * Takes the active path, since Linux has no gate. Only Linux answers -ENOSYS;
 * floor and direct do not.
 */
bool control_probe(void)
{
	struct control_path info;

	return stub_control(CONTROL_PATH_INFO, 0, (long)&info) != -ENOSYS;
}

long control(long op, long a, long b)
{
	return stub_gate(op, a, b);
}
