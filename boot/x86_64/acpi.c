/*
 * Finds ACPI's tables (ACPI specification 6.5, 5.2.5 to 5.2.8): first the RSDP, which the
 * loader hands over or a BIOS leaves in memory, then the XSDT or the RSDT. A table that is
 * too short or has a wrong checksum counts as absent, since a machine with bad tables must
 * boot, too. Next: spcr.c, madt.c. tests/unit/acpi.c covers it.
 * SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/acpi.h"
#include "boot/x86_64/loader.h"
#include "lib/lib.h"

#include <arch/page.h>

#define EBDA_SEGMENT 0x40e /* a BIOS keeps the segment of its data area here */
#define EBDA_SEARCHED 0x400
#define BIOS_START 0xe0000
#define BIOS_END 0x100000
#define RSDP_ALIGNMENT 16

/* The Root System Description Pointer. */
struct rsdp {
	char signature[8];
	uint8_t checksum; /* of the first 20 bytes */
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	/* revision 2: */
	uint32_t length;
	uint64_t xsdt;
	uint8_t checksum_whole, reserved[3];
} __attribute__((packed));

#define RSDP_SIZE_1 offsetof(struct rsdp, length)

static bool sums_to_zero(const void *data, size_t length)
{
	const uint8_t *bytes = data;
	uint8_t sum = 0;

	while (length--)
		sum = (uint8_t)(sum + *bytes++);
	return !sum;
}

/* Returns the kernel's address of [pa, pa + size), or NULL if the early map does not have it. */
static const void *reach(phys_addr_t pa, uint64_t size)
{
	const struct boot_range *map = &boot_info.early_map;

	if (!pa || pa < map->base || pa - map->base > map->size ||
	    size > map->size - (pa - map->base))
		return NULL;
	return phys_to_virt(pa);
}

/* Returns the RSDP at pa, or NULL if there is no good one. */
static const struct rsdp *rsdp_at(phys_addr_t pa)
{
	const struct rsdp *rsdp = reach(pa, RSDP_SIZE_1);

	if (!rsdp || memcmp(rsdp->signature, "RSD PTR ", 8) || !sums_to_zero(rsdp, RSDP_SIZE_1))
		return NULL;
	if (rsdp->revision < 2)
		return rsdp;
	if (!reach(pa, sizeof(*rsdp)) || rsdp->length < sizeof(*rsdp) || !reach(pa, rsdp->length) ||
	    !sums_to_zero(rsdp, rsdp->length))
		return NULL;
	return rsdp;
}

static const struct rsdp *rsdp_search(phys_addr_t start, phys_addr_t end)
{
	const struct rsdp *rsdp = NULL;

	for (; !rsdp && start < end; start += RSDP_ALIGNMENT)
		rsdp = rsdp_at(start);
	return rsdp;
}

/*
 * Returns the RSDP that the loader names; else one from a BIOS's data area or ROM
 * (5.2.5.1); or NULL.
 */
static const struct rsdp *rsdp_find(void)
{
	const uint16_t *segment = reach(EBDA_SEGMENT, sizeof(*segment));
	const struct rsdp *rsdp = rsdp_at(boot_rsdp);
	phys_addr_t ebda = segment ? (phys_addr_t)*segment << 4 : 0;

	if (!rsdp)
		rsdp = rsdp_search(ebda, ebda + EBDA_SEARCHED);
	if (!rsdp)
		rsdp = rsdp_search(BIOS_START, BIOS_END);
	return rsdp;
}

/* Returns the table at pa, or NULL if there is no good one. */
static const struct acpi_header *table_at(phys_addr_t pa)
{
	const struct acpi_header *table = reach(pa, sizeof(*table));

	if (!table || table->length < sizeof(*table) || !reach(pa, table->length) ||
	    !sums_to_zero(table, table->length))
		return NULL;
	return table;
}

/*
 * Returns entry `index` of the XSDT or RSDT. Its entries are addresses of `size` bytes,
 * not aligned.
 */
static phys_addr_t entry_of(const struct acpi_header *root, size_t index, size_t size)
{
	uint64_t address = 0;

	memcpy(&address, (const char *)(root + 1) + index * size, size);
	return address;
}

/* Returns the first table of that signature that the XSDT or RSDT lists, or NULL. */
static const struct acpi_header *table_in(const struct acpi_header *root, size_t size,
					  const char *signature)
{
	size_t count = root ? (root->length - sizeof(*root)) / size : 0;

	for (size_t i = 0; i < count; i++) {
		const struct acpi_header *table = table_at(entry_of(root, i, size));

		if (table && !memcmp(table->signature, signature, 4))
			return table;
	}
	return NULL;
}

static const struct acpi_header *root_at(phys_addr_t pa, const char *signature)
{
	const struct acpi_header *root = table_at(pa);

	return root && !memcmp(root->signature, signature, 4) ? root : NULL;
}

const struct acpi_header *acpi_table(const char *signature)
{
	const struct rsdp *rsdp = rsdp_find();
	const struct acpi_header *xsdt = NULL;

	if (!rsdp)
		return NULL;
	if (rsdp->revision >= 2)
		xsdt = root_at(rsdp->xsdt, "XSDT");
	if (xsdt)
		return table_in(xsdt, sizeof(uint64_t), signature);
	return table_in(root_at(rsdp->rsdt, "RSDT"), sizeof(uint32_t), signature);
}
