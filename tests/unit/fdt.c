/*
 * Device trees (boot/arm64/fdt.c, fdt_address.c): one that is whole, cut anywhere, and with any
 * word of it changed. Each lies in a block of its own size, so that a read past its end is found.
 * SPDX-License-Identifier: MIT
 */
#include "machine.h"

#include "boot/arm64/fdt.c"
#include "boot/arm64/fdt_address.c"

#define TREES	   20000
#define TREES_LONG 500000

/* As lib.h has it. */
size_t copy_string(char *to, const char *from, size_t size)
{
	return snprintf(to, size, "%s", from);
}

#include "fdt_writer.h"

/* --- the whole tree --- */

static struct fdt open_blob(void)
{
	struct fdt fdt;

	write_blob();
	assert_true(fdt_open(&fdt, blob, blob_size));
	return fdt;
}

static void assert_path(const struct fdt *fdt, const char *path, int node)
{
	assert_int_equal(fdt_find_path(fdt, path, strlen(path)), node);
}

static void nodes_are_found(void **state)
{
	struct fdt fdt = open_blob();

	(void)state;
	assert_path(&fdt, "/", at.root);
	assert_path(&fdt, "/memory@40000000", at.memory);
	assert_path(&fdt, "/memory", at.memory);
	assert_path(&fdt, "/bus/uart@1800", at.uart);
	assert_path(&fdt, "/bus@1000/inner/rtc", at.rtc);
	assert_path(&fdt, "serial0", at.uart);
	assert_path(&fdt, "serial0:115200n8", at.uart);
	assert_int_equal(fdt_find_path(&fdt, "/chosen/more", 7), at.chosen);
	assert_path(&fdt, "/uart", FDT_NONE);
	assert_path(&fdt, "/rtc", FDT_NONE);
	assert_path(&fdt, "/mem", FDT_NONE);
	assert_path(&fdt, "/memory@4", FDT_NONE);
	assert_path(&fdt, "serial1", FDT_NONE);
	assert_path(&fdt, "broken", FDT_NONE);
	assert_path(&fdt, "", FDT_NONE);
	assert_path(&fdt, "an-alias-that-is-longer-than-any-there-is", FDT_NONE);
	assert_string_equal(fdt_name(&fdt, at.root), "");
	assert_string_equal(fdt_name(&fdt, at.rtc), "rtc@8020");
	assert_int_equal(fdt_parent(&fdt, at.root), FDT_NONE);
	assert_int_equal(fdt_parent(&fdt, at.memory), at.root);
	assert_int_equal(fdt_parent(&fdt, at.far), at.bus);
	assert_int_equal(fdt_parent(&fdt, at.rtc), at.inner);
	assert_int_equal(fdt_parent(&fdt, at.chosen), at.root);
	assert_int_equal(fdt_find_compatible(&fdt, FDT_NONE, "arm,pl011"), at.uart);
	assert_int_equal(fdt_find_compatible(&fdt, FDT_NONE, "arm,primecell"), at.uart);
	assert_int_equal(fdt_find_compatible(&fdt, FDT_NONE, "arm"), FDT_NONE);
	assert_int_equal(fdt_find_compatible(&fdt, at.uart, "arm,pl011"), FDT_NONE);
}

static void properties_are_read(void **state)
{
	struct fdt fdt = open_blob();
	uint64_t number;
	uint32_t cell;

	(void)state;
	assert_string_equal(fdt_string(&fdt, at.chosen, "bootargs"), "path=x 0123456789abcdef");
	assert_null(fdt_string(&fdt, at.chosen, "boot"));
	assert_null(fdt_string(&fdt, at.far, "label")); /* it has no end */
	assert_true(fdt_number(&fdt, at.chosen, "linux,initrd-start", &number));
	assert_int_equal(number, 0x48000000);
	assert_true(fdt_number(&fdt, at.chosen, "linux,initrd-end", &number));
	assert_int_equal(number, 0x48001234);
	assert_false(fdt_number(&fdt, at.memory, "reg", &number));
	assert_true(fdt_cell(&fdt, at.memory, "reg", 6, &cell));
	assert_int_equal(cell, 2);
	assert_false(fdt_cell(&fdt, at.memory, "reg", 8, &cell));
	assert_false(fdt_cell(&fdt, at.root, "reg", 0, &cell)); /* a child's, not its own */
	assert_false(fdt_cell(&fdt, FDT_NONE, "reg", 0, &cell));
	assert_true(fdt_available(&fdt, at.uart));
	assert_false(fdt_available(&fdt, at.off));
}

