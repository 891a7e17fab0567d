/* RAM touched once, before anything is measured. SPDX-License-Identifier: MIT */
#ifndef MM_TOUCH_H
#define MM_TOUCH_H

/* Touches each page of RAM if the command line says touch=1. What is free must not hold anything yet. */
void memory_touch(void);

#endif
