/* What console= takes (boot/x86_64/port.c), and who decides where it is silent. SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "boot/x86_64/port.c"
#include "lib/cmdline.c"
#include "lib/parse.c"

static struct uart_port opened, spcr;
static bool spcr_there;

bool uart_open(const struct uart_port *port)
{
	opened = *port;
	return true;
}

static bool closed;

void screen_close(void)
{
	closed = true;
}

bool spcr_read(struct uart_port *port)
{
	*port = spcr;
	return spcr_there;
}

int format(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int length;

	va_start(ap, fmt);
	length = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return length;
}

/* What uart_init() opens with that value of console=; base 0: nothing. */
static const char *init_with(const char *value)
{
	memset(&opened, 0, sizeof(opened));
	snprintf(cmdline, sizeof(cmdline), "path=x%s%s end=reset 0123456789abcdef",
		 *value ? " console=" : "", value);
	return uart_init();
}

static void assert_opens(const char *value, bool memory, uint64_t base, unsigned int stride,
			 uint32_t baud)
{
	assert_null(init_with(value));
	assert_int_equal(opened.memory, memory);
	assert_int_equal(opened.base, base);
	assert_int_equal(opened.stride, stride);
	assert_int_equal(opened.baud, baud);
}

static void ports_by_name_and_number(void **state)
{
	(void)state;
	assert_opens("com1", false, 0x3f8, 1, 115200);
	assert_opens("com2", false, 0x2f8, 1, 115200);
	assert_opens("com3", false, 0x3e8, 1, 115200);
	assert_opens("com4", false, 0x2e8, 1, 115200);
	assert_opens("ttyS0,9600", false, 0x3f8, 1, 9600);
	assert_opens("ttyS1,57600n8", false, 0x2f8, 1, 57600);
	assert_opens("0x5D0,50", false, 0x5d0, 1, 50);
	assert_opens("0xfff8", false, 0xfff8, 1, 115200);
	assert_opens("mmio:0xfe030000", true, 0xfe030000, 1, 0);
	assert_opens("mmio32:0x1fe030000,38400", true, 0x1fe030000, 4, 38400);
}

static void no_port_at_all(void **state)
{
	(void)state;
	spcr_there = true;
	assert_null(init_with("screen"));
	assert_false(closed);
	assert_int_equal(opened.base, 0);
	assert_null(init_with("none"));
	assert_true(closed);
	assert_int_equal(opened.base, 0);
}

static void what_no_port_is_called(void **state)
{
	static const char *const wrong[] = { "com5", "com", "com12", "ttyS4", "2f8", "0x", "0xg", "0xfff9",
					     "0x12345678901234567", "mmio:", "mmio:fe030000", "mmio32:0x3f9",
					     "mmio16:0x10", "com1,", "com1,0", "com1,49", "com1,230400",
					     "com1,1000000", "com1,9600n9", "com1,9600n8x", "com1 ,", "none,9600",
					     "Screen" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		const char *sentence = init_with(wrong[i]);

		if (!strcmp(wrong[i], "com1 ,")) { /* two words: the second is no part of it */
			assert_null(sentence);
			continue;
		}
		assert_non_null(sentence);
		assert_non_null(strstr(sentence, wrong[i]));
		assert_non_null(strstr(sentence, "expected com1 to com4"));
		assert_int_equal(opened.base, 0x3f8); /* said there */
	}
}

static void without_a_word(void **state)
{
	(void)state;
	spcr_there = false;
	assert_opens("", false, 0x3f8, 1, 115200);
	spcr_there = true;
	spcr = (struct uart_port){ .memory = true, .base = 0xfe030000, .stride = 4, .baud = 0 };
	assert_opens("", true, 0xfe030000, 4, 0);
	assert_opens("com2", false, 0x2f8, 1, 115200); /* the command line comes first */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports_by_name_and_number),
		cmocka_unit_test(no_port_at_all),
		cmocka_unit_test(what_no_port_is_called),
		cmocka_unit_test(without_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