static void assert_reg(const struct fdt *fdt, int node, unsigned int index, uint64_t base,
		       uint64_t size)
{
	struct fdt_range range;

	assert_true(fdt_reg(fdt, node, index, &range));
	assert_int_equal(range.base, base);
	assert_int_equal(range.size, size);
}

/* Through the ranges of all buses above; what no range has is not the CPU's. */
static void addresses_are_the_cpu_s(void **state)
{
	struct fdt fdt = open_blob();
	struct fdt_range range;

	(void)state;
	assert_reg(&fdt, at.memory, 0, 0x40000000, 0x8000000);
	assert_reg(&fdt, at.memory, 1, 0x100000000, 0x200000000);
	assert_false(fdt_reg(&fdt, at.memory, 2, &range));
	assert_reg(&fdt, at.uart, 0, 0x9001800, 0x200);
	assert_reg(&fdt, at.uart, 1, 0x300000010, 0x10);
	assert_reg(&fdt, at.rtc, 0, 0x300000020, 0);
	assert_false(fdt_reg(&fdt, at.far, 0, &range));
	assert_false(fdt_reg(&fdt, at.chosen, 0, &range));
	assert_true(fdt_reservation(&fdt, 0, &range));
	assert_int_equal(range.base, 0x48000000);
	assert_int_equal(range.size, 0x100000);
	assert_true(fdt_reservation(&fdt, 1, &range));
	assert_int_equal(range.base, 0x100000000);
	assert_int_equal(range.size, 1);
	assert_false(fdt_reservation(&fdt, 2, &range));
}

/* --- trees that are not whole, or not sane --- */

/* Everything is asked of it. Whatever comes back, each walk ends and nothing outside is read. */
static unsigned int ask_everything(const struct fdt *fdt)
{
	int depth = 0, node = FDT_NONE, last = -1;
	struct fdt_range range;
	unsigned int nodes = 0;
	uint64_t number;
	uint32_t cell;

	while ((node = fdt_next(fdt, node, &depth)) != FDT_NONE) {
		assert_true(node > last);
		last = node;
		nodes++;
		assert_true(strlen(fdt_name(fdt, node)) < fdt->structs_size);
		fdt_available(fdt, node);
		fdt_string(fdt, node, "bootargs");
		fdt_number(fdt, node, "linux,initrd-start", &number);
		for (unsigned int i = 0; i < 3; i++)
			fdt_cell(fdt, node, "reg", i, &cell);
		for (unsigned int i = 0; fdt_reg(fdt, node, i, &range); i++)
			assert_true(i < fdt->size / 4);
	}
	fdt_find_compatible(fdt, FDT_NONE, "arm,primecell");
	fdt_find_path(fdt, "serial0", 7);
	fdt_find_path(fdt, "/bus/inner/rtc", 14);
	for (unsigned int i = 0; fdt_reservation(fdt, i, &range); i++)
		assert_true(i < fdt->size / 16);
	return nodes;
}

/* Nodes that were seen; 0: refused. */
static unsigned int read_copy(uint32_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	unsigned int nodes = 0;
	struct fdt fdt;

	memcpy(copy, blob, size);
	if (fdt_open(&fdt, copy, size))
		nodes = ask_everything(&fdt);
	free(copy);
	return nodes;
}

static void every_cut_is_refused(void **state)
{
	(void)state;
	write_blob();
	for (uint32_t size = 0; size < blob_size; size++) {
		assert_int_equal(read_copy(size), 0);
		put32(blob + 4, size); /* and the header agrees */
		assert_int_equal(read_copy(size), 0);
		put32(blob + 4, blob_size);
	}
	assert_int_equal(read_copy(blob_size), 10);
}

