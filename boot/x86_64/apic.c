/*
 * The local APIC (Intel SDM Vol. 3, chapter 10; AMD APM Vol. 2, chapter 16), by
 * memory or, in x2APIC mode, by MSR; and the old 8259s, silenced.
 * SPDX-License-Identifier: MIT
 */
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

/* The 8259s may hold a request from before: remapped off the exceptions, then masked. */
static void pic_disable(void)
{
	static const struct {
		uint16_t port;
		uint8_t value;
	} words[] = {
		{ 0x20, 0x11 }, { 0xa0, 0x11 }, /* ICW1: initialise */
		{ 0x21, 0x20 }, { 0xa1, 0x28 }, /* ICW2: vectors 32 to 47 */
		{ 0x21, 0x04 }, { 0xa1, 0x02 }, /* ICW3: cascade on line 2 */
		{ 0x21, 0x01 }, { 0xa1, 0x01 }, /* ICW4: 8086 mode */
		{ 0x21, 0xff }, { 0xa1, 0xff }, /* OCW1: all masked */
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		outb(words[i].port, words[i].value);
}

void apic_init(void)
{
	uint64_t base = rdmsr(IA32_APIC_BASE);

	pic_disable();
	if (cpu_features.x2apic) {
		/* From xAPIC to x2APIC is one step, never from off (10.12.5). */
		wrmsr(IA32_APIC_BASE, base | APIC_BASE_ENABLE);
		wrmsr(IA32_APIC_BASE, base | APIC_BASE_ENABLE | APIC_BASE_X2APIC);
	} else {
		wrmsr(IA32_APIC_BASE, base | APIC_BASE_ENABLE);
		apic_page = device_map(base & APIC_BASE_ADDRESS, PAGE_SIZE);
		if (!apic_page)
			panic("no memory to map the local APIC");
	}
	apic_write(APIC_TASK_PRIORITY, 0); /* firmware's may hold back every vector (10.8.3.1) */
	apic_write(APIC_LVT_TIMER, APIC_LVT_MASKED);
	apic_write(APIC_LVT_LINT0, APIC_LVT_MASKED);
	apic_write(APIC_LVT_LINT1, APIC_LVT_MASKED);
	apic_write(APIC_LVT_ERROR, APIC_LVT_MASKED);
	apic_write(APIC_SPURIOUS, APIC_SPURIOUS_ENABLE | VECTOR_SPURIOUS);
}
