/*
 * The clock (TSC) and the timer interrupt (local APIC; by TSC deadline if the
 * CPU has it). Next: frequency.c. SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"
#include "proc/timer.h"
#include "proc/x86_64/frequency.h"

#include <arch/apic.h>
#include <arch/cpu.h>
#include <arch/registers.h>

#define NS_PER_S 1000000000ull

static struct frequencies known;
/* The TSC's value at time 0. */
static uint64_t tsc_start;
/*
 * ns = (ticks * ns_per_tick) >> SCALE_SHIFT, and ticks = (ns * ticks_per_ns) >>
 * SCALE_SHIFT: no division per read. 31 bits leave room for 8 GHz.
 */
#define SCALE_SHIFT 31
static uint64_t ns_per_tick, ticks_per_ns;
static uint64_t boot_epoch_ns;

static uint64_t scale(uint64_t value, uint64_t factor)
{
	return (unsigned __int128)value * factor >> SCALE_SHIFT;
}

#define PIT_HZ 1193182
#define PIT_CHANNEL_0 0x40
#define PIT_MODE 0x43
#define PIT_ONE_SHOT 0x30 /* channel 0, low byte then high byte, mode 0 */
#define PIT_READ_STATUS 0xe2 /* the read-back command: status of channel 0, count not latched */
#define PIT_STATUS_OUT (1u << 7)
#define PIT_STATUS_MODE 0x3f /* as in the mode word */
#define PIT_TICKS (PIT_HZ / 500) /* 2 ms */
#define PIT_TRIES 10

/*
 * One count-down of the 8254: what the TSC and the APIC timer counted
 * meanwhile, and how much of that is in doubt.
 */
struct pit_count {
	uint64_t tsc, apic, doubt;
};

static unsigned int pit_status(void)
{
	outb(PIT_MODE, PIT_READ_STATUS);
	return inb(PIT_CHANNEL_0);
}

/*
 * Measures one count-down of channel 0, whose output goes high at its end; its
 * interrupt is masked. Channel 2 would need port 61h, which not every machine
 * with an 8254 has. Returns false if the count-down does not end in a second or
 * two: its clock can be gated.
 */
static bool pit_count_down(struct pit_count *c)
{
	uint64_t before, start, last, now;
	bool done;

	outb(PIT_MODE, PIT_ONE_SHOT);
	outb(PIT_CHANNEL_0, PIT_TICKS & 0xff);
	apic_write(APIC_TIMER_INITIAL, ~0u);
	before = rdtsc();
	outb(PIT_CHANNEL_0, PIT_TICKS >> 8);
	start = now = rdtsc();
	do {
		last = now;
		done = pit_status() & PIT_STATUS_OUT;
		now = rdtsc();
	} while (!done && now - start < 1ull << 32);
	c->apic = ~0u - apic_read(APIC_TIMER_CURRENT);
	apic_write(APIC_TIMER_INITIAL, 0);
	c->tsc = now - start;
	c->doubt = start - before + now - last;
	return done;
}

/*
 * Takes the best of some tries: firmware (SMI) or a hypervisor may take the CPU
 * away in the middle of any of them.
 */
static bool frequencies_from_pit(void)
{
	struct pit_count best = { .doubt = UINT64_MAX }, c;

	outb(PIT_MODE, PIT_ONE_SHOT);
	if ((pit_status() & PIT_STATUS_MODE) != PIT_ONE_SHOT)
		return false; /* nothing answers */
	for (int i = 0; i < PIT_TRIES && best.doubt > best.tsc / 1000; i++) {
		if (!pit_count_down(&c))
			return false;
		if (c.doubt < best.doubt)
			best = c;
	}
	if (!known.tsc_hz) {
		known.tsc_hz = best.tsc * PIT_HZ / PIT_TICKS;
		known.source = "8254";
	}
	if (!known.apic_hz)
		known.apic_hz = best.apic * PIT_HZ / PIT_TICKS;
	return true;
}

#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71

static unsigned int cmos_read(unsigned int reg)
{
	outb(CMOS_INDEX, reg);
	return inb(CMOS_DATA);
}

/*
 * Returns the days from 1970-01-01 to a date of the Gregorian calendar. The
 * years start in March, so that a leap day is the last day of its year.
 */
