/*
 * User pointers. The range check comes first, so that the copy routines meet
 * only addresses that user mode could have used itself. If nothing is mapped
 * there, the access faults and goes on at the routine's fix-up.
 * Next: <arch>/uaccess.S. SPDX-License-Identifier: MIT
 */
#include "mm/mm.h"
#include "mm/user_copy.h"

#include <linux/errno.h>

size_t copy_from_user_partial(void *to, const void *user_from, size_t n)
{
	return user_range_ok(user_from, n) ? user_copy(to, user_from, n) : n;
}

size_t copy_to_user_partial(void *user_to, const void *from, size_t n)
{
	return user_range_ok(user_to, n) ? user_copy(user_to, from, n) : n;
}

int copy_from_user(void *to, const void *user_from, size_t n)
{
	return copy_from_user_partial(to, user_from, n) ? -EFAULT : 0;
}

int copy_to_user(void *user_to, const void *from, size_t n)
{
	return copy_to_user_partial(user_to, from, n) ? -EFAULT : 0;
}

/* Byte by byte: the page after the string's end need not exist. */
long copy_string_from_user(char *to, const char *user_from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (copy_from_user(&to[i], &user_from[i], 1))
			return -EFAULT;
		if (!to[i])
			return (long)i;
	}
	return (long)n;
}

int get_user_u32(uint32_t *to, const void *user_from)
{
	return user_range_ok(user_from, sizeof(*to)) ? user_load_u32(to, user_from) : -EFAULT;
}

int put_user_u32(uint32_t value, void *user_to)
{
	return user_range_ok(user_to, sizeof(value)) ? user_store_u32(user_to, value) : -EFAULT;
}
