/*
 * Asking the laboratory, whichever path is active. Next: include/control.h.
 * SPDX-License-Identifier: MIT
 */
#include "user/user.h"

#include <asm/errno.h>

/* The active path cannot dispatch 511: the gate must do. */
static bool path_is_control;

static long control_by(bool gate, long op, long a, long b)
{
	return gate ? stub_gate(op, a, b) : stub_control(op, a, b);
}

/*
 * Linux alone answers -ENOSYS. A dispatching path fills in the structure; floor
 * and direct paths return something and leave it as it was.
 */
bool control_probe(void)
{
	struct control_path info = { .name = "" };

	if (stub_control(CONTROL_PATH_INFO, 0, (long)&info) == -ENOSYS)
		return false;
	path_is_control = READ_ONCE(info.name[0]) == '\0';
	return true;
}

static long select_path(long path)
{
	struct control_path info;
	long result = control_by(path_is_control, CONTROL_PATH_INFO, path, (long)&info);

	if (result < 0)
		return result;
	result = control_by(path_is_control, CONTROL_PATH_SELECT, path, 0);
	if (result == 0)
		path_is_control = info.control;
	return result;
}

long control(long op, long a, long b)
{
	if (op == CONTROL_PATH_SELECT)
		return select_path(a);
	return control_by(path_is_control, op, a, b);
}
