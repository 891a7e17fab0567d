/*
 * The program as Linux's first process. Its arguments lie in the initramfs, as
 * on Trapgate. What it has to say leaves by the console, a tty that the kernel
 * writes to as well and that turns LF into CR LF: in lines that stand for
 * themselves, read by tools/trapgate/linux_console.py:
 *
 *	~H 0 <base64> <crc>	first: the program runs
 *	~D N <base64> <crc>	N from 1 on: LINE_BYTES of the region, the last fewer
 *	~E N <base64> <crc>	last: the region's size, in decimal
 *
 * The crc is crc32() of all before the blank that precedes it, as eight hex
 * digits. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"
#include "bench/crc32.h"

#include <asm/ioctls.h>
#include <linux/fcntl.h>
#include <linux/reboot.h>

CALL(openat, long folder, const char *name, long flags, long mode);
CALL(reboot, long magic, long magic2, long command, void *arg);

#define ARGUMENTS_MAX 64
#define LINE_BYTES    144
#define LINE_MAX      (LINE_BYTES / 3 * 4 + 64)

static unsigned long lines;

static bool is_first_process(void)
{
	return !on_trapgate && stub_getpid() == 1;
}

/* Three bytes, or the n that there are, as four characters. */
static char *put_base64(char *out, const uint8_t *in, size_t n)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = (uint32_t)in[0] << 16;

	if (n > 1)
		bits |= (uint32_t)in[1] << 8;
	if (n > 2)
		bits |= in[2];
	for (unsigned int i = 0; i < 4; i++)
		*out++ = i <= n ? digits[bits >> (18 - 6 * i) & 63] : '=';
	return out;
}

static void put_line(char kind, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	char line[LINE_MAX];
	char *end = line + format(line, sizeof(line), "~%c %lu ", kind, lines++);

	for (size_t i = 0; i < size; i += 3)
		end = put_base64(end, bytes + i, size - i);
	end += format(end, (size_t)(line + sizeof(line) - end), " %08x\n",
		      crc32(line, (size_t)(end - line)));
	must(write_all(1, line, (size_t)(end - line)), "writing to the console");
}

/* Cuts /argv, a string behind the other, into the arguments. */
void linux_begin(int *argc, char ***argv)
{
	static char text[4096], *arguments[ARGUMENTS_MAX + 1];
	long file, size;

	if (!is_first_process())
		return;
	put_line('H', "", 0);
	file = must(stub_openat(AT_FDCWD, "/argv", O_RDONLY, 0), "opening /argv");
	size = must(stub_read(file, text, sizeof(text)), "reading /argv");
	if (size == 0 || size == (long)sizeof(text) || text[size - 1] != '\0')
		fail("/argv holds no arguments, or too many");
	*argc = 0;
	for (char *s = text; s < text + size && *argc < ARGUMENTS_MAX; s += strlen(s) + 1)
		arguments[(*argc)++] = s;
	*argv = arguments;
}

void linux_deliver(const void *region, size_t size)
{
	char total[24];
	const char *bytes = region;

	if (!is_first_process()) {
		must(write_all(1, region, size), "writing the samples");
		return;
	}
	for (size_t i = 0; i < size; i += LINE_BYTES)
		put_line('D', bytes + i, size - i < LINE_BYTES ? size - i : LINE_BYTES);
	put_line('E', total, (size_t)format(total, sizeof(total), "%lu", size));
}

/* Once the tty has sent everything. A first process that just exits is a kernel's panic. */
void linux_end(void)
{
	if (!is_first_process())
		return;
	must(stub_ioctl(1, TCSBRK, (void *)1), "waiting for the console");
	must(stub_reboot(LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_RESTART, NULL),
	     "ending the machine");
}
