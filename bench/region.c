/*
 * The sample region: made and touched before the first sample, sealed and handed
 * over behind the last. Its layout: bench/format.h.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"
#include "bench/crc32.h"

#include <linux/mman.h>
#include <linux/utsname.h>

#define MACHINE_MAX   8192
#define TEXT_FIXED    (MACHINE_MAX + FACTS_MAX + 4096)
#define TEXT_PER_PATH 512
#define TEXT_PER_CELL 384

#define FACTS_MAX 4096

static struct sample_header *header;
static char facts[FACTS_MAX];
static size_t facts_length;

/* The text under construction. */
static char *text, *text_end;

static void __printf(1, 2) add(const char *fmt, ...)
{
	va_list ap;
	int length;

	va_start(ap, fmt);
	length = vformat(text, (size_t)(text_end - text), fmt, ap);
	va_end(ap);
	if (length >= text_end - text)
		fail("the sample region's text does not fit");
	text += length;
}

void fact(const char *fmt, ...)
{
	size_t room = sizeof(facts) - facts_length;
	char line[256];
	va_list ap;
	size_t length;

	va_start(ap, fmt);
	vformat(line, sizeof(line), fmt, ap);
	va_end(ap);
	length = (size_t)format(facts + facts_length, room, "method.%s\n", line);
	if (length >= room)
		fail("there is no room for what is to be said of the method");
	facts_length += length;
}

/* A reason, kept from breaking the line it stands in. */
static void add_reason(const char *reason)
{
	add(",reason=");
	for (; reason && *reason; reason++)
		add("%c", *reason == ',' || *reason == '\n' ? ';' : *reason);
	add("\n");
}

static void add_path(const struct control_path *path)
{
	add("path.%s=dispatch=%s,exit=%s,steps=%s,control=%u,available=%u", path->name,
	    path->dispatch, path->exit, path->steps, path->control, path->available);
	add(",entry=%lx,entry_size=%lu", path->entry, path->entry_size);
	add_reason(path->reason);
}

/* Each of the kernel's own lines about the machine, under `machine.`. */
static void add_machine(void)
{
	static char lines[MACHINE_MAX];
	long length = must(control(CONTROL_MACHINE, (long)lines, sizeof(lines)), "machine lines");

	if (length > MACHINE_MAX)
		fail("the kernel's description of the machine is too long");
	for (long start = 0, end; start < length; start = end + 1) {
		for (end = start; end < length && lines[end] != '\n'; end++)
			;
		add("machine.%.*s\n", (int)(end - start), lines + start);
	}
}

uint64_t counter_hz(void)
{
	if (!on_trapgate || !counter_is_kernels())
		return counter_frequency();
	return (uint64_t)must(control(CONTROL_COUNTER_HZ, 0, 0), "the counter's frequency");
}

/* Says nothing if none trapped, which is the usual case. */
static void add_traps(void)
{
	long traps = counter_traps();

	if (traps > 0)
		add("method.counter_traps=%ld reads of counters trapped; what they fell into was measured again\n",
		    traps);
}

static void add_run(const struct options *options)
{
	struct new_utsname name;

	must(stub_uname(&name), "uname");
	add("kernel=%s\nkernel_release=%s\narch=%s\n",
	    strcmp(name.sysname, "Linux") ? "trapgate" : "linux", name.release, architecture());
	add("counter=%s\ncounter_read=%s\ncounter_hz=%lu\n", counter_name(), counter_instructions(),
	    counter_hz());
	add("%s", facts);
	add_traps();
	add("seed=%lu\nrounds=%lu\nsamples=%lu\nwarmup=%lu\n", options->seed, options->rounds,
	    options->samples, options->warmup);
}

static void add_cell(uint32_t number, const struct cell *cell)
{
	add("cell=%u,path=%s,bench=%s,pattern=%s,variant=%s,batch=%lu,unit=%s,status=%s", number,
	    cell->path < 0 ? "-" : paths[cell->path].name, cell->bench->name, cell->pattern,
	    cell->variant->name, cell->batch, cell->variant->event ? "events" : "counter",
	    cell->reason[0] ? "not_available" : "ok");
	add_reason(cell->reason);
}

static void add_text(const struct plan *plan, const struct options *options)
{
	add_run(options);
	for (unsigned int n = 0; n < path_count; n++)
		add_path(&paths[n]);
	if (on_trapgate)
		add_machine();
	add("\n");
	for (uint32_t n = 0; n < plan->cell_count; n++)
		add_cell(n, &plan->cells[n]);
}

/* The text's room is what it may take: which cells refuse is known when all have been tried. */
struct sample_record *region_make(const struct plan *plan)
{
	size_t text_max =
		ALIGN_UP(TEXT_FIXED + path_count * TEXT_PER_PATH + plan->cell_count * TEXT_PER_CELL,
			 sizeof(uint64_t));
	size_t records = plan->record_count * sizeof(struct sample_record);
	char *region = pages_map(sizeof(*header) + text_max + records, MAP_POPULATE);

	header = (struct sample_header *)region;
	text = region + sizeof(*header);
	text_end = text + text_max;
	*header = (struct sample_header){
		.magic = SAMPLE_MAGIC,
		.version = SAMPLE_VERSION,
		.header_size = sizeof(*header),
		.text_offset = sizeof(*header),
		.record_offset = sizeof(*header) + text_max,
		.record_size = sizeof(struct sample_record),
		.cell_count = plan->cell_count,
	};
	memset(text, 0, text_max + records);
	return (struct sample_record *)text_end;
}

const struct sample_record *region_records(uint64_t *count)
{
	*count = header->record_count;
	return (const struct sample_record *)((const char *)header + header->record_offset);
}

void region_deliver(const struct plan *plan, const struct options *options, uint64_t record_count)
{
	char *region = (char *)header;

	add_text(plan, options);
	header->text_size = (uint64_t)(text - region) - header->text_offset;
	header->record_count = record_count;
	header->total_size = header->record_offset + record_count * header->record_size;
	header->flags = record_count == plan->record_count ? SAMPLE_FLAG_COMPLETE : 0;
	header->crc32 = crc32(header + 1, header->total_size - sizeof(*header));
	if (on_trapgate)
		must(control(CONTROL_SAMPLES, (long)region, (long)header->total_size),
		     "announcing the samples");
	else
		linux_deliver(region, header->total_size);
}
