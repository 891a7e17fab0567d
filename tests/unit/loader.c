/*
 * What the loaders hand over (boot/x86_64/loader.c, multiboot2.c, pvh.c): whole, cut short, lying.
 * The information lies at the end of RAM, so that a read past its end is found.
 * SPDX-License-Identifier: MIT
 */
#include "machine.h"

#include <sanitizer/asan_interface.h>

#include "boot/x86_64/loader.c"
#include "boot/x86_64/multiboot2.c"
#include "boot/x86_64/pvh.c"
#include "lib/cmdline.c"

/* The image, at its physical address; what boot.S keeps, with names that may be written. */
__asm__(".globl __image_start, __image_end, loader_magic, loader_info\n"
	".set __image_start, machine_ram + 0x100000\n"
	".set __image_end, machine_ram + 0x180000\n"
	".data\n"
	".balign 4\n"
	"loader_magic: kept_magic: .long 0\n"
	"loader_info: kept_info: .long 0\n"
	".text\n");
extern uint32_t kept_magic, kept_info;

#define MULTIBOOT2 0x36d76289 /* the specification's, 3.3 */
#define PVH	   0x336ec578

struct boot_screen boot_screen;

static unsigned char info[0x4000];
static uint32_t size;

/* Puts the information at the end of RAM, aligned as loaders do, and has it read. */
static void read_info(uint32_t magic)
{
	kept_magic = magic;
	kept_info = ALIGN_DOWN(MACHINE_RAM - size, 8);
	__asan_unpoison_memory_region(machine_ram + MACHINE_RAM - 8, 8);
	__asan_poison_memory_region(machine_ram + kept_info + size, MACHINE_RAM - kept_info - size);
	memcpy(machine_ram + kept_info, info, size);
	memset(&boot_info, 0, sizeof(boot_info));
	memset(cmdline, 0, sizeof(cmdline));
	boot_info_read();
}

static void assert_refused(uint32_t magic, const char *why)
{
	expect_assert_failure(read_info(magic));
	if (!strstr(machine_sentence, why))
		fail_msg("expected '%s', got '%s'", why, machine_sentence);
}

static void append(const void *data, size_t length)
{
	assert_true(size + length <= sizeof(info));
	memcpy(info + size, data, length);
	size += length;
}

static void append_words(unsigned int count, ...)
{
	va_list ap;

	va_start(ap, count);
	while (count--) {
		uint32_t word = va_arg(ap, uint32_t);

		append(&word, sizeof(word));
	}
	va_end(ap);
}

/* --- multiboot2 --- */

static void begin(void)
{
	size = 0;
	append_words(2, 0, 0);
}

/* A tag's payload, padded to 8 as the specification has it. */
static void tag(uint32_t type, const void *payload, uint32_t length)
{
	append_words(2, type, 8 + length);
	append(payload, length);
	append(&(uint64_t){ 0 }, -size % 8);
}

/* With an empty name. */
static void tag_module(uint32_t start, uint32_t end)
{
	tag(3, (uint32_t[]){ start, end, 0 }, 9);
}

static void tag_memory(unsigned int count, const uint64_t (*entries)[3], uint32_t entry_size)
{
	append_words(4, 6, 16 + count * entry_size, entry_size, 0);
	for (unsigned int i = 0; i < count; i++) {
		append(entries[i], 24);
		append((char[64]){ 0 }, entry_size - 24);
	}
}

static const uint64_t memory[][3] = { { 0, 0x9f000, 1 },
				      { 0x9f000, 0x1000, 2 },
				      { 0x100000, 0x3f00000, 1 },
				      { 0x4000000, 0, 1 },
				      { 0xfd000000, 0x1000, 3 } };

static void finish(void)
{
	append_words(2, 0, 8);
	memcpy(info, &size, 4);
}

static void assert_range(struct boot_range range, uint64_t base, uint64_t length)
{
	assert_int_equal(range.base, base);
	assert_int_equal(range.size, length);
}

