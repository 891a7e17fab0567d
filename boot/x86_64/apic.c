/*
 * The local APIC (Intel SDM Vol. 3, chapter 10; AMD APM Vol. 2, chapter 16). Its
 * registers are in memory or, in x2APIC mode, MSRs. Next: legacy.c.
 * SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/legacy.h"
#include "entry/trap.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <arch/apic.h>
#include <arch/cpu.h>
#include <arch/registers.h>

#define APIC_BASE_X2APIC SYSREG_BIT(10)
#define APIC_BASE_ENABLE SYSREG_BIT(11)
#define APIC_BASE_ADDRESS 0x000ffffffffff000ull

static volatile char *apic_page; /* NULL in x2APIC mode */

uint32_t apic_read(uint32_t reg)
{
	if (!apic_page)
		return rdmsr(IA32_X2APIC_BASE + reg / 16);
	return *(volatile uint32_t *)(apic_page + reg);
}

void apic_write(uint32_t reg, uint32_t value)
{
	if (!apic_page)
		wrmsr(IA32_X2APIC_BASE + reg / 16, value);
	else
		*(volatile uint32_t *)(apic_page + reg) = value;
}

void apic_end_of_interrupt(void)
{
	apic_write(APIC_EOI, 0);
}

/*
 * Ends the interrupts that firmware did not end (10.8.4). A vector that stays in service
 * would hold back the vectors of its class and below.
 */
static void end_what_is_in_service(void)
{
	for (unsigned int n = 0; n < VECTOR_COUNT; n++) {
		uint32_t any = 0;

		for (uint32_t reg = 0; reg < 8; reg++)
			any |= apic_read(APIC_IN_SERVICE + 0x10 * reg);
		if (!any)
			return;
		apic_end_of_interrupt();
	}
}

/*
 * Masks the local interrupts that only some APICs have (10.5.1); the version register
 * tells how many there are. One that is delivered as SMI belongs to firmware.
 */
static void mask_more_entries(void)
{
	static const uint32_t entries[] = { APIC_LVT_PERFORMANCE, APIC_LVT_THERMAL, APIC_LVT_CMCI };
	uint32_t last = apic_read(APIC_VERSION) >> 16 & 0xff;

	for (uint32_t i = 0; i < ARRAY_SIZE(entries) && last >= 4 + i; i++)
		if ((apic_read(entries[i]) & APIC_DELIVERY) != APIC_DELIVERY_SMI)
			apic_write(entries[i], APIC_LVT_MASKED);
}

/* A task priority holds back its own class of vectors and all classes below. */
_Static_assert(APIC_PRIORITY_OURS >> 4 < VECTOR_TIMER >> 4, "the timer is above the task priority");

/*
 * Enables the APIC, in x2APIC mode if possible. If firmware has chosen x2APIC mode, there
 * is no direct way back (10.12.5).
 */
static void enable(void)
{
	uint64_t base = rdmsr(IA32_APIC_BASE) | APIC_BASE_ENABLE;

	if (!(base & APIC_BASE_X2APIC))
		wrmsr(IA32_APIC_BASE, base);
	/* x2APIC mode can only be entered from xAPIC mode, not from the disabled state. */
	if (base & APIC_BASE_X2APIC ||
	    (cpu_features.x2apic && !wrmsr_safe(IA32_APIC_BASE, base | APIC_BASE_X2APIC)))
		return;
	apic_page = device_map(base & APIC_BASE_ADDRESS, PAGE_SIZE);
	if (!apic_page)
		panic("no memory to map the local APIC");
}

_Static_assert(APIC_PRIORITY_OURS >> 4 < VECTOR_STRAY >> 4, "a test's interrupt is, too");

/*
 * The shorthand names the receiver, so the command register's upper half does not count
 * (10.6.1; 10.12.9).
 */
void trap_stray_raise(void)
{
	apic_write(APIC_COMMAND, APIC_COMMAND_SELF | APIC_COMMAND_ASSERT | VECTOR_STRAY);
}

void apic_init(void)
{
	legacy_quieten();
	enable();
	/*
	 * Firmware's priority may hold back every vector; ours holds back those we do
	 * not use (10.8.3.1).
	 */
	apic_write(APIC_TASK_PRIORITY, APIC_PRIORITY_OURS);
	apic_write(APIC_LVT_TIMER, APIC_LVT_MASKED);
	apic_write(APIC_LVT_LINT0, APIC_LVT_MASKED);
	apic_write(APIC_LVT_LINT1, APIC_LVT_MASKED);
	apic_write(APIC_LVT_ERROR, APIC_LVT_MASKED);
	mask_more_entries();
	apic_write(APIC_SPURIOUS, APIC_SPURIOUS_ENABLE | VECTOR_SPURIOUS);
	end_what_is_in_service();
}
