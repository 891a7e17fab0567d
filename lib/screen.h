/* Frames on the screen. SPDX-License-Identifier: MIT */
#ifndef LIB_SCREEN_H
#define LIB_SCREEN_H

#include "include/compiler.h"

/* Shows a console frame, if its type is one that belongs on the screen. */
void screen_frame(char type, const void *data, size_t length);

#endif
