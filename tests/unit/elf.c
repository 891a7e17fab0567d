/*
 * The ELF loader (proc/elf.c) on files that are whole, cut short, or lie: what it maps and
 * copies, what it refuses and by which sentence. Each file lies in a block of its own size, so
 * that a read past its end is found. SPDX-License-Identifier: MIT
 */
#include "machine.h"

#include "proc/elf.c"

#include "elf_memory.h"

#define FILES	   100000
#define FILES_LONG 5000000
#define SEGMENTS   4

/* --- files --- */

struct file {
	Elf64_Ehdr header;
	Elf64_Phdr segment[SEGMENTS];
	unsigned char bytes[0x3000];
};

#define HEADERS_SIZE offsetof(struct file, bytes)

/* Text with the headers in it, data with more memory than file, and what is no segment. */
static struct file plain(int type, uintptr_t base)
{
	struct file f = {
		.header = { .e_ident = { 0x7f, 'E', 'L', 'F', 2, 1, 1 }, .e_type = type,
			    .e_machine = 62, .e_version = 1, .e_entry = base + 0x400,
			    .e_phoff = 64, .e_ehsize = 64, .e_phentsize = 56, .e_phnum = SEGMENTS },
		.segment = {
			{ PT_PHDR, PF_R, 64, base + 64, 0, 4 * 56, 4 * 56, 8 },
			{ PT_LOAD, PF_R | PF_X, 0, base, 0, 0x1234, 0x1234, 0x1000 },
			{ PT_LOAD, PF_R | PF_W, 0x1234, base + 0x2234, 0, 0x800, 0x4000, 0x1000 },
			{ PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 0, 16 },
		},
	};

	for (size_t i = 0; i < sizeof(f.bytes); i++)
		f.bytes[i] = i * 7;
	return f;
}

/* Loads a copy of that many bytes; NULL or the reason. */
static const char *load(const struct file *f, size_t size, struct elf_image *image,
			unsigned char **copy)
{
	*copy = malloc(size ? size : 1);
	memcpy(*copy, f, size);
	mapped_count = written_count = 0;
	return elf_load(*copy, size, image);
}

static const char *reason(const struct file *f, size_t size)
{
	struct elf_image image;
	unsigned char *copy;
	const char *why;

	maps_left = UINT32_MAX;
	why = load(f, size, &image, &copy);
	free(copy);
	return why ? why : "loaded";
}

static void assert_written(unsigned int n, uintptr_t addr, const unsigned char *from, size_t length)
{
	assert_int_equal(written[n].addr, addr);
	assert_ptr_equal(written[n].from, from);
	assert_int_equal(written[n].length, length);
}

static void assert_mapped(unsigned int n, uintptr_t start, uintptr_t end, int prot)
{
	assert_int_equal(mapped[n].start, start);
	assert_int_equal(mapped[n].end, end);
	assert_int_equal(mapped[n].prot, prot);
}

static void assert_loads(const struct file *f, uintptr_t base)
{
	struct elf_image image;
	unsigned char *copy;

	maps_left = 2;
	assert_null(load(f, sizeof(*f), &image, &copy));
	assert_int_equal(mapped_count, 2);
	assert_mapped(0, base, base + 0x2000, PROT_READ | PROT_EXEC);
	assert_mapped(1, base + 0x2000, base + 0x7000, PROT_READ | PROT_WRITE);
	assert_int_equal(written_count, 2);
	assert_written(0, base, copy, 0x1234);
	assert_written(1, base + 0x2234, copy + 0x1234, 0x800);
	assert_int_equal(image.entry, base + 0x400);
	assert_int_equal(image.phdr, base + 64);
	assert_int_equal(image.phnum, 4);
	assert_int_equal(image.end, base + 0x7000);
	assert_false(image.exec_stack);
	free(copy);
}

static void a_program_at_its_address(void **state)
{
	struct file f = plain(ET_EXEC, 0x400000);

	(void)state;
	assert_loads(&f, 0x400000);
}

static void a_program_without_an_address(void **state)
{
	struct file f = plain(ET_DYN, 0);

	(void)state;
	assert_loads(&f, PIE_BASE);
	f = plain(ET_DYN, 0x10000);
	assert_loads(&f, PIE_BASE);
	f = plain(ET_DYN, 0);
	f.segment[2].p_align = 0x200000; /* PIE_BASE is no multiple of that */
	assert_loads(&f, 0x555555600000);
	f.segment[2].p_align = 0x200000;
	f.segment[1].p_vaddr = 0x10000;
	f.segment[2].p_vaddr = 0x12234;
	f.header.e_entry = 0x10400;
	assert_loads(&f, 0x555555610000); /* the same address modulo its alignment as in the file */
	f = plain(ET_DYN, 0);
	f.segment[2].p_align = 0x300000; /* no power of two: ignored, as Linux does */
	assert_loads(&f, PIE_BASE);
}

static void an_executable_stack_is_asked_for(void **state)
{
	struct file f = plain(ET_EXEC, 0x400000);
	struct elf_image image;
	unsigned char *copy;

	(void)state;
	f.segment[3].p_flags |= PF_X;
	maps_left = 2;
	assert_null(load(&f, sizeof(f), &image, &copy));
	assert_true(image.exec_stack);
	free(copy);
}

