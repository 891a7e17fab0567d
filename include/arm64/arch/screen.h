/* The arm64 Image protocol hands over no screen. SPDX-License-Identifier: MIT */
#ifndef ARCH_SCREEN_H
#define ARCH_SCREEN_H

#include <stddef.h>

static inline void screen_init(void)
{
}

static inline void screen_write(const char *text, size_t length)
{
	(void)text;
	(void)length;
}

#endif
