/* The PC's old interrupt sources, as the ports' writes leave them (boot/x86_64/legacy.c). The 8254 is one as KVM
 * has it, which ticks on until a count follows the mode. SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "boot/x86_64/legacy.c"

struct ioapics ioapics;

/* ICW: how many initialisation words came since the first. */
struct pic {
	unsigned int icw;
	uint8_t base, mask;
};

static struct pic pics[2];
static struct {
	unsigned int mode, bytes;
	bool ticking;
} pit;
static uint8_t cmos_index, cmos[128];
static bool status_c_read;

static void pic_write(struct pic *pic, unsigned int which, uint8_t value)
{
	if (which == 0) {
		pic->icw = value & 0x10 ? 1 : pic->icw;
	} else if (pic->icw && pic->icw < 4) {
		pic->base = pic->icw == 1 ? value : pic->base;
		pic->icw++;
	} else {
		pic->mask = value;
	}
}

/* Modes 2 and 3 tick; mode 0 ends once, from when its second byte has come. */
static void pit_write(uint16_t port, uint8_t value)
{
	if (port == 0x43) {
		pit.mode = value >> 1 & 7;
		pit.bytes = 0;
	} else if (++pit.bytes == 2) {
		pit.ticking = pit.mode == 2 || pit.mode == 3;
	}
}

void outb(uint16_t port, uint8_t value)
{
	if (port == 0x20 || port == 0x21 || port == 0xa0 || port == 0xa1)
		pic_write(&pics[port >> 7], port & 1, value);
	else if (port == 0x40 || port == 0x43)
		pit_write(port, value);
	else if (port == 0x70)
		cmos_index = value & 0x7f;
	else if (port == 0x71)
		cmos[cmos_index] = value;
	else
		fail_msg("port %#x", port);
}

uint8_t inb(uint16_t port)
{
	assert_int_equal(port, 0x71);
	status_c_read |= cmos_index == 0x0c;
	return cmos[cmos_index];
}

void *device_map(phys_addr_t pa, size_t size)
{
	fail_msg("%#lx, %zu: there is no I/O APIC", (unsigned long)pa, size);
	return NULL;
}

void panic(const char *format, ...)
{
	fail_msg("%s", format);
	__builtin_unreachable();
}

static int firmware(void **state)
{
	(void)state;
	memset(pics, 0, sizeof(pics));
	pit.mode = 2;
	pit.bytes = 0;
	pit.ticking = true;
	memset(cmos, 0, sizeof(cmos));
	cmos[0x0b] = 0x02;
	status_c_read = false;
	return 0;
}

static void test_the_8254_ticks_no_more(void **state)
{
	(void)state;
	legacy_quieten();
	assert_false(pit.ticking);
}

/* Vectors 0 to 31 are the processor's. */
static void test_the_8259s_are_remapped_and_masked(void **state)
{
	(void)state;
	legacy_quieten();
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pics[i].icw, 4);
		assert_true(pics[i].base >= 32);
		assert_int_equal(pics[i].mask, 0xff);
	}
}

static void test_the_clock_chip_asks_for_nothing(void **state)
{
	(void)state;
	for (uint8_t bit = 0x10; bit <= 0x40; bit <<= 1) {
		cmos[0x0b] = 0x02 | bit;
		status_c_read = false;
		legacy_quieten();
		assert_int_equal(cmos[0x0b], 0x02);
		assert_true(status_c_read);
	}
}

/* All bits read as 1 if no device answers. */
static void test_a_machine_without_a_clock_chip(void **state)
{
	(void)state;
	cmos[0x0b] = 0xff;
	legacy_quieten();
	assert_int_equal(cmos[0x0b], 0xff);
	assert_false(status_c_read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_the_8254_ticks_no_more, firmware),
		cmocka_unit_test_setup(test_the_8259s_are_remapped_and_masked, firmware),
		cmocka_unit_test_setup(test_the_clock_chip_asks_for_nothing, firmware),
		cmocka_unit_test_setup(test_a_machine_without_a_clock_chip, firmware),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
