/*
 * CRC-32 as in IEEE 802.3 and zlib: reflected, polynomial 0x04c11db7.
 * SPDX-License-Identifier: MIT
 */
#include "bench/crc32.h"

#define POLYNOMIAL_REFLECTED 0xedb88320

static uint32_t table[256];

/* The remainder of each byte value, bit by bit. */
static void table_fill(void)
{
	for (uint32_t byte = 0; byte < 256; byte++) {
		uint32_t remainder = byte;

		for (int bit = 0; bit < 8; bit++)
			remainder = remainder >> 1 ^ (remainder & 1 ? POLYNOMIAL_REFLECTED : 0);
		table[byte] = remainder;
	}
}

uint32_t crc32(const void *data, size_t n)
{
	const uint8_t *bytes = data;
	uint32_t crc = 0xffffffff;

	if (table[1] == 0)
		table_fill();
	for (size_t i = 0; i < n; i++)
		crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xff];
	return ~crc;
}
