/*
 * Reads cpio archives of the format "newc", several in a row. It does not trust
 * them: it checks every length against the memory that is there.
 * SPDX-License-Identifier: MIT
 */
#include "fs/cpio.h"
#include "lib/lib.h"

#include <linux/errno.h>

/* A header: a magic of six characters, then fields of eight hex digits. */
#define MAGIC_SIZE 6
#define FIELD_SIZE 8
#define HEADER_SIZE 110
enum field {
	FIELD_INODE,
	FIELD_MODE,
	FIELD_UID,
	FIELD_GID,
	FIELD_LINKS,
	FIELD_MTIME,
	FIELD_SIZE_OF_DATA,
	FIELD_DEVICE_MAJOR,
	FIELD_DEVICE_MINOR,
	FIELD_SIZE_OF_NAME = 11,
};

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' ^ 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_field(const uint8_t *header, enum field field, uint32_t *value)
{
	const uint8_t *digits = header + MAGIC_SIZE + field * FIELD_SIZE;

	*value = 0;
	for (int i = 0; i < FIELD_SIZE; i++) {
		int digit = hex_digit(digits[i]);

		if (digit < 0)
			return false;
		*value = *value << 4 | (uint32_t)digit;
	}
	return true;
}

static bool read_header(const uint8_t *header, struct cpio_entry *entry, uint32_t *name_size)
{
	if (memcmp(header, "070701", MAGIC_SIZE) && memcmp(header, "070702", MAGIC_SIZE))
		return false;
	return read_field(header, FIELD_INODE, &entry->inode) &&
	       read_field(header, FIELD_MODE, &entry->mode) &&
	       read_field(header, FIELD_UID, &entry->uid) &&
	       read_field(header, FIELD_GID, &entry->gid) &&
	       read_field(header, FIELD_LINKS, &entry->links) &&
	       read_field(header, FIELD_MTIME, &entry->mtime_s) &&
	       read_field(header, FIELD_SIZE_OF_DATA, &entry->size) &&
	       read_field(header, FIELD_DEVICE_MAJOR, &entry->device_major) &&
	       read_field(header, FIELD_DEVICE_MINOR, &entry->device_minor) &&
	       read_field(header, FIELD_SIZE_OF_NAME, name_size);
}

/* Reads one member at c->at; the trailer that ends an archive is one, too. */
static int read_member(struct cpio *c, struct cpio_entry *entry)
{
	const uint8_t *header = c->base + c->at;
	size_t left = c->size - c->at, data, end;
	uint32_t name_size;

	if (left < HEADER_SIZE || !read_header(header, entry, &name_size))
		return -EINVAL;
	/* The name must end where its size says: then it is a string that strcmp() may read. */
	if (!name_size || name_size > left - HEADER_SIZE || header[HEADER_SIZE + name_size - 1])
		return -EINVAL;
	/* Name and data are padded to four bytes; 32-bit sizes cannot overflow a size_t. */
	data = ALIGN_UP(HEADER_SIZE + (size_t)name_size, 4);
	if (data > left || entry->size > left - data)
		return -EINVAL;
	entry->name = (const char *)header + HEADER_SIZE;
	entry->data = header + data;
	entry->archive = c->archive;
	end = ALIGN_UP(data + entry->size, 4);
	c->at += end < left ? end : left;
	return 0;
}

int cpio_next(struct cpio *c, struct cpio_entry *entry)
{
	for (;;) {
		while (c->at < c->size && !c->base[c->at])
			c->at++; /* padding between archives, and after the last one */
		if (c->at == c->size)
			return 0;
		if (read_member(c, entry) < 0)
			return -EINVAL;
		if (strcmp(entry->name, "TRAILER!!!"))
			return 1;
		c->archive++;
	}
}
