/*
 * RDPMC that faults although user mode may execute it: tried again, then read as 0,
 * and counted; anything else stays a fault. No emulator here has a PMU on x86_64.
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab/counter.c"
#include "lab/x86_64/counter.c"

static bool enabled;
static unsigned int enables;
static const uint8_t code[] = { 0x0f, 0x33, 0x0f, 0x31 };

void pmu_user_enable(bool enable)
{
	assert_true(enable);
	enables++;
}

bool pmu_user_enabled(void)
{
	return enabled;
}

int copy_from_user(void *to, const void *from, size_t n)
{
	if (!from)
		return -1;
	memcpy(to, from, n);
	return 0;
}

static struct pt_regs at(const uint8_t *ip)
{
	return (struct pt_regs){ .ip = (uintptr_t)ip, .cs = USER_CS, .ax = 7, .dx = 8 };
}

/* RETRIES times the instruction stays where it is; then it is done. */
static void retried_then_read(void **state)
{
	struct pt_regs regs = at(code);
	unsigned long before = counter_traps();

	(void)state;
	enabled = true;
	enables = 0;
	for (unsigned int i = 0; i < RETRIES; i++) {
		assert_true(counter_trapped(&regs, VECTOR_GP));
		assert_true(regs.ip == (uintptr_t)code && regs.ax == 7);
	}
	assert_int_equal(enables, RETRIES);
	assert_true(counter_trapped(&regs, VECTOR_UD));
	assert_true(regs.ip == (uintptr_t)code + 2 && !regs.ax && !regs.dx);
	assert_int_equal(counter_traps() - before, RETRIES + 1);
	assert_int_equal(enables, RETRIES);
}

static void not_ours(struct pt_regs regs, unsigned int vector)
{
	unsigned long before = counter_traps();

	assert_false(counter_trapped(&regs, vector));
	assert_int_equal(counter_traps(), before);
}

static void others_stay_faults(void **state)
{
	struct pt_regs regs = at(code);

	(void)state;
	enabled = true;
	not_ours(regs, VECTOR_PF);
	not_ours(at(code + 2), VECTOR_GP); /* RDTSC */
	not_ours(at(NULL), VECTOR_GP);
	regs.cx = 1; /* another counter: user mode may not */
	not_ours(regs, VECTOR_GP);
	regs = at(code);
	regs.cs = 0x10;
	not_ours(regs, VECTOR_GP);
	enabled = false;
	not_ours(at(code), VECTOR_GP);
}

/* ECX alone names the counter. */
static void upper_half_of_rcx(void **state)
{
	struct pt_regs regs = at(code);

	(void)state;
	enabled = true;
	regs.cx = 1ull << 32;
	assert_true(counter_trapped(&regs, VECTOR_GP));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retried_then_read),
		cmocka_unit_test(others_stay_faults),
		cmocka_unit_test(upper_half_of_rcx),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
