/* lib/string.c against the C library's functions. SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define memcpy kernel_memcpy
#define memmove kernel_memmove
#define memset kernel_memset
#define memcmp kernel_memcmp
#define strlen kernel_strlen
#define strnlen kernel_strnlen
#define strcmp kernel_strcmp
#define strncmp kernel_strncmp
#define strchr kernel_strchr
#include "lib/string.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen
#undef strnlen
#undef strcmp
#undef strncmp
#undef strchr

#define LENGTH_MAX 40

static void fill(uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = rand();
}

/* In blocks of the exact size, so that the sanitizer sees a byte too many. */
static void copies_exactly(void **state)
{
	(void)state;
	for (size_t n = 0; n <= LENGTH_MAX; n++) {
		for (size_t skew = 0; skew < 8; skew++) {
			uint8_t *from = malloc(n + skew), *to = malloc(n);

			fill(from, n + skew);
			assert_ptr_equal(kernel_memcpy(to, from + skew, n), to);
			assert_memory_equal(to, from + skew, n);
			kernel_memset(to, 0x1a5, n);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(to[i], 0xa5);
			free(from);
			free(to);
		}
	}
}

static void moves_over_itself(void **state)
{
	uint8_t ours[2 * LENGTH_MAX], theirs[2 * LENGTH_MAX];

	(void)state;
	for (size_t n = 0; n <= LENGTH_MAX; n++) {
		for (size_t from = 0; from < LENGTH_MAX; from++) {
			for (size_t to = 0; to < LENGTH_MAX; to++) {
				fill(ours, sizeof(ours));
				memcpy(theirs, ours, sizeof(ours));
				kernel_memmove(ours + to, ours + from, n);
				memmove(theirs + to, theirs + from, n);
				assert_memory_equal(ours, theirs, sizeof(ours));
			}
		}
	}
}

static int sign(int x)
{
	return (x > 0) - (x < 0);
}

static void compares(void **state)
{
	static const char *const texts[] = { "", "a", "ab", "b", "ab\377", "ab\1", "abc" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(texts); j++) {
			const char *a = texts[i], *b = texts[j];

			assert_int_equal(sign(kernel_strcmp(a, b)), sign(strcmp(a, b)));
			for (size_t n = 0; n < 5; n++)
				assert_int_equal(sign(kernel_strncmp(a, b, n)),
						 sign(strncmp(a, b, n)));
			assert_int_equal(sign(kernel_memcmp(a, b, 1)), sign(memcmp(a, b, 1)));
		}
		assert_int_equal(kernel_strlen(texts[i]), strlen(texts[i]));
		assert_int_equal(kernel_strnlen(texts[i], 2), strnlen(texts[i], 2));
		assert_ptr_equal(kernel_strchr(texts[i], 'b'), strchr(texts[i], 'b'));
		assert_ptr_equal(kernel_strchr(texts[i], 0), strchr(texts[i], 0));
	}
}

static void copy_string_terminates(void **state)
{
	char buf[4] = "xxx";

	(void)state;
	assert_int_equal(copy_string(buf, "abcdef", sizeof(buf)), 6);
	assert_string_equal(buf, "abc");
	assert_int_equal(copy_string(buf, "q", sizeof(buf)), 1);
	assert_string_equal(buf, "q");
	assert_int_equal(copy_string(buf, "zzz", 0), 3);
	assert_string_equal(buf, "q");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_exactly),
		cmocka_unit_test(moves_over_itself),
		cmocka_unit_test(compares),
		cmocka_unit_test(copy_string_terminates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
