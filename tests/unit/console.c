/*
 * What the kernel says: frames (lib/console.c), the log, a panic and the end record, read back
 * from the bytes on the wire. SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cmdline.c"
#include "lib/console.c"
#include "lib/format.c"
#include "lib/log.c"
#include "lib/panic.c"
#include "lib/screen.c"

#define TOKEN	"0123456789abcdef"
#define NOWHERE SIZE_MAX

static unsigned char wire[300000];
static size_t sent;
static size_t fault_at = NOWHERE; /* the fault that comes instead of this byte */
static jmp_buf out;

static char screen[400000]; /* what it was given to show */
static size_t written;
static bool serial = true;

void screen_init(void)
{
	written = 0;
}

void screen_write(const char *text, size_t length)
{
	assert_true(written + length < sizeof(screen));
	memcpy(screen + written, text, length);
	written += length;
}

static void assert_screen(const char *text)
{
	assert_int_equal(written, strlen(text));
	assert_memory_equal(screen, text, written);
	written = 0;
}

static const char *wrong; /* about the command line */

const char *uart_init(void)
{
	sent = 0;
	return wrong;
}

bool uart_present(void)
{
	return serial;
}

const char *uart_name(void)
{
	return "UART at the test";
}

void uart_put(unsigned char byte)
{
	if (sent == fault_at) {
		fault_at = NOWHERE;
		longjmp(out, 1);
	}
	assert_true(sent < sizeof(wire));
	wire[sent++] = byte;
}

int uart_get(void)
{
	return -1;
}

__noreturn void machine_end(void)
{
	longjmp(out, 2);
}

/* --- reading it back --- */

static size_t read_at;

static const unsigned char *next_frame(char type, size_t length)
{
	const unsigned char *frame = wire + read_at;

	assert_true(sent - read_at >= 4);
	assert_int_equal(frame[0], 1);
	assert_int_equal(frame[1], type);
	assert_int_equal(frame[2] + 256 * frame[3], length);
	assert_true(sent - read_at - 4 >= length);
	read_at += 4 + length;
	return frame + 4;
}

static void assert_frame(char type, const char *text)
{
	assert_memory_equal(next_frame(type, strlen(text)), text, strlen(text));
}

static void assert_silence(void)
{
	assert_int_equal(read_at, sent);
}

static int start(void **state)
{
	(void)state;
	sent = read_at = 0;
	owed = 0;
	written = 0;
	serial = true;
	started = true;
	strcpy(cmdline, "path=x -- a b " TOKEN);
	return 0;
}

/* --- frames --- */

static void the_hello_comes_first(void **state)
{
	(void)state;
	started = false;
	klog("first");
	assert_memory_equal(wire, "\001TRAPGATE1\n", 11);
	read_at = 11;
	assert_frame('L', "console: UART at the test");
	assert_frame('L', "first");
	console_init();
	assert_silence();
}

static void frames_of_all_lengths(void **state)
{
	static unsigned char data[3 * 65535];

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = i * 31 >> 3;
	for (size_t length = 0; length <= 1000; length++) {
		start(NULL);
		console_frame('O', data, length);
		assert_memory_equal(next_frame('O', length), data, length);
		assert_silence();
	}
}

/* One frame holds 65,535 bytes; what is longer is several, none of them empty. */
static void long_ones_are_cut(void **state)
{
	static unsigned char data[3 * 65535];
	static const size_t lengths[] = { 65534, 65535, 65536, 131070, 131071, 3 * 65535 };

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = i * 31 >> 3;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		size_t left = lengths[i], at = 0;

		start(NULL);
		console_frame('E', data, left);
		while (left) {
			size_t piece = left < 65535 ? left : 65535;

			assert_memory_equal(next_frame('E', piece), data + at, piece);
			at += piece;
			left -= piece;
		}
		assert_silence();
	}
}

/* Wherever in a frame's payload the fault comes: that frame is filled up, then comes the report. */
static void a_fault_cuts_a_frame_short(void **state)
{
	(void)state;
	for (size_t at = 0; at < 5; at++) {
		const unsigned char *payload;

		start(NULL);
		fault_at = 4 + at;
		if (!setjmp(out))
			console_frame('O', "hello", 5);
		assert_int_equal(sent, 4 + at);
		console_frame('F', "fault", 5);
		payload = next_frame('O', 5);
		assert_memory_equal(payload, "hello", at);
		assert_memory_equal(payload + at, "?????", 5 - at);
		assert_frame('F', "fault");
		assert_silence();
	}
}

static void a_request_is_decimal(void **state)
{
	(void)state;
	console_ask(65535);
	assert_frame('R', "65535");
	console_ask(SIZE_MAX);
	assert_frame('R', "18446744073709551615");
	assert_int_equal(console_poll(), -1);
	assert_silence();
}

/* --- log, panic, end --- */

static void a_log_line_has_no_newline(void **state)
{
	(void)state;
	klog("%d lines\n\n", 2);
	assert_frame('L', "2 lines");
	klog("%s", "");
	assert_frame('L', "");
	klog("%1500d", 7);
	next_frame('L', 1023);
	assert_silence();
}

/* The kernel's own words always, the workload's where no UART has them. */
static void what_the_screen_shows(void **state)
{
	(void)state;
	klog("line %d\n", 1);
	console_frame('O', "out\n", 4);
	console_frame('E', "err\n", 4);
	console_frame('S', "0 0 0\n", 6);
	console_frame('U', NULL, 0);
	console_frame('F', "fault\n", 6);
	console_frame('X', "exit 7 " TOKEN, 23);
	assert_screen("line 1\nfault\nthe run has ended: exit 7\n");
	serial = false;
	console_frame('O', "out\n", 4);
	console_frame('E', "err\n", 4);
	console_frame('D', "data", 4);
	assert_screen("out\nerr\n");
}

static void a_run_ends_with_its_token(void **state)
{
	(void)state;
	if (!setjmp(out))
		run_end("exit", 255);
	assert_frame('X', "exit 255 " TOKEN);
	assert_silence();
}

/* The last test: a kernel panics once. */
static void a_panic_is_said_once(void **state)
{
	(void)state;
	if (!setjmp(out))
		panic("%s%1500d", "no memory", 1);
	assert_memory_equal(next_frame('P', 1023), "no memory    ", 13);
	assert_memory_equal(screen, "kernel panic: no memory  ", 25);
	assert_frame('X', "panic 0 " TOKEN);
	assert_silence();
	if (!setjmp(out))
		panic("and again");
	assert_silence();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_hello_comes_first, start),
		cmocka_unit_test_setup(frames_of_all_lengths, start),
		cmocka_unit_test_setup(long_ones_are_cut, start),
		cmocka_unit_test_setup(a_fault_cuts_a_frame_short, start),
		cmocka_unit_test_setup(a_request_is_decimal, start),
		cmocka_unit_test_setup(a_log_line_has_no_newline, start),
		cmocka_unit_test_setup(what_the_screen_shows, start),
		cmocka_unit_test_setup(a_run_ends_with_its_token, start),
		cmocka_unit_test_setup(a_panic_is_said_once, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