/* The two pieces of RAM in `memory`. */
static void assert_memory(void)
{
	assert_int_equal(boot_info.memory_count, 2);
	assert_range(boot_info.memory[0], 0, 0x9f000);
	assert_range(boot_info.memory[1], 0x100000, 0x3f00000);
}

static void multiboot2_is_read(void **state)
{
	(void)state;
	for (uint32_t entry_size = 24; entry_size <= 40; entry_size += 8) {
		begin();
		tag(21, "load base", 4);
		tag(1, "path=x 0123456789abcdef", 24);
		tag(2, "GRUB", 5);
		tag_module(0x800000, 0x800000); /* nothing in it */
		tag_module(0x800000, 0x800123);
		tag_module(0x900000, 0x900001);
		tag_memory(5, memory, entry_size);
		finish();
		read_info(MULTIBOOT2);
		assert_string_equal(boot_info.loader, "multiboot2");
		assert_string_equal(cmdline, "path=x 0123456789abcdef");
		assert_range(boot_info.initrd, 0x800000, 0x123);
		assert_memory();
		assert_range(boot_info.early_map, 0, 0x100000000);
		assert_int_equal(boot_info.reserved_count, 3);
		assert_range(boot_info.reserved[0], 0, 0x100000);
		assert_range(boot_info.reserved[1], 0x100000, 0x80000);
		assert_range(boot_info.reserved[2], 0x800000, 0x123);
	}
}

