/* lib/format.c against the C library's snprintf(). SPDX-License-Identifier: MIT */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/format.c"

/* The compiler cannot check formats that are made at run time. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-overflow"

#define same(fmt, ...)                                                                             \
	do {                                                                                       \
		for (size_t size_ = 0; size_ < 80; size_ = size_ * 2 + 1) {                        \
			char *ours_ = malloc(size_), *theirs_ = malloc(size_);                     \
			int length_ = snprintf(theirs_, size_, fmt, __VA_ARGS__);                  \
                                                                                                   \
			assert_int_equal(format(ours_, size_, fmt, __VA_ARGS__), length_);         \
			if (size_)                                                                 \
				assert_string_equal(ours_, theirs_);                               \
			free(ours_);                                                               \
			free(theirs_);                                                             \
		}                                                                                  \
	} while (0)

static void make_format(char *fmt, const char *types)
{
	static const char *const flags[] = { "", "-", "0", "#", "-0", "0#", "-#" };
	static const char *const widths[] = { "", "1", "7", "20" };
	static const char *const precisions[] = { "", ".", ".0", ".1", ".5", ".12" };
	static const char *const sizes[] = { "", "l", "ll", "z" };
	const char *flag = flags[rand() % ARRAY_SIZE(flags)];
	char type = types[rand() % strlen(types)];

	/* What C leaves undefined is not compared. */
	if (strchr("diucs", type) && strchr(flag, '#'))
		flag = "";
	if (strchr("cs", type) && strchr(flag, '0'))
		flag = "-";
	sprintf(fmt, "<%%%s%s%s%s%c>", flag, widths[rand() % ARRAY_SIZE(widths)],
		type == 'c' ? "" : precisions[rand() % ARRAY_SIZE(precisions)],
		strchr("cs", type) ? "" : sizes[rand() % ARRAY_SIZE(sizes)], type);
}

static long interesting_number(void)
{
	static const long numbers[] = { 0, 1, -1, 9, 10, INT_MAX, INT_MIN, LONG_MAX, LONG_MIN,
					UINT_MAX };

	return rand() % 2 ? numbers[rand() % ARRAY_SIZE(numbers)] :
			    (long)rand() << (rand() % 33) | rand();
}

static void numbers_are_as_in_c(void **state)
{
	char fmt[32];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		long number = interesting_number();

		make_format(fmt, "diuxX");
		same(fmt, number);
	}
}

static void text_is_as_in_c(void **state)
{
	static const char *const texts[] = { "", "a", "hello", "a longer text than that" };
	char fmt[32];

	(void)state;
	for (int i = 0; i < 2000; i++) {
		const char *text = texts[rand() % ARRAY_SIZE(texts)];

		make_format(fmt, "s");
		same(fmt, text);
		make_format(fmt, "c");
		same(fmt, 'a' + i % 26);
	}
	same("%.3s", (const char[]){ 'a', 'b', 'c' }); /* not terminated: no byte more is read */
}

static void several_arguments_keep_their_order(void **state)
{
	(void)state;
	same("%d %s %lx %c %u%% %*d %-*d| %.*s", -1, "two", 3l, '4', 5u, 6, 6, 7, 7, 2, "eight");
	same("%p", (void *)0x1234);
	same("%5d %05d %-5d| %x %#x", 42, 42, 42, 42, 42);
	same("%s", "");
}

static void what_it_does_not_know_is_copied(void **state)
{
	char buf[32];

	(void)state;
	format(buf, sizeof(buf), "a %q b %");
	assert_string_equal(buf, "a %q b %");
	format(buf, sizeof(buf), "%s", (char *)NULL);
	assert_string_equal(buf, "(null)");
	format(buf, sizeof(buf), "%p", NULL);
	assert_string_equal(buf, "0x0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_as_in_c),
		cmocka_unit_test(text_is_as_in_c),
		cmocka_unit_test(several_arguments_keep_their_order),
		cmocka_unit_test(what_it_does_not_know_is_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
