/* lib/cmdline.c: words, values, the token. SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cmdline.c"

#define TOKEN "0123456789abcdef"
#define NO_TOKEN "0000000000000000"

static void type(const char *line)
{
	memset(cmdline, 0, sizeof(cmdline));
	strncpy(cmdline, line, sizeof(cmdline));
}

static void check_token(const char *token)
{
	assert_memory_equal(cmdline_token(), token, CMDLINE_TOKEN_LENGTH);
}

static void check_value(const char *key, const char *value)
{
	char buf[64] = "";

	assert_int_equal(cmdline_get(key, buf, sizeof(buf)), value != NULL);
	assert_string_equal(buf, value ? value : "");
}

static void check_words(const char *const *words, unsigned int count)
{
	char buf[64];

	for (unsigned int i = 0; i < count; i++) {
		assert_true(cmdline_workload_word(i, buf, sizeof(buf)));
		assert_string_equal(buf, words[i]);
	}
	assert_false(cmdline_workload_word(count, buf, sizeof(buf)));
	assert_false(cmdline_workload_word(count + 1, buf, sizeof(buf)));
}

static void a_whole_line(void **state)
{
	static const char *const words[] = { "one", "path=two", "--", "-x" };

	(void)state;
	type("path=table_sysret  seed=1f quiet -- one path=two -- -x " TOKEN);
	check_token(TOKEN);
	check_value("path", "table_sysret");
	check_value("seed", "1f");
	check_value("quiet", NULL);
	check_value("pat", NULL);
	check_value("one", NULL);
	check_words(words, ARRAY_SIZE(words));
}

static void the_token_is_no_word(void **state)
{
	(void)state;
	type(TOKEN);
	check_token(TOKEN);
	check_words(NULL, 0);
	type("-- " TOKEN);
	check_token(TOKEN);
	check_words(NULL, 0);
	type("a=b " TOKEN);
	check_value("a", "b");
}

static void a_line_without_token(void **state)
{
	static const char *const lines[] = {
		"", " ", "x", "path=table_sysret", "a=0123456789abcdef", "0123456789abcdeg",
		"0123456789abcde", "x 0123456789ABCDEF", "0123456789abcdef ", "x 01234567 9abcdef",
	};
	static const char *const words[] = { "0123456789abcdef0" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		type(lines[i]);
		check_token(NO_TOKEN);
	}
	type("a=0123456789abcdef");
	check_value("a", TOKEN);
	type("-- 0123456789abcdef0");
	check_words(words, 1);
}

static void the_last_value_counts(void **state)
{
	char small[3];

	(void)state;
	type("a=1 b=x a=2 ab=3 a=");
	check_value("a", "");
	type("a=1 a=23 " TOKEN);
	check_value("a", "23");
	assert_true(cmdline_get("a", small, 3));
	assert_string_equal(small, "23");
	assert_true(cmdline_get("a", small, 2));
	assert_string_equal(small, "2");
	assert_true(cmdline_get("a", small, 1));
	assert_string_equal(small, "");
}

/* A line that fills the buffer has no terminator. */
static void the_longest_line(void **state)
{
	char *end = cmdline + CMDLINE_MAX;

	(void)state;
	memset(cmdline, 'x', CMDLINE_MAX);
	check_token(NO_TOKEN);
	memcpy(end - CMDLINE_TOKEN_LENGTH - 1, " " TOKEN, CMDLINE_TOKEN_LENGTH + 1);
	check_token(TOKEN);
	check_value("x", NULL);
}

static void every_hex_digit_is_one(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++)
		assert_int_equal(!not_hex(c), c && strchr("0123456789abcdef", c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_line),	     cmocka_unit_test(the_token_is_no_word),
		cmocka_unit_test(a_line_without_token), cmocka_unit_test(the_last_value_counts),
		cmocka_unit_test(the_longest_line),  cmocka_unit_test(every_hex_digit_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