/* A copy of ACPI's RSDP: the newer one counts, whichever comes first. */
static void the_rsdp_is_kept(void **state)
{
	static const uint32_t orders[][2] = { { 14, 15 }, { 15, 14 }, { 14, 14 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		begin();
		tag_memory(5, memory, 24);
		for (size_t t = 0; t < 2; t++)
			tag(orders[i][t], orders[i][t] == 14 ? "RSD PTR old" : "RSD PTR new", 12);
		finish();
		read_info(MULTIBOOT2);
		assert_string_equal(phys_to_virt(boot_rsdp), i == 2 ? "RSD PTR old" : "RSD PTR new");
	}
	begin();
	tag_memory(5, memory, 24);
	finish();
	read_info(MULTIBOOT2);
	assert_int_equal(boot_rsdp, 0);
}

static void tag_framebuffer(uint32_t length, uint8_t bits, uint8_t type)
{
	uint8_t payload[24] = { 0 };

	memcpy(payload, (uint64_t[]){ 0x1fd000000 }, 8);
	memcpy(payload + 8, (uint32_t[]){ 4096, 1024, 768 }, 12);
	payload[20] = bits;
	payload[21] = type;
	memset(&boot_screen, 0, sizeof(boot_screen));
	begin();
	tag_memory(5, memory, 24);
	tag(8, payload, length);
	finish();
}

static void the_screen_is_read(void **state)
{
	static const struct {
		uint8_t bits, type;
		bool usable;
	} kinds[] = { { 32, 1, true }, { 24, 1, true }, { 15, 1, true }, { 16, 2, true },
		      { 8, 0, false }, { 8, 1, false },	{ 64, 1, false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		tag_framebuffer(24, kinds[i].bits, kinds[i].type);
		read_info(MULTIBOOT2);
		assert_int_equal(boot_screen.address, kinds[i].usable ? 0x1fd000000 : 0);
		assert_int_equal(boot_screen.text, kinds[i].type == 2);
		assert_int_equal(boot_screen.height, kinds[i].usable ? 768 : 0);
	}
	tag_framebuffer(21, 32, 1);
	assert_refused(MULTIBOOT2, "tag 8 has a size of 29 bytes");
}

static void no_module_is_no_initrd(void **state)
{
	(void)state;
	begin();
	tag_module(0x800000, 0x700000); /* ends before it begins */
	tag_memory(5, memory, 24);
	finish();
	read_info(MULTIBOOT2);
	assert_range(boot_info.initrd, 0, 0);
	assert_int_equal(boot_info.reserved_count, 2);
	assert_string_equal(cmdline, "");
}

static void no_memory_map_is_a_panic(void **state)
{
	(void)state;
	begin();
	finish();
	assert_refused(MULTIBOOT2, "gave no memory map");
}

/* Whatever the length that the loader gives: a panic, or all of it. */
static void every_cut_of_multiboot2(void **state)
{
	(void)state;
	begin();
	tag(1, "word", 5);
	tag_module(0x800000, 0x800123);
	tag_memory(5, memory, 24);
	finish();
	while (--size > 8) {
		memcpy(info, &size, 4);
		assert_refused(MULTIBOOT2, "multiboot2 ");
	}
}

static void sizes_that_no_tag_has(void **state)
{
	static const uint32_t sizes[] = { 0,	      1,	  7,	      9999,
					  0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (uint32_t type = 1; type < 8; type++) {
			begin();
			tag_memory(5, memory, 24);
			append_words(2, type, sizes[i]);
			finish();
			assert_refused(MULTIBOOT2, "has a size of");
		}
}

/* A tag that is too short for what it should hold, last and in the middle. */
static void tags_without_their_payload(void **state)
{
	static const struct {
		uint32_t type, length;
	} tags[] = { { 3, 0 }, { 3, 4 }, { 6, 0 }, { 6, 4 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
		begin();
		tag_memory(5, memory, 24);
		tag(tags[i].type, "\0\0\1\0\0\0\2", tags[i].length);
		finish();
		assert_refused(MULTIBOOT2, "has a size of");
		size -= 8; /* no end tag either: the tag is the end of RAM */
		memcpy(info, &size, 4);
		assert_refused(MULTIBOOT2, "has a size of");
	}
}

static void memory_map_entries_that_lie(void **state)
{
	static const uint32_t sizes[] = { 0, 1, 20, 23 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		begin();
		tag_memory(5, memory, 24);
		memcpy(info + 16, &sizes[i], 4);
		finish();
		assert_refused(MULTIBOOT2, "entries of");
	}
	begin();
	tag_memory(1, memory, 24);
	tag_memory(1, memory, 24);
	memcpy(info + 16, &(uint32_t){ 0xfffffff0 }, 4); /* no entry fits: there is none */
	finish();
	read_info(MULTIBOOT2);
	assert_int_equal(boot_info.memory_count, 1);
}

static void more_ranges_than_there_is_room_for(void **state)
{
	(void)state;
	for (unsigned int count = BOOT_RANGES_MAX; count <= BOOT_RANGES_MAX + 1; count++) {
		begin();
		for (unsigned int i = 0; i < count; i++)
			tag_memory(1, &(const uint64_t[3]){ i * 0x100000, 0x1000, 1 }, 24);
		finish();
		if (count == BOOT_RANGES_MAX)
			read_info(MULTIBOOT2);
		else
			assert_refused(MULTIBOOT2, "more than 128 ranges");
	}
}

/* --- the command line, whose last word is the token --- */

static void command_lines(void **state)
{
	static char line[CMDLINE_MAX + 1];

	(void)state;
	memset(line, 'x', sizeof(line));
	for (uint32_t length = CMDLINE_MAX - 2; length <= CMDLINE_MAX + 1; length++) {
		begin();
		tag_memory(5, memory, 24);
		tag(1, line, length); /* no terminator: the tag's size is its end */
		finish();
		if (length >= CMDLINE_MAX) {
			assert_refused(MULTIBOOT2, "longer than 2047 bytes");
			continue;
		}
		read_info(MULTIBOOT2);
		assert_int_equal(strlen(cmdline), length);
		assert_memory_equal(cmdline, line, length);
	}
}

/* The tag that ends where RAM ends: the text is read no further than its size says. */
static void a_command_line_without_an_end(void **state)
{
	(void)state;
	begin();
	tag_memory(5, memory, 24);
	tag(1, "12345678", 8);
	memcpy(info, &size, 4);
	assert_refused(MULTIBOOT2, "without an end tag"); /* for want of the end tag */
	assert_string_equal(cmdline, "12345678");
}

/* --- PVH --- */

#define START_INFO (MACHINE_RAM - 0x4000)

/* The start info with what it leads to behind it, up to the end of RAM. */
/* Anything but multiboot2's magic. */
#define OTHER 0x12345678

static void pvh(uint32_t magic, uint32_t version, uint32_t modules, const char *line,
		uint32_t maps)
{
	struct pvh_start_info start = { .magic = magic,
					.version = version,
					.module_count = modules,
					.modules = START_INFO + 0x100,
					.cmdline = line ? START_INFO + 0x1000 : 0,
					.memory_map = MACHINE_RAM - sizeof(memory),
					.memory_map_entries = maps };

	size = sizeof(info);
	memset(info, 0xcc, size);
	memcpy(info, &start, version ? sizeof(start) : offsetof(struct pvh_start_info, memory_map));
	memcpy(info + 0x100, (uint64_t[]){ 0x800000, 0x123, 0, 0, 0x900000, 1, 0, 0 }, 64);
	if (line)
		strcpy((char *)info + 0x1000, line);
	memcpy(info + size - sizeof(memory), memory, sizeof(memory));
}

static void pvh_is_read(void **state)
{
	(void)state;
	pvh(PVH, 1, 2, "path=x 0123456789abcdef", 5);
	read_info(OTHER);
	assert_string_equal(boot_info.loader, "pvh");
	assert_string_equal(cmdline, "path=x 0123456789abcdef");
	assert_range(boot_info.initrd, 0x800000, 0x123);
	assert_memory();
	pvh(PVH, 2, 0, NULL, 5);
	read_info(OTHER);
	assert_range(boot_info.initrd, 0, 0);
	assert_string_equal(cmdline, "");
	assert_int_equal(boot_info.reserved_count, 2);
}

static void no_loader_that_we_know(void **state)
{
	(void)state;
	pvh(PVH + 1, 1, 0, NULL, 5);
	assert_refused(OTHER, "found 0x336ec579");
	pvh(MULTIBOOT2, 1, 0, NULL, 5);
	assert_refused(OTHER, "found 0x36d76289");
	pvh(PVH, 0, 0, NULL, 5);
	assert_refused(OTHER, "version 0 has no memory map");
	pvh(PVH, 1, 0, NULL, 0);
	assert_refused(OTHER, "gave no memory map");
}

static void a_command_line_of_pvh(void **state)
{
	char line[CMDLINE_MAX + 1] = "";

	(void)state;
	memset(line, 'y', CMDLINE_MAX - 1);
	pvh(PVH, 1, 0, line, 5);
	read_info(OTHER);
	assert_string_equal(cmdline, line);
	line[CMDLINE_MAX - 1] = 'y';
	pvh(PVH, 1, 0, line, 5);
	assert_refused(OTHER, "longer than 2047 bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(multiboot2_is_read),
		cmocka_unit_test(the_rsdp_is_kept),
		cmocka_unit_test(the_screen_is_read),
		cmocka_unit_test(no_module_is_no_initrd),
		cmocka_unit_test(no_memory_map_is_a_panic),
		cmocka_unit_test(every_cut_of_multiboot2),
		cmocka_unit_test(sizes_that_no_tag_has),
		cmocka_unit_test(tags_without_their_payload),
		cmocka_unit_test(memory_map_entries_that_lie),
		cmocka_unit_test(more_ranges_than_there_is_room_for),
		cmocka_unit_test(command_lines),
		cmocka_unit_test(a_command_line_without_an_end),
		cmocka_unit_test(pvh_is_read),
		cmocka_unit_test(no_loader_that_we_know),
		cmocka_unit_test(a_command_line_of_pvh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
