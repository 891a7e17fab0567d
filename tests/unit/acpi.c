/*
 * The way to ACPI's SPCR and MADT (boot/x86_64/acpi.c, spcr.c, madt.c): tables that are whole, cut short,
 * that lie about their length, with a wrong byte anywhere. SPDX-License-Identifier: MIT
 */
#include "machine.h"

#include "boot/x86_64/acpi.c"
#include "boot/x86_64/madt.c"
#include "boot/x86_64/spcr.c"

#define RSDP 0x1000
#define XSDT 0x2000
#define RSDT 0x3000
#define OTHER 0x4000
#define SPCR 0x5000
#define TABLE_SIZE 80 /* of an SPCR of revision 2 */

phys_addr_t boot_rsdp;

static struct uart_port port;

/* Byte `at` of the table at pa makes its first `length` bytes sum to 0. */
static void sum_up(phys_addr_t pa, size_t length, size_t at)
{
	uint8_t *bytes = phys_to_virt(pa), sum = 0;

	bytes[at] = 0;
	for (size_t i = 0; i < length; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[at] = (uint8_t)-sum;
}

static void put(phys_addr_t pa, const void *data, size_t length)
{
	memcpy(phys_to_virt(pa), data, length);
}

static void put_header(phys_addr_t pa, const char *signature, uint32_t length)
{
	put(pa, signature, 4);
	put(pa + 4, &length, 4);
	sum_up(pa, length, 9);
}

static void put_rsdp(phys_addr_t pa, uint8_t revision)
{
	put(pa, "RSD PTR ", 8);
	put(pa + 15, &revision, 1);
	put(pa + 16, &(uint32_t){ RSDT }, 4);
	put(pa + 20, &(uint32_t){ 36 }, 4);
	put(pa + 24, &(uint64_t){ XSDT }, 8);
	sum_up(pa, 20, 8);
	sum_up(pa, 36, 32);
}

/* An SPCR: its type, the generic address, the code of the speed. */
static void put_spcr(uint8_t type, uint8_t space, uint8_t width, uint8_t access, uint64_t address,
		     uint8_t baud)
{
	put(SPCR + 36, &type, 1);
	put(SPCR + 40, (uint8_t[]){ space, width, 0, access }, 4);
	put(SPCR + 44, &address, 8);
	put(SPCR + 58, &baud, 1);
	put_header(SPCR, "SPCR", TABLE_SIZE);
}

/* Both roots lead to another table, then to the SPCR of COM2 at 9,600 baud. */
static int start(void **state)
{
	(void)state;
	machine_reset();
	memset(machine_ram, 0, 0x100000);
	put_rsdp(RSDP, 2);
	put(XSDT + 36, (uint64_t[]){ OTHER, SPCR }, 16);
	put_header(XSDT, "XSDT", 36 + 16);
	put(RSDT + 36, (uint32_t[]){ OTHER, SPCR }, 8);
	put_header(RSDT, "RSDT", 36 + 8);
	put_header(OTHER, "FACP", 244);
	put_spcr(0, 1, 8, 1, 0x2f8, 3);
	boot_rsdp = RSDP;
	return 0;
}

static void assert_com2(void)
{
	assert_true(spcr_read(&port));
	assert_false(port.memory);
	assert_int_equal(port.base, 0x2f8);
	assert_int_equal(port.baud, 9600);
}

static void by_either_root(void **state)
{
	assert_com2();
	put(XSDT, "XXXX", 4); /* no XSDT there: the RSDT will do */
	assert_com2();
	start(state);
	put_rsdp(RSDP, 0);
	memset((char *)phys_to_virt(RSDP) + 20, 0xff, 16); /* revision 0 ends there */
	assert_com2();
	start(state);
	put(XSDT + 36 + 8, &(uint64_t){ 0 }, 8);
	put_header(XSDT, "XSDT", 36 + 16);
	assert_false(spcr_read(&port)); /* the XSDT counts, where there is one */
}

/* Neither a loader's word nor a good one: a BIOS has it in its data area or its ROM. */
static void where_a_bios_puts_it(void **state)
{
	static const phys_addr_t places[] = { 0x9fc00, 0x9fff0, 0xe0000, 0xf5a30, 0xfffd0 };

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		start(state);
		boot_rsdp = i % 2 ? 0 : 0x8000;
		memset(phys_to_virt(RSDP), 0, 64);
		put(EBDA_SEGMENT, &(uint16_t){ 0x9fc0 }, 2);
		assert_false(spcr_read(&port));
		put_rsdp(places[i], 2);
		assert_com2();
	}
	start(state);
	boot_rsdp = 0;
	memset(phys_to_virt(RSDP), 0, 64);
	put_rsdp(0xf0008, 2); /* on no boundary of 16 */
	assert_false(spcr_read(&port));
}