static uint64_t days_since_1970(unsigned int year, unsigned int month, unsigned int day)
{
	unsigned int y = month < 3 ? year - 1 : year;
	unsigned int m = month < 3 ? month + 9 : month - 3;

	return 365ull * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

#define CMOS_STATUS_A 0x0a
#define CMOS_STATUS_B 0x0b
#define CMOS_UPDATING (1u << 7)
#define CMOS_BINARY (1u << 2)
#define CMOS_24_HOURS (1u << 1)
#define CMOS_PM (1u << 7)

/* Reads the MC146818: seconds in register 0, minutes 2, hours 4, day 7, month 8, year 9. */
static void cmos_read_date(unsigned int date[6])
{
	static const uint8_t index[6] = { 0, 2, 4, 7, 8, 9 };

	while (cmos_read(CMOS_STATUS_A) & CMOS_UPDATING)
		cpu_relax();
	for (int i = 0; i < 6; i++)
		date[i] = cmos_read(index[i]);
}

/* Reads the date twice: if the clock moved on in between, the two differ. */
static uint64_t cmos_epoch_ns(void)
{
	unsigned int date[6], again[6], status = cmos_read(CMOS_STATUS_B);
	unsigned int afternoon = 0;

	if (status == 0xff)
		return 0; /* no such device */
	do {
		cmos_read_date(date);
		cmos_read_date(again);
	} while (memcmp(date, again, sizeof(date)));
	if (!(status & CMOS_24_HOURS)) {
		afternoon = date[2] & CMOS_PM ? 12 : 0;
		date[2] &= ~CMOS_PM;
	}
	for (int i = 0; i < 6 && !(status & CMOS_BINARY); i++)
		date[i] = (date[i] & 0x0f) + (date[i] >> 4) * 10;
	if (!(status & CMOS_24_HOURS))
		date[2] = date[2] % 12 + afternoon;
	return (days_since_1970(2000 + date[5], date[4], date[3]) * 86400 + date[2] * 3600 +
		date[1] * 60 + date[0]) * NS_PER_S;
}

/* A hypervisor may show the bit without having the register: the timer then counts down. */
static void deadline_probe(void)
{
	if (!cpu_features.tsc_deadline || !wrmsr_safe(IA32_TSC_DEADLINE, 0))
		return;
	cpu_features.tsc_deadline = false;
	klog("CPUID shows a TSC deadline, and its register faults: not used");
}

static bool all_known(void)
{
	return known.tsc_hz && (known.apic_hz || cpu_features.tsc_deadline);
}

/*
 * Asks in this order: the hypervisor, who knows this very machine; the CPU; a
 * measurement; last the nominal figure.
 */
static void frequencies_find(void)
{
	frequency_of_hypervisor(&known);
	frequency_of_cpu(&known);
	if (!all_known() && !frequencies_from_pit())
		frequency_nominal(&known);
	if (!all_known())
		panic("the frequency of %s is not known: no CPUID leaf 15H, 40000010H or 16H, no 8254",
		      known.tsc_hz ? "the APIC timer" : "the TSC");
}

void timer_init(void)
{
	apic_init();
	apic_write(APIC_TIMER_DIVIDE, APIC_TIMER_DIVIDE_BY_1);
	deadline_probe();
	frequencies_find();
	ns_per_tick = (NS_PER_S << SCALE_SHIFT) / known.tsc_hz;
	ticks_per_ns = ((cpu_features.tsc_deadline ? known.tsc_hz : known.apic_hz) << SCALE_SHIFT) / NS_PER_S;
	tsc_start = rdtsc();
	boot_epoch_ns = cmos_epoch_ns();
	timer_disarm();
}

uint64_t clock_monotonic_ns(void)
{
	return scale(rdtsc() - tsc_start, ns_per_tick);
}

uint64_t clock_boot_epoch_ns(void)
{
	return boot_epoch_ns;
}

uint64_t counter_hz(void)
{
	return known.tsc_hz;
}

const char *counter_hz_source(void)
{
	return known.source;
}

const char *timer_kind(void)
{
	return cpu_features.tsc_deadline ? "deadline" : "one_shot";
}

/*
 * WRMSR to the deadline is not serialising, and a write to the memory-mapped
 * LVT must be done before it: hence MFENCE (Intel SDM Vol. 3, 10.5.4.1).
 * timer_disarm() writes the LVT as well as timer_arm(), so the fence is needed
 * each time.
 */
void timer_arm(uint64_t deadline_ns)
{
	uint64_t now = clock_monotonic_ns();
	uint64_t ns = deadline_ns > now ? deadline_ns - now : 0;
	uint64_t ticks = scale(ns, ticks_per_ns) + 1;

	if (cpu_features.tsc_deadline) {
		apic_write(APIC_LVT_TIMER, APIC_TIMER_TSC_DEADLINE | VECTOR_TIMER);
		__asm__ volatile("mfence" ::: "memory");
		wrmsr(IA32_TSC_DEADLINE, rdtsc() + ticks);
	} else {
		apic_write(APIC_LVT_TIMER, APIC_TIMER_ONE_SHOT | VECTOR_TIMER);
		apic_write(APIC_TIMER_INITIAL, ticks < UINT32_MAX ? ticks : UINT32_MAX);
	}
}

void timer_disarm(void)
{
	if (cpu_features.tsc_deadline)
		wrmsr(IA32_TSC_DEADLINE, 0);
	else
		apic_write(APIC_TIMER_INITIAL, 0);
	apic_write(APIC_LVT_TIMER, APIC_LVT_MASKED);
}
