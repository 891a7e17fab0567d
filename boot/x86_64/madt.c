/*
 * Finds the I/O APICs by ACPI's MADT (ACPI specification 6.5, 5.2.12, 5.2.12.3). Without
 * a MADT it takes the address that a PC's first has always had.
 * Next: legacy.c, which masks them. tests/unit/acpi.c covers it.
 * SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/acpi.h"
#include "boot/x86_64/legacy.h"

#define TYPE_IOAPIC 1

struct madt {
	struct acpi_header header;
	uint32_t local_apic, flags;
} __attribute__((packed));

/* One entry. Only an I/O APIC's has the members from `id` on. */
struct madt_entry {
	uint8_t type, length;
	uint8_t id, reserved;
	uint32_t address, first_interrupt;
} __attribute__((packed));

#define ENTRY_MIN offsetof(struct madt_entry, id)

struct ioapics ioapics;

static void add(uint32_t address)
{
	if (address && ioapics.count < IOAPICS_MAX)
		ioapics.address[ioapics.count++] = address;
}

/* Reads the entries in [at, end). Stops at an entry that is too short or does not fit. */
static void read_entries(const char *at, const char *end)
{
	while ((size_t)(end - at) >= ENTRY_MIN) {
		const struct madt_entry *entry = (const void *)at;

		if (entry->length < ENTRY_MIN || entry->length > end - at)
			return;
		if (entry->type == TYPE_IOAPIC && entry->length >= sizeof(*entry))
			add(entry->address);
		at += entry->length;
	}
}

void ioapics_find(void)
{
	const struct madt *madt = (const void *)acpi_table("APIC");

	ioapics.count = 0;
	if (madt && madt->header.length >= sizeof(*madt))
		read_entries((const char *)(madt + 1), (const char *)madt + madt->header.length);
	if (!ioapics.count)
		add(IOAPIC_BASE);
}
