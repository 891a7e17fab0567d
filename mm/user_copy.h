/*
 * The assembly of the user copies: mm/<arch>/uaccess.S. The range must lie below
 * TASK_SIZE; mm/uaccess.c checks that. SPDX-License-Identifier: MIT
 */
#ifndef MM_USER_COPY_H
#define MM_USER_COPY_H

#include "include/compiler.h"

/* Copies n bytes; one of the addresses is the user's. Returns how many bytes were not copied. */
size_t user_copy(void *to, const void *from, size_t n);
/* Load or store 32 bits by one access, which is aligned. Return 0 or -EFAULT. */
int user_load_u32(uint32_t *to, const void *user_from);
int user_store_u32(void *user_to, uint32_t value);

#endif
