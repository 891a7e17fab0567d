/* The thread pointer, TPIDR_EL0. SPDX-License-Identifier: MIT */
#include "include/linkage.h"

/* uint64_t thread_pointer_word(void): gives what lies at the thread pointer. */
	.text
FUNC(thread_pointer_word)
	mrs	x0, tpidr_el0
	ldr	x0, [x0]
	ret
END(thread_pointer_word)
