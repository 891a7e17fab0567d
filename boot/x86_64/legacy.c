/*
 * Quietens a PC's old interrupt sources: 8259s, 8254, clock chip and I/O APICs. The
 * kernel uses none of their interrupts, but firmware leaves some on. Under KVM an unused
 * timer that ticks takes the host's CPU time, and a level-triggered line that no
 * driver serves would interrupt for ever.
 * Before: apic.c, madt.c. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/legacy.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <arch/cpu.h>

/*
 * Masks the 8259s. They may hold an older request, so their vectors are first moved away
 * from those of exceptions.
 */
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

#define PIT_CHANNEL_0 0x40
#define PIT_MODE 0x43
#define PIT_ONE_SHOT 0x30 /* channel 0, low byte then high byte, mode 0 */

/*
 * Stops channel 0, which SeaBIOS leaves ticking at 18.2 Hz. Mode 0 counts down once, from
 * 65536, which is written as 0. To set the mode is not enough: KVM keeps its timer until
 * a count is written.
 */
static void pit_stop(void)
{
	outb(PIT_MODE, PIT_ONE_SHOT);
	outb(PIT_CHANNEL_0, 0);
	outb(PIT_CHANNEL_0, 0);
}

#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71
#define CMOS_STATUS_B 0x0b
#define CMOS_STATUS_C 0x0c /* a read takes the request back */
#define CMOS_INTERRUPTS 0x70u /* periodic, alarm, update ended */
#define CMOS_ABSENT 0xff

static uint8_t cmos_read(uint8_t index)
{
	outb(CMOS_INDEX, index);
	return inb(CMOS_DATA);
}

/* Turns off the MC146818's interrupts (its data sheet, registers B and C). */
static void rtc_quieten(void)
{
	uint8_t status = cmos_read(CMOS_STATUS_B);

	if (status == CMOS_ABSENT || !(status & CMOS_INTERRUPTS))
		return;
	outb(CMOS_INDEX, CMOS_STATUS_B);
	outb(CMOS_DATA, (uint8_t)(status & ~CMOS_INTERRUPTS));
	(void)cmos_read(CMOS_STATUS_C);
}

/* The I/O APIC (82093AA data sheet, 3.1, 3.2). */
#define IOAPIC_SIZE 0x20
#define IOAPIC_INDEX 0x00
#define IOAPIC_DATA 0x10
#define IOAPIC_VERSION 0x01
#define IOAPIC_ENTRY(n) (0x10u + 2 * (n)) /* low word; the high one says who is interrupted */
#define IOAPIC_MASKED (1u << 16)
#define IOAPIC_SMI 2 /* delivery mode, bits 10:8 */

static uint32_t ioapic_read(volatile char *page, uint32_t index)
{
	*(volatile uint32_t *)(page + IOAPIC_INDEX) = index;
	return *(volatile uint32_t *)(page + IOAPIC_DATA);
}

static void ioapic_write(volatile char *page, uint32_t index, uint32_t value)
{
	*(volatile uint32_t *)(page + IOAPIC_INDEX) = index;
	*(volatile uint32_t *)(page + IOAPIC_DATA) = value;
}

/*
 * If no I/O APIC answers, all bits read as 1 or as 0. Each entry is masked, whatever its
 * delivery mode (NMI is possible, too), except SMI, which belongs to firmware.
 */
void ioapic_mask(volatile char *page)
{
	uint32_t version = ioapic_read(page, IOAPIC_VERSION), last = version >> 16 & 0xff;

	if (version == 0 || version == ~0u)
		return;
	for (uint32_t n = 0; n <= last; n++) {
		uint32_t entry = ioapic_read(page, IOAPIC_ENTRY(n));

		if ((entry >> 8 & 7) != IOAPIC_SMI)
			ioapic_write(page, IOAPIC_ENTRY(n), entry | IOAPIC_MASKED);
	}
}

void legacy_quieten(void)
{
	pic_disable();
	pit_stop();
	rtc_quieten();
	for (unsigned int i = 0; i < ioapics.count; i++) {
		volatile char *page = device_map(ioapics.address[i], IOAPIC_SIZE);

		if (!page)
			panic("no memory to map I/O APIC %u", i);
		ioapic_mask(page);
	}
}
