/*
 * The variants `pmu_<event>_<level>`: events of the core, counted by the PMU over the
 * same batches as `batch=64`, in place of time. The kernel programs the counter
 * (control call 511, CONTROL_PMU_COUNT) and lets user mode read it; which levels it
 * counts at is its own filter. Before anything is believed: what a read costs, for
 * a hypervisor may step in at each; a loop of known length; calls; and for misses
 * something that must miss. What does not add up is refused with the reason.
 * Next: bench/pmu_judge.c, bench/<arch>/pmu.S. SPDX-License-Identifier: MIT
 */
#include "bench/pmu.h"
#include "bench/bench.h"

#include <asm/errno.h>
#include <linux/mman.h>

#define TRIES	    5
#define TOUCH_PAGES 256
#define READS	    64

/* By event and level: whether it was tried, and what is wrong with it. */
static struct known {
	bool tried;
	const char *wrong;
} known[PMU_EVENTS][2];

static const char *pages;

static void touch_pages(void)
{
	for (size_t i = 0; i < TOUCH_PAGES; i++)
		(void)READ_ONCE(pages[i * page_size()]);
}

/* What causes the event some hundred times in user mode, and a few times in the call that follows.
 */
static void provoke(uint32_t event)
{
	if (PMU_EVENT(event) != PMU_BRANCH_MISSES)
		must(control(CONTROL_TLB_FLUSH, 0, 0), "emptying the TLB");
	if (PMU_EVENT(event) == PMU_DTLB_MISSES)
		touch_pages();
	else
		disturb(DISTURB_BRANCHES);
	stub_getppid();
}

static uint64_t over_spin(void)
{
	uint64_t begin = pmu_now();

	pmu_spin(PMU_TURNS);
	return pmu_now() - begin;
}

static uint64_t over_calls(void)
{
	uint64_t begin = pmu_now();

	for (unsigned int i = 0; i < PMU_CALLS; i++)
		stub_getppid();
	return pmu_now() - begin;
}

static uint64_t over_provocation(uint32_t event)
{
	uint64_t begin = pmu_now();

	provoke(event);
	return pmu_now() - begin;
}

/* The least of some tries: an interrupt can only add. */
static struct pmu_probe probe(uint32_t event)
{
	struct pmu_probe p = { over_spin(), over_calls(), 0 };

	for (unsigned int i = 1; i < TRIES; i++) {
		uint64_t spin = over_spin(), calls = over_calls();

		p.spin = spin < p.spin ? spin : p.spin;
		p.calls = calls < p.calls ? calls : p.calls;
	}
	if (PMU_EVENT(event) != PMU_INSTRUCTIONS && PMU_EVENT(event) != PMU_CYCLES)
		p.provoked = over_provocation(event);
	return p;
}

/* Once, before the first event is tried. */
static void price_tell(void)
{
	static bool told;
	uint64_t begin, ticks;

	if (told)
		return;
	told = true;
	pmu_now();
	begin = counter_now();
	for (unsigned int i = 0; i < READS; i++)
		pmu_now();
	ticks = counter_now() - begin;
	fact("pmu_read_cost=%lu of the counter for %u reads", ticks, READS);
}

/*
 * A hypervisor that starts a counter for us may at first let its reads trap: here it
 * has its chance, ahead of what is counted. Whether they no longer do.
 */
static bool reads_settle(void)
{
	for (unsigned int i = 0; i < TRIES; i++) {
		pmu_now();
		if (!counter_trapped())
			return true;
	}
	return false;
}

/* Returns what is wrong with reading and counting of an event that is being counted. */
static const char *try_counter(const struct variant *variant, long number)
{
	struct pmu_probe p;
	const char *wrong;

	if (!reads_settle())
		return "reading the PMU's counter traps, though the kernel allows it";
	price_tell();
	if (!pages)
		pages = pages_map(TOUCH_PAGES * page_size(), MAP_POPULATE);
	p = probe(variant->event);
	wrong = pmu_judge(&p, variant->event);
	fact("%s=event 0x%lx; %lu in %u turns of two instructions, %lu in %u calls, %lu provoked%s",
	     variant->name, number, p.spin, PMU_TURNS, p.calls, PMU_CALLS, p.provoked,
	     wrong ? "; refused" : "");
	return wrong;
}

static const char *try_event(const struct variant *variant, const struct options *o)
{
	const char *wrong;
	long number;

	if (!on_trapgate)
		return "this kernel lets no program say what the PMU counts";
	number = control(CONTROL_PMU_COUNT, variant->event, 0);
	if (number == -ENODEV)
		return "this CPU shows no PMU that the kernel knows";
	if (number == -EOPNOTSUPP)
		return "this CPU's PMU has no such event that the kernel knows";
	if (number == -EIO)
		return "this CPU shows a PMU whose registers fault: a hypervisor keeps them";
	must(number, "programming the PMU");
	if (o->emulated && PMU_EVENT(variant->event) == PMU_CYCLES) {
		must(control(CONTROL_PMU_COUNT, 0, 0), "stopping the PMU");
		return "the cycles of an emulator are no processor's";
	}
	wrong = try_counter(variant, number);
	must(control(CONTROL_PMU_COUNT, 0, 0), "stopping the PMU");
	return wrong;
}

void pmu_prepare(struct cell *cell, const struct options *o)
{
	static const struct variant train = { .disturb = DISTURB_BRANCHES };
	struct cell by_train = { .variant = &train };
	uint32_t event = cell->variant->event;
	struct known *this = &known[PMU_EVENT(event)][event & PMU_KERNEL ? 1 : 0];

	if (!event)
		return;
	if (!this->tried) {
		disturb_prepare(&by_train, o);
		this->wrong = try_event(cell->variant, o);
		this->tried = true;
	}
	if (this->wrong)
		refuse(cell, "%s", this->wrong);
}

void pmu_begin(const struct cell *cell)
{
	if (!cell->variant->event)
		return;
	must(control(CONTROL_PMU_COUNT, cell->variant->event, 0), "programming the PMU");
	reads_settle(); /* if they do not, the block will tell */
}

void pmu_end(const struct cell *cell)
{
	if (cell->variant->event)
		must(control(CONTROL_PMU_COUNT, 0, 0), "stopping the PMU");
}