/* Any one byte of what is summed: none of it is believed. */
static void a_wrong_byte(void **state)
{
	static const struct {
		phys_addr_t pa;
		size_t size;
	} tables[] = { { RSDP, 36 }, { SPCR, TABLE_SIZE } };

	for (size_t t = 0; t < ARRAY_SIZE(tables); t++)
		for (size_t i = 0; i < tables[t].size; i++) {
			start(state);
			machine_ram[tables[t].pa + i] ^= 0x10;
			assert_false(spcr_read(&port));
		}
	start(state);
	machine_ram[XSDT + 36] ^= 1; /* then the RSDT is asked */
	assert_com2();
	machine_ram[RSDT + 36] ^= 1;
	assert_false(spcr_read(&port));
}

static void lengths_that_lie(void **state)
{
	static const uint32_t lengths[] = { 0, 1, 8, 35, 36, 60, 79, 0x7fffffff, 0xffffffff };

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		start(state);
		put(SPCR + 4, &lengths[i], 4);
		if (lengths[i] < 0x1000)
			sum_up(SPCR, lengths[i] < 10 ? 10 : lengths[i], 9);
		assert_false(spcr_read(&port));
		start(state);
		put(RSDP + 20, &lengths[i], 4);
		sum_up(RSDP, 20, 8);
		if (lengths[i] != 36) {
			sum_up(RSDP, 36, 32);
			assert_int_equal(spcr_read(&port), lengths[i] >= 36 && lengths[i] < 0x1000);
		}
	}
}

/* Addresses that the early map has not: in no table is one followed. */
static void addresses_out_of_reach(void **state)
{
	static const uint64_t far[] = { 0, MACHINE_RAM - 1, MACHINE_RAM, 1ull << 40, UINT64_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(far); i++) {
		start(state);
		put(XSDT + 36 + 8, &far[i], 8);
		put_header(XSDT, "XSDT", 36 + 16);
		assert_false(spcr_read(&port));
		start(state);
		boot_rsdp = far[i];
		assert_false(spcr_read(&port));
	}
	start(state);
	boot_rsdp = MACHINE_RAM - 20;
	put(MACHINE_RAM - 20, phys_to_virt(RSDP), 20); /* revision 2, of which 16 bytes are not there */
	assert_false(spcr_read(&port));
}

static void kinds_of_port(void **state)
{
	(void)state;
	put_spcr(0x12, 0, 32, 3, 0xfe030000, 7);
	assert_true(spcr_read(&port));
	assert_true(port.memory && port.stride == 4);
	assert_int_equal(port.base, 0xfe030000);
	assert_int_equal(port.baud, 115200);
	put_spcr(1, 0, 8, 1, 0xfe030000, 0);
	assert_true(spcr_read(&port));
	assert_true(port.memory && port.stride == 1 && !port.baud);
	put_spcr(0, 0, 32, 0, 0xfe030000, 0);
	assert_true(spcr_read(&port) && port.stride == 4);
	put_spcr(0, 0, 16, 2, 0xfe030000, 0); /* 16 bits wide */
	assert_false(spcr_read(&port));
	put_spcr(3, 0, 32, 3, 0x9000000, 0); /* a PL011 */
	assert_false(spcr_read(&port));
	put_spcr(0, 1, 8, 1, 0, 0); /* redirection is off */
	assert_false(spcr_read(&port));
	put_spcr(0, 1, 8, 1, 0xfff9, 0); /* past the last port */
	assert_false(spcr_read(&port));
	put_spcr(0, 2, 8, 1, 0x2f8, 0); /* PCI configuration space */
	assert_false(spcr_read(&port));
}

