/*
 * Reads from the device tree what this machine has: the console's UART, interrupt
 * controller, timer, clock and firmware calls. Next: loader.c, which reads memory and
 * command line from the same tree. SPDX-License-Identifier: MIT
 */
#include "boot/arm64/device_tree.h"
#include "lib/lib.h"

#include <arch/page.h>

/* The device tree's address, which the loader passed in x0; boot.S writes it. */
phys_addr_t boot_device_tree;

struct machine machine;
struct fdt device_tree;

/* Returns the first node that is compatible with the first name that any node has, or FDT_NONE. */
static int find_first(const struct fdt *fdt, const char *const *names)
{
	int node = FDT_NONE;

	for (; *names && node == FDT_NONE; names++)
		node = fdt_find_compatible(fdt, FDT_NONE, *names);
	return node;
}

/* Finds the node that /chosen/stdout-path names, if that is a PL011; else the first PL011. */
static void find_uart(const struct fdt *fdt)
{
	int chosen = fdt_find_path(fdt, "/chosen", strlen("/chosen"));
	const char *path = chosen == FDT_NONE ? NULL : fdt_string(fdt, chosen, "stdout-path");
	int wanted = path ? fdt_find_path(fdt, path, strlen(path)) : FDT_NONE;
	int node, first = fdt_find_compatible(fdt, FDT_NONE, "arm,pl011");

	for (node = first; node != FDT_NONE && node != wanted;)
		node = fdt_find_compatible(fdt, node, "arm,pl011");
	if (node == FDT_NONE)
		node = first;
	if (node == FDT_NONE || !fdt_reg(fdt, node, 0, &machine.uart))
		machine.uart.size = 0;
}

static void find_rtc(const struct fdt *fdt)
{
	int node = fdt_find_compatible(fdt, FDT_NONE, "arm,pl031");

	if (node == FDT_NONE || !fdt_reg(fdt, node, 0, &machine.rtc))
		machine.rtc.size = 0;
}

/* Finds the interrupt controller. Returns how many cells describe an interrupt. */
static uint32_t find_gic(const struct fdt *fdt)
{
	static const char *const v2[] = { "arm,gic-400", "arm,cortex-a15-gic", "arm,cortex-a9-gic",
					  "arm,cortex-a7-gic", NULL };
	int node = fdt_find_compatible(fdt, FDT_NONE, "arm,gic-v3");
	uint32_t regions = 1, interrupt_cells = 3;

	if (node != FDT_NONE) {
		fdt_cell(fdt, node, "#redistributor-regions", 0, &regions);
		fdt_number(fdt, node, "redistributor-stride", &machine.gic_redistributor_stride);
		for (uint32_t i = 0; i < regions && i < GIC_REDISTRIBUTORS_MAX; i++)
			if (fdt_reg(fdt, node, 1 + i, &machine.gic_redistributors[i]))
				machine.gic_redistributor_count = i + 1;
		machine.gic_version = 3;
	} else {
		node = find_first(fdt, v2);
		if (node == FDT_NONE || !fdt_reg(fdt, node, 1, &machine.gic_cpu))
			return interrupt_cells;
		machine.gic_version = 2;
	}
	if (!fdt_reg(fdt, node, 0, &machine.gic_distributor))
		machine.gic_version = 0;
	fdt_cell(fdt, node, "#interrupt-cells", 0, &interrupt_cells);
	return interrupt_cells;
}

#define TIMER_VIRTUAL 2	    /* the timer's: secure, non-secure, virtual, hypervisor */
#define INTERRUPT_PPI 1	    /* an interrupt's first cell; the second counts from INTID 16 */
#define INTERRUPT_PPI_BASE 16

static void find_timer(const struct fdt *fdt, uint32_t interrupt_cells)
{
	int node = fdt_find_compatible(fdt, FDT_NONE, "arm,armv8-timer");
	uint32_t type, number;

	if (node == FDT_NONE)
		return;
	fdt_cell(fdt, node, "clock-frequency", 0, &machine.timer_hz);
	if (fdt_cell(fdt, node, "interrupts", TIMER_VIRTUAL * interrupt_cells, &type) &&
	    fdt_cell(fdt, node, "interrupts", TIMER_VIRTUAL * interrupt_cells + 1, &number) &&
	    type == INTERRUPT_PPI && number < 16)
		machine.timer_interrupt = INTERRUPT_PPI_BASE + number;
}

/*
 * Finds how to call PSCI: version 0.2 or later, where the function numbers are fixed
 * and SYSTEM_OFF exists.
 */
static void find_psci(const struct fdt *fdt)
{
	static const char *const names[] = { "arm,psci-1.0", "arm,psci-0.2", NULL };
	int node = find_first(fdt, names);
	const char *method = node == FDT_NONE ? NULL : fdt_string(fdt, node, "method");

	if (method && !strcmp(method, "hvc"))
		machine.psci = PSCI_HVC;
	else if (method && !strcmp(method, "smc"))
		machine.psci = PSCI_SMC;
}

static void read_machine(const struct fdt *fdt)
{
	int depth;
	const char *model = fdt_string(fdt, fdt_next(fdt, FDT_NONE, &depth), "model");

	copy_string(machine.model, model ? model : "unknown", sizeof(machine.model));
	find_uart(fdt);
	find_rtc(fdt);
	find_timer(fdt, find_gic(fdt));
	find_psci(fdt);
}

bool device_tree_open(void)
{
	const void *blob = phys_to_virt(boot_device_tree);
	uint32_t size;

	if (device_tree.blob)
		return true;
	/* The protocol demands 8-byte alignment. */
	if (!boot_device_tree || boot_device_tree % 8 ||
	    boot_device_tree >= DIRECT_MAP_SIZE - FDT_SIZE_MAX)
		return false;
	/* The header has the size, so it is mapped first, then the whole tree. */
	early_map_ram(boot_device_tree, FDT_HEADER_SIZE);
	size = fdt_size(blob);
	if (!size)
		return false;
	early_map_ram(boot_device_tree, size);
	if (!fdt_open(&device_tree, blob, size)) {
		device_tree.blob = NULL;
		return false;
	}
	read_machine(&device_tree);
	return true;
}
