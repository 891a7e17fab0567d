/*
 * Reads the multiboot2 information (Multiboot2 specification, 3.6): a list of tags, of
 * which the kernel needs a few. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/loader.h"
#include "lib/lib.h"

#include <arch/page.h>
#include <arch/screen.h>

#define TAG_END 0
#define TAG_CMDLINE 1
#define TAG_MODULE 3
#define TAG_MEMORY_MAP 6
#define TAG_FRAMEBUFFER 8
#define TAG_RSDP_OLD 14 /* a copy of ACPI 1.0's RSDP */
#define TAG_RSDP_NEW 15
#define MEMORY_AVAILABLE 1
#define FRAMEBUFFER_RGB 1
#define FRAMEBUFFER_TEXT 2

struct tag {
	uint32_t type, size;
};

struct tag_cmdline {
	struct tag tag;
	char text[];
};

struct tag_module {
	struct tag tag;
	uint32_t start, end;
};

struct tag_memory_map {
	struct tag tag;
	uint32_t entry_size, entry_version;
};

struct tag_framebuffer {
	struct tag tag;
	uint64_t address;
	uint32_t pitch, width, height;
	uint8_t bits, type;
} __attribute__((packed, aligned(8)));

#define FRAMEBUFFER_SIZE 30 /* the bytes that every such tag has */

struct memory_entry {
	uint64_t base, size;
	uint32_t type, reserved;
};

/* Panics if a tag is too short: the read would go on into the next tag. */
static void expect_size(const struct tag *tag, uint32_t least)
{
	if (tag->size < least)
		panic("multiboot2 tag %u has a size of %u bytes", tag->type, tag->size);
}

static void read_memory_map(const struct tag_memory_map *map)
{
	const char *entry = (const char *)(map + 1);
	const char *end = (const char *)map + map->tag.size;

	expect_size(&map->tag, sizeof(*map));
	if (map->entry_size < sizeof(struct memory_entry))
		panic("multiboot2 memory map entries of %u bytes", map->entry_size);
	for (; entry + map->entry_size <= end; entry += map->entry_size) {
		const struct memory_entry *e = (const void *)entry;

		if (e->type == MEMORY_AVAILABLE)
			boot_add_memory(e->base, e->size);
	}
}

/*
 * Notes the framebuffer, unless the kernel cannot draw on it, for instance because it
 * has a palette.
 */
static void read_framebuffer(const struct tag_framebuffer *f)
{
	bool text;

	expect_size(&f->tag, FRAMEBUFFER_SIZE);
	text = f->type == FRAMEBUFFER_TEXT;
	if (!text && (f->type != FRAMEBUFFER_RGB || f->bits < 15 || f->bits > 32))
		return;
	boot_screen = (struct boot_screen){ .address = f->address,
					    .text = text,
					    .bits = f->bits,
					    .pitch = f->pitch,
					    .width = f->width,
					    .height = f->height };
}

static void read_tag(const struct tag *tag)
{
	const struct tag_cmdline *cmdline = (const void *)tag;
	const struct tag_module *module = (const void *)tag;

	switch (tag->type) {
	case TAG_CMDLINE:
		boot_set_cmdline(cmdline->text, tag->size - sizeof(*tag));
		break;
	case TAG_MODULE: /* the first is the initramfs */
		expect_size(tag, sizeof(*module));
		if (!boot_info.initrd.size && module->end > module->start)
			boot_info.initrd = (struct boot_range){ module->start,
								module->end - module->start };
		break;
	case TAG_MEMORY_MAP:
		read_memory_map((const void *)tag);
		break;
	case TAG_FRAMEBUFFER:
		read_framebuffer((const void *)tag);
		break;
	case TAG_RSDP_OLD:
		if (!boot_rsdp)
			boot_rsdp = virt_to_phys(tag + 1);
		break;
	case TAG_RSDP_NEW: /* preferred: it has 64-bit addresses, too */
		boot_rsdp = virt_to_phys(tag + 1);
		break;
	}
}

void multiboot2_read(phys_addr_t address)
{
	const char *info = phys_to_virt(address);
	uint32_t total = *(const uint32_t *)info;
	const struct tag *tag;

	boot_info.loader = "multiboot2";
	for (uint32_t at = 8; at + sizeof(*tag) <= total; at += ALIGN_UP(tag->size, 8)) {
		tag = (const void *)(info + at);
		if (tag->type == TAG_END)
			return;
		if (tag->size < sizeof(*tag) || tag->size > total - at)
			panic("multiboot2 tag %u has a size of %u bytes", tag->type, tag->size);
		read_tag(tag);
	}
	panic("the multiboot2 information ends without an end tag");
}
