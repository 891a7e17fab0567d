/*
 * The clock (CNTVCT_EL0) and the timer interrupt. The virtual timer is used: it
 * is ours at EL1 under every hypervisor (DDI 0487, D12.2).
 * SPDX-License-Identifier: MIT
 */
#include "boot/arm64/device_tree.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/timer.h"

#include <arch/cpu.h>
#include <arch/gic.h>
#include <arch/registers.h>

#define NS_PER_S 1000000000ull
#define RTC_DR 0x00 /* PL031 (DDI 0224, 3.3.1): seconds since 1970 */

/* The counter's frequency in Hz, and its value at time 0. */
static uint64_t hz, start;
/* ns = (ticks * ns_per_tick) >> 32, and ticks = (ns * ticks_per_ns) >> 32: no division per read. */
static uint64_t ns_per_tick, ticks_per_ns;
static uint64_t boot_epoch_ns;

static uint64_t scale(uint64_t value, uint64_t factor)
{
	return (unsigned __int128)value * factor >> 32;
}

/* Without the ISB the CPU could read the counter before earlier instructions (D12.2.2). */
static uint64_t counter(void)
{
	isb();
	return MRS(cntvct_el0);
}

static uint64_t rtc_epoch_ns(void)
{
	char *registers;

	if (!machine.rtc.size)
		return 0;
	registers = device_map(machine.rtc.base, PAGE_SIZE);
	return registers ? mmio_read32(registers + RTC_DR) * NS_PER_S : 0;
}

/* Firmware should write CNTFRQ_EL0. If it forgot, the device tree may have the frequency. */
void timer_init(void)
{
	hz = MRS(cntfrq_el0);
	if (!hz)
		hz = machine.timer_hz;
	if (!hz)
		panic("the timer's frequency is not known: CNTFRQ_EL0 is 0, the device tree says none");
	if (!machine.timer_interrupt)
		panic("the device tree has no arm,armv8-timer with a private interrupt");
	ns_per_tick = (NS_PER_S << 32) / hz;
	ticks_per_ns = (hz << 32) / NS_PER_S; /* CNTFRQ_EL0 has 32 bits */
	timer_disarm();
	gic_init(machine.timer_interrupt);
	boot_epoch_ns = rtc_epoch_ns();
	start = counter();
}

uint64_t clock_monotonic_ns(void)
{
	return scale(counter() - start, ns_per_tick);
}

uint64_t clock_boot_epoch_ns(void)
{
	return boot_epoch_ns;
}

uint64_t counter_hz(void)
{
	return hz;
}

const char *counter_hz_source(void)
{
	return MRS(cntfrq_el0) ? "CNTFRQ_EL0" : "device tree";
}

/* With the ISB the timer is armed when this returns, not some instructions later. */
void timer_arm(uint64_t deadline_ns)
{
	MSR(cntv_cval_el0, start + scale(deadline_ns, ticks_per_ns) + 1);
	MSR(cntv_ctl_el0, CNTV_CTL_ENABLE);
	isb();
}

void timer_disarm(void)
{
	MSR(cntv_ctl_el0, 0);
	isb();
}

/* For the interrupt handler: the interrupt's number, and whether the timer caused it. */
unsigned int timer_interrupt(void)
{
	return machine.timer_interrupt;
}

bool timer_fired(void)
{
	if (!(MRS(cntv_ctl_el0) & CNTV_CTL_ISTATUS))
		return false;
	timer_disarm();
	return true;
}
