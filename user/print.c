/* Writes text and reads numbers. SPDX-License-Identifier: MIT */
#include "user/user.h"

#include <asm/errno.h>

/* A short count is no error: a signal or a fault may have ended the call early. */
long write_all(int fd, const void *buf, size_t n)
{
	const char *from = buf;

	while (n > 0) {
		long done = stub_write(fd, from, n);

		if (done == -EINTR)
			continue;
		if (done < 0)
			return done;
		from += done;
		n -= (size_t)done;
	}
	return 0;
}

void vprint(int fd, const char *fmt, va_list ap)
{
	char text[PRINT_MAX];
	int length = vformat(text, sizeof(text), fmt, ap);

	if (length >= PRINT_MAX)
		length = PRINT_MAX - 1;
	write_all(fd, text, (size_t)length);
}

void print(int fd, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprint(fd, fmt, ap);
	va_end(ap);
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

bool parse_u64(const char *s, uint64_t *value)
{
	uint64_t base = 10, sum = 0;

	if (s[0] == '0' && s[1] == 'x') {
		base = 16;
		s += 2;
	}
	if (!*s)
		return false;
	for (; *s; s++) {
		uint64_t digit = (uint64_t)digit_value(*s);

		if (digit >= base || __builtin_mul_overflow(sum, base, &sum) ||
		    __builtin_add_overflow(sum, digit, &sum))
			return false;
	}
	*value = sum;
	return true;
}
