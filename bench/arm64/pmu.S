/*
 * Batches between two reads of the PMU's first event counter: the very loop of the
 * timed ones. ISB on both sides, as at the other counters. The counter may have 32
 * bits, and wrap in a long block: so does the difference. SPDX-License-Identifier: MIT
 */
#include "bench/arm64/window.h"

.macro pmu_read to
	isb
	mrs \to, pmevcntr0_el0
	isb
.endm

.macro timed_pmu name, form, body, target
	.ifnc \form, batch
	.error	"bench/windows.def: only a batch can stand between reads of the PMU"
	.endif
FUNC(\name)
	window_open
	batch \body, \target, pmu_read
	sub w21, w21, w20
	mov x20, 0
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
	pmu_read x0
	ret
END(pmu_now)

/* x0: turns, of two instructions each. */
FUNC(pmu_spin)
1:	subs x0, x0, 1
	b.ne 1b
	ret
END(pmu_spin)
