/* RAM touched once, before anything is measured. SPDX-License-Identifier: MIT */
#ifndef MM_TOUCH_H
#define MM_TOUCH_H

/*
 * Touches each page of RAM if the command line says touch=1. Overwrites free
 * memory: it must be empty.
 */
void memory_touch(void);

#endif
