/* Code that the program writes. SPDX-License-Identifier: MIT */
#include "bench/timed.h"

/* Caches are coherent with stores, and a jump to what was written is enough (SDM vol. 3A, 8.1.3).
 */
void code_written(void *code, size_t size)
{
	(void)code;
	(void)size;
}