/* The structure block ends too early, and the blob with it: what there is is read, and the walk
 * ends. */
static void every_cut_of_the_structure_ends(void **state)
{
	unsigned int before = 0;

	(void)state;
	write_blob_with(true);
	for (uint32_t size = 0; size <= structs_size; size++) {
		uint32_t whole = blob_size - structs_size + size;
		unsigned int nodes;

		put32(blob + 4, whole);
		put32(blob + 36, size);
		nodes = read_copy(whole);
		assert_in_range(nodes, before, before + 1);
		before = nodes;
	}
	assert_int_equal(before, 10);
}

/* The last name lacks its end, and nothing comes behind it. */
static void a_name_without_an_end(void **state)
{
	(void)state;
	write_blob();
	blob_size--;
	put32(blob + 4, blob_size);
	put32(blob + 32, names_size - 1);
	assert_in_range(read_copy(blob_size), 1, 10);
}

/* Deeper than any bus is; and more ends than beginnings. */
static void a_tree_too_deep(void **state)
{
	struct fdt fdt = { .blob = structs, .size = sizeof(structs), .strings = 0 };
	uint32_t node[100];

	(void)state;
	structs_size = 0;
	for (int i = 0; i < 100; i++)
		node[i] = begin_node("n");
	for (int i = 0; i < 110; i++)
		end_node();
	word(9);
	fdt.structs_size = structs_size;
	for (int i = 1; i < 16; i++)
		assert_int_equal(fdt_parent(&fdt, node[i]), node[i - 1]);
	assert_int_equal(fdt_parent(&fdt, node[16]), FDT_NONE);
	assert_int_equal(fdt_parent(&fdt, node[99]), FDT_NONE);
	assert_int_equal(ask_everything(&fdt), 100);
}

static void headers_that_lie(void **state)
{
	static const struct {
		uint32_t at, value;
	} lies[] = { { 0, 0xd00dfeee }, { 0, 0xedfe0dd0 }, { 4, 39 },	      { 4, 0x200001 },
		     { 4, UINT32_MAX }, { 8, UINT32_MAX }, { 8, BLOB_MAX },   { 12, UINT32_MAX },
		     { 12, BLOB_MAX },	{ 20, 16 },	   { 24, 17 },	      { 32, UINT32_MAX },
		     { 32, BLOB_MAX },	{ 36, BLOB_MAX },  { 36, UINT32_MAX } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		write_blob();
		put32(blob + lies[i].at, lies[i].value);
		assert_int_equal(read_copy(blob_size), 0);
	}
}

/* One to four words or bytes changed anywhere. */
static void noise_does_no_harm(void **state)
{
	unsigned int read = 0, trees = getenv("TEST_LONG") ? TREES_LONG : TREES;

	(void)state;
	for (unsigned int n = 0; n < trees; n++) {
		write_blob_with(n % 2);
		for (unsigned int i = 1 + random_under(4); i; i--) {
			uint32_t where = random_under(4) ? 10 + random_under(blob_size / 4 - 10)
							 : random_under(10);

			if (random_under(2))
				blob[4 * where + random_under(4)] = random_number();
			else
				put32(blob + 4 * where,
				      random_under(2) ? random_under(12)
						      : random_number() >> random_under(32));
		}
		read += read_copy(blob_size) != 0;
	}
	assert_in_range(read, trees / 20, trees - trees / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nodes_are_found),
		cmocka_unit_test(properties_are_read),
		cmocka_unit_test(addresses_are_the_cpu_s),
		cmocka_unit_test(every_cut_is_refused),
		cmocka_unit_test(every_cut_of_the_structure_ends),
		cmocka_unit_test(a_name_without_an_end),
		cmocka_unit_test(a_tree_too_deep),
		cmocka_unit_test(headers_that_lie),
		cmocka_unit_test(noise_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
