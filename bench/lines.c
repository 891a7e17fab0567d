/* Data over the console, in lines of text: lines.h. SPDX-License-Identifier: MIT */
#include "bench/lines.h"
#include "bench/crc32.h"
#include "user/user.h"

#include <asm/ioctls.h>
#include <linux/reboot.h>

CALL(reboot, long magic, long magic2, long command, void *arg);

#define LINE_BYTES 144
#define LINE_MAX   (LINE_BYTES / 3 * 4 + 64)

static unsigned long lines, total;

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
	if (write_all(1, line, (size_t)(end - line)))
		die("writing to the console failed");
}

void lines_begin(void)
{
	put_line('H', "", 0);
}

void lines_data(const void *data, size_t size)
{
	const char *bytes = data;

	for (size_t i = 0; i < size; i += LINE_BYTES)
		put_line('D', bytes + i, size - i < LINE_BYTES ? size - i : LINE_BYTES);
	total += size;
}

void lines_end(void)
{
	char text[24];

	put_line('E', text, (size_t)format(text, sizeof(text), "%lu", total));
}

void lines_restart(void)
{
	long result = stub_ioctl(1, TCSBRK, (void *)1);

	if (!result)
		result = stub_reboot(LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
				     LINUX_REBOOT_CMD_RESTART, NULL);
	die("ending the machine gave %ld", result);
}
