/* Frames on the screen. SPDX-License-Identifier: MIT */
#ifndef LIB_SCREEN_H
#define LIB_SCREEN_H

#include "include/compiler.h"

/* Shows what of a console frame belongs on the screen. */
void screen_frame(char type, const void *data, size_t length);

#endif