/* In the place of the table that is no SPCR. */
static void put_madt(const uint8_t *entries, uint32_t size)
{
	memset(phys_to_virt(OTHER), 0, 0x1000);
	put(OTHER + 36, (uint32_t[]){ 0xfee00000, 1 }, 8);
	put(OTHER + 44, entries, size);
	put_header(OTHER, "APIC", 44 + size);
	ioapics_find();
}

#define LOCAL_APIC 0, 8, 0, 0, 1, 0, 0, 0
#define OVERRIDE 2, 10, 0, 0, 2, 0, 0, 0, 0, 0
#define IOAPIC_AT(high, low) 1, 12, 0, 0, 0x00, low, high, 0xfe, 0, 0, 0, 0

static void assert_ioapics(unsigned int count, uint32_t first, uint32_t last)
{
	assert_int_equal(ioapics.count, count);
	assert_int_equal(ioapics.address[0], first);
	assert_int_equal(ioapics.address[count - 1], last);
}

static void io_apics(void **state)
{
	static const uint8_t two[] = { LOCAL_APIC, IOAPIC_AT(0xc0, 0), OVERRIDE, IOAPIC_AT(0xc8, 0xa4) };
	static const uint8_t lower[] = { IOAPIC_AT(0xc1, 0) };
	static const uint8_t none[] = { LOCAL_APIC, OVERRIDE };

	(void)state;
	put_madt(two, sizeof(two));
	assert_ioapics(2, 0xfec00000, 0xfec8a400);
	put_madt(lower, sizeof(lower)); /* the table's word counts, and what was before is gone */
	assert_ioapics(1, 0xfec10000, 0xfec10000);
	put_madt(none, sizeof(none));
	assert_ioapics(1, 0xfec00000, 0xfec00000);
	put_madt(none, 0);
	assert_ioapics(1, 0xfec00000, 0xfec00000);
	put_madt(lower, sizeof(lower));
	machine_ram[OTHER + 50] ^= 1; /* a wrong checksum */
	ioapics_find();
	assert_ioapics(1, 0xfec00000, 0xfec00000);
}

/* The last entry, cut short at any place, is not read; nor what comes after an entry of no length. */
static void entries_that_lie(void **state)
{
	static const uint8_t two[] = { IOAPIC_AT(0xc0, 0), IOAPIC_AT(0xc1, 0) };
	static const uint8_t empty[] = { IOAPIC_AT(0xc0, 0), 0, 0, IOAPIC_AT(0xc1, 0) };
	static const uint8_t brief[] = { 1, 11, 0, 0, 0, 0, 0xc1, 0xfe, 0, 0, 0, IOAPIC_AT(0xc2, 0) };

	(void)state;
	for (uint32_t size = 12; size < 24; size++) {
		put_madt(two, size);
		assert_ioapics(1, 0xfec00000, 0xfec00000);
	}
	put_madt(empty, sizeof(empty));
	assert_ioapics(1, 0xfec00000, 0xfec00000);
	put_madt(brief, sizeof(brief));
	assert_ioapics(1, 0xfec20000, 0xfec20000);
}

static void more_than_fit(void **state)
{
	static uint8_t many[12 * (IOAPICS_MAX + 2)];

	(void)state;
	for (size_t i = 0; i < IOAPICS_MAX + 2; i++)
		memcpy(many + 12 * i, (uint8_t[]){ IOAPIC_AT(0xc0, 0) }, 12);
	put_madt(many, sizeof(many));
	assert_ioapics(IOAPICS_MAX, 0xfec00000, 0xfec00000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(by_either_root, start),
		cmocka_unit_test_setup(where_a_bios_puts_it, start),
		cmocka_unit_test_setup(a_wrong_byte, start),
		cmocka_unit_test_setup(lengths_that_lie, start),
		cmocka_unit_test_setup(addresses_out_of_reach, start),
		cmocka_unit_test_setup(kinds_of_port, start),
		cmocka_unit_test_setup(io_apics, start),
		cmocka_unit_test_setup(entries_that_lie, start),
		cmocka_unit_test_setup(more_than_fit, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
