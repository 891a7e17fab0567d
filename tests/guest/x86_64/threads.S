/* The thread pointer, FS base. SPDX-License-Identifier: MIT */
#include "include/linkage.h"

/* uint64_t thread_pointer_word(void): user rsp; gives what lies at the thread pointer. */
	.text
FUNC(thread_pointer_word)
	movq	%fs:0, %rax
	ret
END(thread_pointer_word)
