/* The loader's screen (lib/x86_64/screen.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_SCREEN_H
#define ARCH_SCREEN_H

#include "include/compiler.h"

/* A screen, as the loader describes it. */
struct boot_screen {
	phys_addr_t address; /* 0: there is none */
	_Bool text;	     /* EGA text: width and height count characters */
	uint8_t bits;	     /* of a pixel, or of a character */
	uint32_t pitch;	     /* bytes from one line to the next */
	uint32_t width, height;
};

/* The screen that the loader handed over; multiboot2.c fills it in. */
extern struct boot_screen boot_screen;

/* Clears the screen, if there is one. To be called before mm_init(). */
void screen_init(void);
/* Shows text after what was shown before. Without a screen it does nothing. */
void screen_write(const char *text, size_t length);
/* Stops the screen: from now on nothing is shown. */
void screen_close(void);

#endif
