/*
 * The raw system-call stub as an assembler macro. It puts the number into x8 and
 * executes SVC with immediate 0. The arguments are where C passes them, x0 to x5.
 * Next: entry/arm64/entry.S. SPDX-License-Identifier: MIT
 */
#ifndef USER_ARM64_STUB_H
#define USER_ARM64_STUB_H

#include "include/linkage.h"
#include "user/numbers.h"

/*
 * Defines a function that makes call \nr and returns x0 as the kernel left it;
 * x1 to x30 come back unchanged. The mov to w8 clears the upper half of x8.
 */
.macro stub name, nr, trap:vararg="svc 0"
FUNC(\name)
	mov w8, (\nr)
	\trap
	ret
END(\name)
.endm

#endif
