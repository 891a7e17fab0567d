/*
 * Addresses in a device tree: a device's registers as the CPU sees them, and
 * memory that is reserved. Next: device_tree.c. SPDX-License-Identifier: MIT
 */
#include "boot/arm64/fdt.h"
#include "boot/arm64/fdt_cells.h"

bool fdt_reservation(const struct fdt *fdt, unsigned int index, struct fdt_range *range)
{
	uint64_t at = fdt->reservations + 16ull * index;

	if (at + 16 > fdt->size)
		return false;
	range->base = be64(fdt->blob + at);
	range->size = be64(fdt->blob + at + 8);
	return range->base || range->size;
}

/*
 * Reads how many cells an address and a size take below `bus`. False: one takes more
 * than 64 bits.
 */
static bool bus_cells(const struct fdt *fdt, int bus, uint32_t *address, uint32_t *size)
{
	*address = 2; /* the specification's defaults, 2.3.5 */
	*size = 1;
	fdt_cell(fdt, bus, "#address-cells", 0, address);
	fdt_cell(fdt, bus, "#size-cells", 0, size);
	return *address >= 1 && *address <= 2 && *size <= 2;
}

/* Translates an address below `bus` into one above it. False: the bus does not map that address. */
static bool translate(const struct fdt *fdt, int bus, int above, uint64_t *address)
{
	uint32_t length, child, child_size, parent, parent_size, entry;
	const uint8_t *p = fdt_property(fdt, bus, "ranges", &length);

	if (!p)
		return false;
	if (!length)
		return true; /* one to one */
	if (!bus_cells(fdt, bus, &child, &child_size) ||
	    !bus_cells(fdt, above, &parent, &parent_size))
		return false;
	entry = 4 * (child + parent + child_size);
	for (; length >= entry; p += entry, length -= entry) {
		uint64_t base = cells(p, child);

		if (*address >= base && *address - base < cells(p + 4 * (child + parent), child_size)) {
			*address += cells(p + 4 * child, parent) - base;
			return true;
		}
	}
	return false;
}

bool fdt_reg(const struct fdt *fdt, int node, unsigned int index, struct fdt_range *range)
{
	uint32_t length, address, size;
	const uint8_t *p = fdt_property(fdt, node, "reg", &length);
	int bus = fdt_parent(fdt, node);

	if (!p || bus == FDT_NONE || !bus_cells(fdt, bus, &address, &size) ||
	    index >= length / (4 * (address + size)))
		return false;
	p += 4 * (address + size) * index;
	range->base = cells(p, address);
	range->size = cells(p + 4 * address, size);
	for (int above = fdt_parent(fdt, bus); above != FDT_NONE;
	     bus = above, above = fdt_parent(fdt, bus))
		if (!translate(fdt, bus, above, &range->base))
			return false;
	return true;
}
