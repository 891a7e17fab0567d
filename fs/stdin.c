/*
 * Standard input: asks the host for it piece by piece, and keeps it until it is
 * read. Next: lib/console.c. SPDX-License-Identifier: MIT
 */
#include "fs/fd.h"
#include "lib/console.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/proc.h"
#include "proc/timer.h"

/*
 * At 115200 baud bytes follow each other within 87 us, and the UART keeps 16 of
 * them. So the UART is watched for longer than one byte takes, and left alone
 * for less than 16 take.
 */
#define WATCH_NS 100000
#define PAUSE_NS 1000000

static char buffer[4096];
static size_t buffer_first, buffer_end; /* the bytes between them were not read yet */
static bool ended;
static bool asking; /* a thread waits for the host's answer */

/*
 * Waits for a byte for a short time, without letting other threads run. Returns
 * -1 if none comes.
 */
static int watch_console(void)
{
	uint64_t until_ns = clock_monotonic_ns() + WATCH_NS;
	int byte;

	do
		byte = console_poll();
	while (byte < 0 && clock_monotonic_ns() < until_ns);
	return byte;
}

/* Waits for a byte as long as it takes; other threads run in the pauses. */
static unsigned char receive_byte(void)
{
	int byte;

	while ((byte = watch_console()) < 0)
		thread_wait(clock_monotonic_ns() + PAUSE_NS);
	return byte;
}

/*
 * Receives the answer of the host. More than was asked for would not fit: the
 * host is wrong then.
 */
static void receive_answer(size_t asked)
{
	size_t length = receive_byte();

	length |= (size_t)receive_byte() << 8;
	if (length > asked)
		panic("standard input: expected at most %zu bytes from the host, it sends %zu", asked,
		      length);
	for (size_t i = 0; i < length; i++)
		buffer[i] = (char)receive_byte();
	buffer_first = 0;
	buffer_end = length;
	ended = !length;
}

static void ask(size_t wanted)
{
	if (wanted > sizeof(buffer))
		wanted = sizeof(buffer);
	ended = !console_listens();
	if (ended)
		return;
	asking = true;
	console_ask(wanted);
	receive_answer(wanted);
	asking = false;
}

size_t stdin_available(void)
{
	return buffer_end - buffer_first;
}

/* Only one thread asks. The others wait for its answer, and look at the buffer again. */
bool stdin_wait(size_t wanted)
{
	while (!stdin_available() && !ended) {
		if (asking)
			thread_wait(clock_monotonic_ns() + PAUSE_NS);
		else
			ask(wanted);
	}
	return stdin_available();
}

size_t stdin_take(void *user_to, size_t n)
{
	if (n > stdin_available())
		n = stdin_available();
	n -= copy_to_user_partial(user_to, buffer + buffer_first, n);
	buffer_first += n;
	return n;
}
