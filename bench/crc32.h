/* A checksum over the sample region. SPDX-License-Identifier: MIT */
#ifndef BENCH_CRC32_H
#define BENCH_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* zlib's crc32() of n bytes. */
uint32_t crc32(const void *data, size_t n);

#endif
