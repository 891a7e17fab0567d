/* lab/mark.c: when a mark is written, and what. SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab/mark.c"

/* What the command line says behind mark=; whether the machine has a place; what came to pass. */
static const char *said;
static bool has_place;
static unsigned int prepared, logged, written;
static uint32_t last;

bool cmdline_get(const char *key, char *buf, size_t size)
{
	assert_string_equal(key, "mark");
	if (!said || strlen(said) >= size)
		return false;
	strcpy(buf, said);
	return true;
}

bool mark_prepare(void)
{
	prepared++;
	return has_place;
}

void mark_write(uint32_t value)
{
	written++;
	last = value;
}

void klog(const char *fmt, ...)
{
	(void)fmt;
	logged++;
}

static void boot(const char *value, bool place)
{
	said = value;
	has_place = place;
	prepared = logged = written = 0;
	mark_init();
}

static void assert_silent(void)
{
	mark_open(1);
	mark_close();
	assert_int_equal(written, 0);
}

static void none_unless_asked_for(void **state)
{
	static const char *const values[] = { NULL, "", "0", "2", "11", "y", "1x" };

	(void)state;
	for (unsigned int i = 0; i < sizeof(values) / sizeof(*values); i++) {
		boot(values[i], true);
		assert_silent();
		assert_int_equal(prepared, 0);
	}
}

static void none_where_there_is_no_place_and_that_is_said(void **state)
{
	(void)state;
	boot("1", false);
	assert_int_equal(logged, 1);
	assert_silent();
}

static void a_pair_carries_the_number(void **state)
{
	static const uint32_t numbers[] = { 0, 1, 0x7fffffff };

	(void)state;
	boot("1", true);
	for (unsigned int i = 0; i < 3; i++) {
		mark_open(numbers[i]);
		assert_int_equal(written, 2 * i + 1);
		assert_int_equal(last, numbers[i]);
		mark_close();
		assert_int_equal(written, 2 * i + 2);
		assert_int_equal(last, numbers[i] | MARK_CLOSE);
	}
}

static void a_number_cannot_look_like_a_close(void **state)
{
	(void)state;
	boot("1", true);
	mark_open(0xffffffff);
	assert_int_equal(last, 0x7fffffff);
	mark_close();
}

static void nothing_open_is_not_closed(void **state)
{
	(void)state;
	boot("1", true);
	mark_close();
	mark_open(3);
	mark_close();
	mark_close();
	assert_int_equal(written, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_unless_asked_for),
		cmocka_unit_test(none_where_there_is_no_place_and_that_is_said),
		cmocka_unit_test(a_pair_carries_the_number),
		cmocka_unit_test(a_number_cannot_look_like_a_close),
		cmocka_unit_test(nothing_open_is_not_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
