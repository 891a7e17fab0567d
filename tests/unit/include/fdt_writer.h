/*
 * Writes the device tree that the tests read (Devicetree Specification 0.4, chapter 5).
 * SPDX-License-Identifier: MIT
 */
#ifndef FDT_WRITER_H
#define FDT_WRITER_H

static uint8_t structs[2048], names[512];
static uint32_t structs_size, names_size;

static void put32(uint8_t *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = value >> (24 - 8 * i);
}

static void word(uint32_t value)
{
	assert_true(structs_size + 4 <= sizeof(structs));
	put32(structs + structs_size, value);
	structs_size += 4;
}

static void bytes(const void *data, uint32_t length)
{
	assert_true(structs_size + length + 4 <= sizeof(structs));
	memcpy(structs + structs_size, data, length);
	structs_size += length;
	while (structs_size % 4)
		structs[structs_size++] = 0;
}

static uint32_t begin_node(const char *name)
{
	uint32_t at = structs_size;

	word(1);
	bytes(name, strlen(name) + 1);
	return at;
}

static void end_node(void)
{
	word(2);
}

static void property(const char *name, const void *value, uint32_t length)
{
	word(3);
	word(length);
	word(names_size);
	assert_true(names_size + strlen(name) < sizeof(names));
	strcpy((char *)names + names_size, name);
	names_size += strlen(name) + 1;
	bytes(value, length);
}

static void property_text(const char *name, const char *text)
{
	property(name, text, strlen(text) + 1);
}

static void property_cells(const char *name, unsigned int count, ...)
{
	uint8_t value[64];
	va_list ap;

	va_start(ap, count);
	for (unsigned int i = 0; i < count; i++)
		put32(value + 4 * i, va_arg(ap, uint32_t));
	va_end(ap);
	property(name, value, 4 * count);
}

static struct {
	uint32_t root, memory, bus, inner, uart, rtc, off, chosen, far;
} at;

/* Two buses, the inner one moved by the outer one's ranges, with what a board has on them. */
static void write_nodes(void)
{
	structs_size = names_size = 0;
	at.root = begin_node("");
	property_cells("#address-cells", 1, 2);
	property_cells("#size-cells", 1, 2);
	at.memory = begin_node("memory@40000000");
	property_text("device_type", "memory");
	property_cells("reg", 8, 0, 0x40000000, 0, 0x8000000, 1, 0, 2, 0);
	end_node();
	word(4);
	at.bus = begin_node("bus@1000");
	property_cells("#address-cells", 1, 1);
	property_cells("#size-cells", 1, 1);
	property_cells("ranges", 8, 0x1000, 0, 0x9001000, 0x1000, 0x8000, 3, 0, 0x100);
	at.uart = begin_node("uart@1800");
	property("compatible", "arm,pl011\0arm,primecell", 24);
	property_cells("reg", 4, 0x1800, 0x200, 0x8010, 0x10);
	property_cells("clock", 1, 24000000);
	end_node();
	at.off = begin_node("uart@1c00");
	property_text("compatible", "arm,pl011");
	property_text("status", "disabled");
	end_node();
	at.far = begin_node("uart@2000");
	property_cells("reg", 2, 0x2000, 0x200); /* right behind the range */
	property("label", "abc", 3);
	end_node();
	at.inner = begin_node("inner");
	property_cells("#address-cells", 1, 1);
	property_cells("#size-cells", 1, 0);
	property("ranges", "", 0);
	at.rtc = begin_node("rtc@8020");
	property_cells("reg", 1, 0x8020);
	end_node();
	end_node();
	end_node();
	begin_node("aliases");
	property_text("serial0", "/bus@1000/uart@1800");
	property_text("broken", "bus");
	end_node();
	at.chosen = begin_node("chosen");
	property_text("bootargs", "path=x 0123456789abcdef");
	property_cells("linux,initrd-start", 2, 0, 0x48000000);
	property_cells("linux,initrd-end", 1, 0x48001234);
	end_node();
	end_node();
	word(9);
}

#define BLOB_MAX 4096
static uint8_t blob[BLOB_MAX];
static uint32_t blob_size;

/* Header, two reservations and the one that ends them; structure and strings, either of them last.
 */
static void write_blob_with(bool structs_last)
{
	static const uint8_t reservations[48] = { [4] = 0x48, [13] = 0x10, [19] = 1, [31] = 1 };
	uint32_t header[] = { 0xd00dfeed, 0, 88, 88, 40, 17, 16, 0, 0, 0 };

	write_nodes();
	if (structs_last)
		header[2] += ALIGN_UP(names_size, 8);
	else
		header[3] += structs_size;
	blob_size = header[1] = structs_last ? header[2] + structs_size : header[3] + names_size;
	header[8] = names_size;
	header[9] = structs_size;
	assert_true(blob_size <= sizeof(blob));
	for (int i = 0; i < 10; i++)
		put32(blob + 4 * i, header[i]);
	memcpy(blob + 40, reservations, 48);
	memcpy(blob + header[2], structs, structs_size);
	memcpy(blob + header[3], names, names_size);
}

static void write_blob(void)
{
	write_blob_with(false);
}

#endif
