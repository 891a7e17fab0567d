/* What the memory tests have in common. SPDX-License-Identifier: MIT */
#include "tests/guest/common/memory.h"

#include <linux/auxvec.h>

char *map(size_t length, long flags)
{
	long addr = stub_mmap(NULL, length, RW, ANON | flags, -1, 0);

	if (IS_ERROR(addr))
		die("mmap of %zu bytes gave %ld", length, addr);
	return (char *)addr;
}

char *map_at(char *addr, size_t length, long prot, long flags)
{
	long got = stub_mmap(addr, length, prot, flags | MAP_FIXED, -1, 0);

	if (got != (long)addr)
		die("mmap of %zu bytes at %p gave %ld", length, addr, got);
	return addr;
}

bool readable(const void *p)
{
	/* All zero is a time to sleep; anything else is an error of another kind. */
	return stub_nanosleep(p, NULL) != -EFAULT;
}

bool writable(void *p)
{
	bool good = stub_clock_gettime(1, p) != -EFAULT;

	if (good)
		memset(p, 0, 16);
	return good;
}

bool is_all(const char *p, size_t n, int byte)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != (char)byte)
			return false;
	return true;
}

long resident(void *p)
{
	unsigned char vec = 0xff;
	long result = stub_mincore(p, PAGE, &vec);

	return result ? result : vec & 1;
}

long open_self(void)
{
	long fd = stub_openat(AT_FDCWD, (const char *)auxv_value(AT_EXECFN), O_RDONLY, 0);

	if (fd < 0)
		die("opening itself gave %ld", fd);
	return fd;
}
