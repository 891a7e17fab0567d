/* Sends frames on the UART. Next: lib/<arch>/uart.c. SPDX-License-Identifier: MIT */
#include "lib/console.h"
#include "lib/lib.h"
#include "lib/screen.h"

#include <arch/screen.h>
#include <arch/uart.h>

/*
 * The bytes that the frame being sent still lacks. Not 0 on entry: a fault has
 * cut that frame short.
 */
static size_t owed;
static bool started;

static void send_frame(char type, const unsigned char *data, size_t length)
{
	uart_put((unsigned char)CONSOLE_HELLO[0]);
	uart_put((unsigned char)type);
	uart_put(length & 0xff);
	uart_put(length >> 8);
	for (WRITE_ONCE(owed, length); READ_ONCE(owed); WRITE_ONCE(owed, owed - 1))
		uart_put(*data++);
}

void console_init(void)
{
	const char *wrong;

	if (started)
		return;
	started = true;
	screen_init();
	wrong = uart_init();
	for (const char *c = CONSOLE_HELLO; *c; c++)
		uart_put((unsigned char)*c);
	if (wrong) /* after the hello: the panic itself is a frame */
		panic("%s", wrong);
	klog("console: %s", uart_name());
}

_Bool console_listens(void)
{
	return uart_present();
}

void console_frame(char type, const void *data, size_t length)
{
	const unsigned char *bytes = data;

	console_init();
	screen_frame(type, data, length);
	/*
	 * Completes the frame that a fault interrupted, so that the fault's
	 * report is not taken for its bytes.
	 */
	for (; READ_ONCE(owed); WRITE_ONCE(owed, owed - 1))
		uart_put('?');
	for (; length > CONSOLE_FRAME_MAX; bytes += CONSOLE_FRAME_MAX, length -= CONSOLE_FRAME_MAX)
		send_frame(type, bytes, CONSOLE_FRAME_MAX);
	send_frame(type, bytes, length);
}

void console_ask(size_t max)
{
	char text[24];
	size_t length = (size_t)format(text, sizeof(text), "%zu", max);

	console_frame(CONSOLE_READ, text, length);
}

int console_poll(void)
{
	return uart_get();
}
