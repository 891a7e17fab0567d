/* Makes the checks of readv() and writev(). SPDX-License-Identifier: MIT */
#include "fs/fd.h"
#include "mm/mm.h"

#include <linux/errno.h>

/*
 * Reads the whole vector before it judges any of it. A part that cannot be read
 * is EFAULT, whatever else is wrong; then a negative length is EINVAL; then a
 * buffer outside user mode's addresses is EFAULT.
 */
long iovec_check(const struct iovec *user_vector, unsigned int count)
{
	bool negative = false, outside = false;
	size_t total = 0;

	if (count > UIO_MAXIOV)
		return -EINVAL;
	for (unsigned int i = 0; i < count; i++) {
		struct iovec v;

		if (copy_from_user(&v, &user_vector[i], sizeof(v)))
			return -EFAULT;
		negative |= (long)v.iov_len < 0;
		outside |= !user_range_ok(v.iov_base, v.iov_len);
		total += v.iov_len < FD_BYTES_MAX - total ? v.iov_len : FD_BYTES_MAX - total;
	}
	if (negative)
		return -EINVAL;
	return outside ? -EFAULT : (long)total;
}
