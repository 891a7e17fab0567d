/* All RAM touched once (mm/touch.c): free pages by a write, the others left as they are. SPDX-License-Identifier: MIT */
#include "machine.h"

#include "mm/early.c"
#include "mm/ranges.c"
#include "mm/touch.c"

static const char *word; /* of the command line, or NULL */
static char said[128];

_Bool cmdline_get(const char *key, char *buf, size_t size)
{
	assert_string_equal(key, "touch");
	if (word)
		snprintf(buf, size, "%s", word);
	return word;
}

void klog(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(said, sizeof(said), fmt, ap);
	va_end(ap);
}

static void touch_with(const char *value)
{
	machine_reset();
	machine_add_memory(0, 0x9f000);
	machine_add_memory(0x100000, MACHINE_RAM - 0x100000);
	machine_add_reserved(0x200000, 0x11000);
	early_init();
	memset(machine_ram, 0x5a, MACHINE_RAM);
	said[0] = '\0';
	word = value;
	memory_touch();
}

static bool is_free(phys_addr_t pa)
{
	for (unsigned int i = 0; i < early_free.count; i++)
		if (pa >= early_free.range[i].start && pa < early_free.range[i].end)
			return true;
	return false;
}

static void test_free_pages_are_written_and_no_others(void **state)
{
	size_t written = 0;

	(void)state;
	touch_with("1");
	for (phys_addr_t pa = 0; pa < MACHINE_RAM; pa += PAGE_SIZE) {
		uint64_t first = *(uint64_t *)(machine_ram + pa);

		assert_int_equal(first, is_free(pa) ? 0 : 0x5a5a5a5a5a5a5a5a);
		assert_int_equal(*(uint64_t *)(machine_ram + pa + 8), 0x5a5a5a5a5a5a5a5a);
		written += is_free(pa);
	}
	assert_true(written > 15000 && written < MACHINE_RAM / PAGE_SIZE - 0x11);
	assert_non_null(strstr(said, "63 MiB of it free"));
}

static void test_nothing_unless_it_is_asked_for(void **state)
{
	static const char *const values[] = { NULL, "0", "", "2" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		touch_with(values[i]);
		for (phys_addr_t pa = 0; pa < MACHINE_RAM; pa += PAGE_SIZE)
			assert_int_equal(*(uint64_t *)(machine_ram + pa), 0x5a5a5a5a5a5a5a5a);
		assert_string_equal(said, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_free_pages_are_written_and_no_others),
		cmocka_unit_test(test_nothing_unless_it_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