/* Where no segment holds the program headers there is no AT_PHDR to give. */
static void headers_that_are_not_loaded(void **state)
{
	struct file f = plain(ET_EXEC, 0x400000);
	struct elf_image image;
	unsigned char *copy;

	(void)state;
	f.segment[1].p_offset = 0x1000;
	maps_left = 2;
	assert_null(load(&f, sizeof(f), &image, &copy));
	assert_int_equal(image.phdr, 0);
	free(copy);
	f = plain(ET_EXEC, 0x400000);
	f.header.e_phoff = HEADERS_SIZE + 0x2000; /* behind both */
	memcpy(&f.bytes[0x2000], f.segment, sizeof(f.segment));
	maps_left = 2;
	assert_null(load(&f, sizeof(f), &image, &copy));
	assert_int_equal(image.phdr, 0);
	free(copy);
}

static void no_memory_is_said(void **state)
{
	struct file f = plain(ET_EXEC, 0x400000);
	struct elf_image image;
	unsigned char *copy;

	(void)state;
	for (unsigned int left = 0; left < 2; left++) {
		maps_left = left;
		assert_string_equal(load(&f, sizeof(f), &image, &copy),
				    "no memory for its segments");
		free(copy);
	}
}

/* --- lies: one field that is wrong, and what is said of it --- */

#define HEADER(field)	  offsetof(struct file, header.field), sizeof(((Elf64_Ehdr *)0)->field)
#define SEGMENT(n, field) offsetof(struct file, segment[n].field), sizeof(((Elf64_Phdr *)0)->field)

static void lies_are_refused(void **state)
{
	static const char no_elf[] = "not an ELF file", machine[] = "not for this machine (x86_64)",
			  kind[] = "not an executable", table[] = "an impossible size",
			  cut_table[] = "its table of program headers lies past its end",
			  cut[] = "a segment lies past its end",
			  outside[] = "outside the addresses",
			  entry[] = "its entry point lies outside";
	static const struct {
		size_t at, size;
		uint64_t value;
		const char *why;
	} lies[] = {
		{ 0, 1, 0x7e, no_elf },
		{ 3, 1, 'f', no_elf },
		{ 4, 1, 1, machine },
		{ 5, 1, 2, machine },
		{ HEADER(e_machine), 183, machine },
		{ HEADER(e_machine), 3, machine },
		{ HEADER(e_type), ET_REL, kind },
		{ HEADER(e_type), ET_CORE, kind },
		{ HEADER(e_phentsize), 32, table },
		{ HEADER(e_phentsize), 0, table },
		{ HEADER(e_phnum), 0, table },
		{ HEADER(e_phnum), 1171, table }, /* 65,576 bytes; Linux's limit is 65,536 */
		{ HEADER(e_phnum), 0xffff, table },
		{ HEADER(e_phnum), 1170, cut_table },
		{ HEADER(e_phoff), sizeof(struct file) - 4 * 56 + 1, cut_table },
		{ HEADER(e_phoff), sizeof(struct file) + 1, cut_table },
		{ HEADER(e_phoff), UINT64_MAX, cut_table },
		{ HEADER(e_phoff), UINT64_MAX - 4 * 56 + 1, cut_table },
		{ HEADER(e_entry), TASK_SIZE, entry },
		{ HEADER(e_entry), UINT64_MAX, entry },
		{ SEGMENT(0, p_type), PT_INTERP, "dynamic executables are not supported" },
		{ SEGMENT(1, p_filesz), 0x1235, "larger in the file than in memory" },
		{ SEGMENT(2, p_filesz), UINT64_MAX, "larger in the file than in memory" },
		{ SEGMENT(2, p_offset), sizeof(struct file) - 0x800 + 1, cut },
		{ SEGMENT(2, p_offset), UINT64_MAX - 0x7ff, cut },
		{ SEGMENT(2, p_offset), UINT64_MAX - 0x400, cut },
		{ SEGMENT(2, p_offset), 0x1235, "differ modulo the page size" },
		{ SEGMENT(2, p_vaddr), 0x402235, "differ modulo the page size" },
		{ SEGMENT(2, p_vaddr), 0x401234, "overlap, or are not in ascending order" },
		{ SEGMENT(2, p_vaddr), 0x300234, "overlap, or are not in ascending order" },
		{ SEGMENT(2, p_vaddr), SEGMENTS_END + 0x234, outside },
		{ SEGMENT(2, p_vaddr), 0xfffffffffffff234, outside },
		{ SEGMENT(2, p_memsz), SEGMENTS_END, outside },
		{ SEGMENT(2, p_memsz), UINT64_MAX, outside },
		{ SEGMENT(1, p_vaddr), MMAP_MIN_ADDR - 0x1000, outside },
		{ SEGMENT(1, p_vaddr), 0, outside },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		struct file f = plain(ET_EXEC, 0x400000);
		const char *why;

		memcpy((char *)&f + lies[i].at, &lies[i].value, lies[i].size);
		why = reason(&f, sizeof(f));
		if (!strstr(why, lies[i].why))
			fail_msg("lie %zu: expected '%s', got '%s'", i, lies[i].why, why);
		assert_int_equal(mapped_count, 0);
	}
}

