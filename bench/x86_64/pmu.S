/*
 * Batches between two reads of the PMU's first counter: the very loop of the timed
 * ones. RDPMC waits for nothing, as RDTSC (SDM vol. 2B, RDPMC): LFENCE on both
 * sides. What is counted starts at 0 with each block, so that no read wraps.
 * SPDX-License-Identifier: MIT
 */
#include "bench/x86_64/window.h"

.macro pmu_read
	xorl %ecx, %ecx
	lfence
	rdpmc
	lfence
.endm
/* Begin value to r13d:r14d, as counter_begin has it. */
.macro pmu_begin
	pmu_read
	movl %eax, %r14d
	movl %edx, %r13d
.endm

.macro timed_pmu name, form, body, target
	.ifnc \form, batch
	.error	"bench/windows.def: only a batch can stand between reads of the PMU"
	.endif
FUNC(\name)
	window_open
	batch \body, \target, pmu_begin
	movq %rax, %r12
	pmu_read
	window_close
END(\name)
.endm

	.text
#define WINDOW_PMU_pmu(name, form, body, target) timed_pmu pmu_##name, form, body, target;
#define WINDOW_PMU_no(name, form, body, target)
#define WINDOW(name, form, body, target, pmu) WINDOW_PMU_##pmu(name, form, body, target)
#include "bench/windows.def"
#undef WINDOW

/* C's calling convention. */
FUNC(pmu_now)
	pmu_read
	shlq $32, %rdx
	orq %rdx, %rax
	ret
END(pmu_now)

/* rdi: turns, of two instructions each. */
FUNC(pmu_spin)
1:	decq %rdi
	jnz 1b
	ret
END(pmu_spin)
