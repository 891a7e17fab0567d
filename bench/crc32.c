/*
 * CRC-32 as in IEEE 802.3 and zlib: reflected, polynomial 0x04c11db7. A run's
 * samples are tens of megabytes, so eight bytes are taken at a time, by a table
 * for each of them (Kounavis, Berry: A Systematic Approach to Building High
 * Performance, Software-based, CRC Generators, ISCC 2005).
 * SPDX-License-Identifier: MIT
 */
#include "bench/crc32.h"

#define POLYNOMIAL_REFLECTED 0xedb88320

/* table[n][byte]: the remainder of a byte with n bytes behind it. */
static uint32_t table[8][256];

/* The remainder of each byte value, bit by bit; then with a zero byte behind it, and so on. */
static void table_fill(void)
{
	for (uint32_t byte = 0; byte < 256; byte++) {
		uint32_t remainder = byte;

		for (int bit = 0; bit < 8; bit++)
			remainder = remainder >> 1 ^ (remainder & 1 ? POLYNOMIAL_REFLECTED : 0);
		table[0][byte] = remainder;
	}
	for (int n = 1; n < 8; n++)
		for (uint32_t byte = 0; byte < 256; byte++)
			table[n][byte] =
				table[n - 1][byte] >> 8 ^ table[0][table[n - 1][byte] & 0xff];
}

static uint32_t byte_add(uint32_t crc, uint8_t byte)
{
	return crc >> 8 ^ table[0][(crc ^ byte) & 0xff];
}

/* Eight bytes as a little-endian word, the earliest in its lowest byte: seven are behind that. */
static uint32_t word_add(uint32_t crc, uint64_t word)
{
	word ^= crc;
	return table[7][word & 0xff] ^ table[6][word >> 8 & 0xff] ^ table[5][word >> 16 & 0xff] ^
	       table[4][word >> 24 & 0xff] ^ table[3][word >> 32 & 0xff] ^
	       table[2][word >> 40 & 0xff] ^ table[1][word >> 48 & 0xff] ^ table[0][word >> 56];
}

uint32_t crc32(const void *data, size_t n)
{
	const uint8_t *bytes = data;
	uint32_t crc = 0xffffffff;

	if (table[0][1] == 0)
		table_fill();
	for (; n && (uintptr_t)bytes % sizeof(uint64_t); n--)
		crc = byte_add(crc, *bytes++);
	for (; n >= sizeof(uint64_t); n -= sizeof(uint64_t), bytes += sizeof(uint64_t))
		crc = word_add(crc, *(const uint64_t *)bytes);
	for (; n; n--)
		crc = byte_add(crc, *bytes++);
	return ~crc;
}