static void lies_about_position_are_refused(void **state)
{
	struct file f = plain(ET_DYN, 0);

	(void)state;
	f.segment[2].p_align = 1ul << 62;
	assert_string_equal(reason(&f, sizeof(f)), "a segment asks for an impossible alignment");
	f = plain(ET_DYN, 0);
	f.segment[2].p_memsz = SEGMENTS_END - PIE_BASE;
	assert_non_null(strstr(reason(&f, sizeof(f)), "outside the addresses"));
	f = plain(ET_DYN, 0);
	f.header.e_entry = TASK_SIZE - PIE_BASE;
	assert_non_null(strstr(reason(&f, sizeof(f)), "its entry point"));
	f.segment[1].p_memsz = f.segment[1].p_filesz = f.segment[2].p_memsz =
		f.segment[2].p_filesz = 0;
	assert_string_equal(reason(&f, sizeof(f)), "it has no segment to load");
}

/* The last byte that is needed is the data segment's last. */
static void every_cut_is_refused(void **state)
{
	struct file f = plain(ET_EXEC, 0x400000);

	(void)state;
	for (size_t size = 0; size < 0x1234 + 0x800; size++) {
		const char *why = reason(&f, size);

		if (!strstr(why, size < 64 ? "not an ELF file" : "cut short"))
			fail_msg("cut to %zu bytes: %s", size, why);
		assert_int_equal(mapped_count, 0);
	}
	assert_string_equal(reason(&f, 0x1234 + 0x800), "loaded");
}

/* --- noise --- */

static uint64_t random_value(void)
{
	static const uint64_t edges[] = { 0,
					  1,
					  56,
					  64,
					  0xfff,
					  0x1000,
					  0x1001,
					  MMAP_MIN_ADDR,
					  PIE_BASE,
					  SEGMENTS_END,
					  TASK_SIZE,
					  1ul << 47,
					  1ul << 63,
					  0xffff,
					  sizeof(struct file),
					  UINT32_MAX,
					  UINT64_MAX };
	uint64_t edge = edges[random_under(ARRAY_SIZE(edges))];

	switch (random_under(4)) {
	case 0:
		return random_number() >> random_under(64);
	case 1:
		return edge - random_under(0x3000);
	default:
		return edge + random_under(4) - random_under(4);
	}
}

static void disturb(struct file *f)
{
	uint64_t value = random_value(), old;
	size_t size = 1ul << random_under(4);
	size_t at = random_under(HEADERS_SIZE / size) * size;

	memcpy(&old, (char *)f + at, size);
	if (random_under(2))
		value = old + value % 0x2000 - 0x1000;
	memcpy((char *)f + at, &value, size);
}

/* What was loaded is what its headers say, whatever they say. */
static void assert_image(const struct elf_image *image, const unsigned char *copy, size_t size)
{
	uintptr_t end = 0;

	for (unsigned int i = 0; i < written_count; i++) {
		const unsigned char *from = written[i].from;

		assert_true(from >= copy && written[i].length <= (size_t)(copy + size - from));
	}
	for (unsigned int i = 0; i < mapped_count; i++)
		end = mapped[i].end;
	assert_int_equal(image->end, end);
	assert_true(image->entry < TASK_SIZE);
	assert_true(mapped_count > 0 && mapped_count == written_count);
	for (unsigned int i = 0; image->phdr && i <= mapped_count; i++) {
		assert_int_not_equal(i, mapped_count);
		if (image->phdr >= mapped[i].start && image->phdr < mapped[i].end)
			break;
	}
}

static void noise_does_no_harm(void **state)
{
	const struct file bases[] = { plain(ET_EXEC, 0x400000), plain(ET_DYN, 0) };
	unsigned int loaded = 0, files = getenv("TEST_LONG") ? FILES_LONG : FILES;

	(void)state;
	for (unsigned int n = 0; n < files; n++) {
		struct file f = bases[n % 2];
		size_t size = random_under(8) ? HEADERS_SIZE + 0x2000 : random_under(sizeof(f));
		struct elf_image image;
		unsigned char *copy;

		for (unsigned int i = random_under(6); i; i--)
			disturb(&f);
		maps_left = random_under(8) ? UINT32_MAX : random_under(3);
		if (!load(&f, size, &image, &copy)) {
			assert_image(&image, copy, size);
			loaded++;
		}
		free(copy);
	}
	/* Both ways must have been gone often. */
	assert_in_range(loaded, files / 20, files - files / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_at_its_address),
		cmocka_unit_test(a_program_without_an_address),
		cmocka_unit_test(an_executable_stack_is_asked_for),
		cmocka_unit_test(headers_that_are_not_loaded),
		cmocka_unit_test(no_memory_is_said),
		cmocka_unit_test(lies_are_refused),
		cmocka_unit_test(lies_about_position_are_refused),
		cmocka_unit_test(every_cut_is_refused),
		cmocka_unit_test(noise_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
