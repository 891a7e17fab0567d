/*
 * Nodes and properties of a flattened device tree. Next: fdt_address.c.
 * SPDX-License-Identifier: MIT
 */
#include "boot/arm64/fdt.h"
#include "boot/arm64/fdt_cells.h"
#include "lib/lib.h"

#define FDT_MAGIC 0xd00dfeed
#define FDT_VERSION_READ 16 /* the highest last_comp_version that this code can read */

#define FDT_BEGIN_NODE 1
#define FDT_END_NODE 2
#define FDT_PROP 3
#define FDT_NOP 4
#define FDT_END 9

/* The words of the header. */
enum { MAGIC, TOTAL_SIZE, STRUCTS, STRINGS, RESERVATIONS, VERSION, LAST_COMPATIBLE, BOOT_CPU,
       STRINGS_SIZE, STRUCTS_SIZE };

/* How deep a node may lie below the root. No real device lies deeper. */
#define DEPTH_MAX 16

uint32_t fdt_size(const void *header)
{
	const uint8_t *h = header;
	uint32_t size = be32(h + 4 * TOTAL_SIZE);

	if (be32(h) != FDT_MAGIC || size < FDT_HEADER_SIZE || size > FDT_SIZE_MAX)
		return 0;
	return size;
}

/* Tells whether a block of `size` bytes at `offset` lies within `limit` bytes. */
static bool inside(uint32_t offset, uint32_t size, uint32_t limit)
{
	return offset <= limit && size <= limit - offset;
}

bool fdt_open(struct fdt *fdt, const void *blob, size_t available)
{
	const uint8_t *h = blob;

	if (available < FDT_HEADER_SIZE)
		return false;
	*fdt = (struct fdt){
		.blob = blob,
		.size = fdt_size(blob),
		.structs = be32(h + 4 * STRUCTS),
		.structs_size = be32(h + 4 * STRUCTS_SIZE),
		.strings = be32(h + 4 * STRINGS),
		.strings_size = be32(h + 4 * STRINGS_SIZE),
		.reservations = be32(h + 4 * RESERVATIONS),
	};
	return fdt->size && fdt->size <= available &&
	       be32(h + 4 * LAST_COMPATIBLE) <= FDT_VERSION_READ &&
	       be32(h + 4 * VERSION) > FDT_VERSION_READ && /* 17 has the structure block's length */
	       inside(fdt->structs, fdt->structs_size, fdt->size) &&
	       inside(fdt->strings, fdt->strings_size, fdt->size);
}

/* One token of the structure block, with what belongs to it, and the offset of the next token. */
struct token {
	uint32_t type;
	const char *name;     /* of a node or property */
	const uint8_t *value; /* of a property */
	uint32_t length;
	uint32_t next;
};

/*
 * Returns the terminated string at `offset` of a block of `size` bytes, or NULL if
 * there is none.
 */
static const char *string_at(const uint8_t *block, uint32_t offset, uint32_t size)
{
	const char *s = (const char *)block + offset;

	if (offset >= size || strnlen(s, size - offset) == size - offset)
		return NULL;
	return s;
}

/*
 * Returns the token at `at`. A broken or unknown token reads as FDT_END, so that every
 * walk ends there.
 */
static struct token token_at(const struct fdt *fdt, uint32_t at)
{
	const uint8_t *block = fdt->blob + fdt->structs;
	const struct token end = { .type = FDT_END, .next = at };
	struct token t = { .next = at + 4 };

	if (!inside(at, 4, fdt->structs_size))
		return end;
	t.type = be32(block + at);
	if (t.type == FDT_BEGIN_NODE) {
		t.name = string_at(block, at + 4, fdt->structs_size);
		if (!t.name)
			return end;
		t.next = ALIGN_UP(at + 4 + (uint32_t)strlen(t.name) + 1, 4);
	} else if (t.type == FDT_PROP) {
		if (!inside(at, 12, fdt->structs_size))
			return end;
		t.length = be32(block + at + 4);
		t.name = string_at(fdt->blob + fdt->strings, be32(block + at + 8), fdt->strings_size);
		t.value = block + at + 12;
		if (!t.name || !inside(at + 12, t.length, fdt->structs_size))
			return end;
		t.next = ALIGN_UP(at + 12 + t.length, 4);
	} else if (t.type != FDT_END_NODE && t.type != FDT_NOP) {
		return end;
	}
	return t;
}

int fdt_next(const struct fdt *fdt, int node, int *depth)
{
	uint32_t at = 0;

	if (node == FDT_NONE)
		*depth = -1;
	else
		at = token_at(fdt, (uint32_t)node).next;
	for (;;) {
		struct token t = token_at(fdt, at);

		if (t.type == FDT_END)
			return FDT_NONE;
		if (t.type == FDT_BEGIN_NODE) {
			++*depth;
			return (int)at;
		}
		if (t.type == FDT_END_NODE)
			--*depth;
		at = t.next;
	}
}

/* Nodes do not know their parents, so this walks from the root and notes the path. */
int fdt_parent(const struct fdt *fdt, int node)
{
	int path[DEPTH_MAX], depth;

	for (int n = fdt_next(fdt, FDT_NONE, &depth); n != FDT_NONE; n = fdt_next(fdt, n, &depth)) {
		if (depth < 0 || depth >= DEPTH_MAX)
			continue;
		path[depth] = n;
		if (n == node)
			return depth ? path[depth - 1] : FDT_NONE;
	}
	return FDT_NONE;
}

const char *fdt_name(const struct fdt *fdt, int node)
{
	struct token t = token_at(fdt, (uint32_t)node);

	return t.type == FDT_BEGIN_NODE ? t.name : "";
}

const void *fdt_property(const struct fdt *fdt, int node, const char *name, uint32_t *length)
{
	struct token t = token_at(fdt, (uint32_t)node);

	/* A node's properties come before its children. */
	do
		t = token_at(fdt, t.next);
	while (t.type == FDT_NOP || (t.type == FDT_PROP && strcmp(t.name, name)));
	if (t.type != FDT_PROP)
		return NULL;
	*length = t.length;
	return t.value;
}

const char *fdt_string(const struct fdt *fdt, int node, const char *name)
{
	uint32_t length;
	const char *value = fdt_property(fdt, node, name, &length);

	return value && strnlen(value, length) < length ? value : NULL;
}

bool fdt_cell(const struct fdt *fdt, int node, const char *name, unsigned int index, uint32_t *value)
{
	uint32_t length;
	const uint8_t *cells = fdt_property(fdt, node, name, &length);

	if (!cells || index >= length / 4)
		return false;
	*value = be32(cells + 4 * index);
	return true;
}

bool fdt_number(const struct fdt *fdt, int node, const char *name, uint64_t *value)
{
	uint32_t length;
	const uint8_t *cells = fdt_property(fdt, node, name, &length);

	if (!cells || (length != 4 && length != 8))
		return false;
	*value = length == 4 ? be32(cells) : be64(cells);
	return true;
}

bool fdt_available(const struct fdt *fdt, int node)
{
	const char *status = fdt_string(fdt, node, "status");

	return !status || !strcmp(status, "okay") || !strcmp(status, "ok");
}

/* Tells whether the node's `compatible`, a list of terminated strings, has `name`. */
static bool compatible(const struct fdt *fdt, int node, const char *name)
{
	uint32_t length;
	const char *list = fdt_property(fdt, node, "compatible", &length);

	while (list && length) {
		size_t n = strnlen(list, length);

		if (n == length)
			return false;
		if (!strcmp(list, name))
			return true;
		list += n + 1;
		length -= n + 1;
	}
	return false;
}

int fdt_find_compatible(const struct fdt *fdt, int after, const char *name)
{
	int depth = 0;

	while ((after = fdt_next(fdt, after, &depth)) != FDT_NONE)
		if (compatible(fdt, after, name) && fdt_available(fdt, after))
			return after;
	return FDT_NONE;
}

/* Returns the child whose name is `name`, with or without its unit address, or FDT_NONE. */
static int find_child(const struct fdt *fdt, int parent, const char *name, size_t length)
{
	int depth = 0;

	for (int n = fdt_next(fdt, parent, &depth); n != FDT_NONE && depth > 0;
	     n = fdt_next(fdt, n, &depth)) {
		const char *full = fdt_name(fdt, n);

		if (depth == 1 && !strncmp(full, name, length) &&
		    (full[length] == '\0' || full[length] == '@'))
			return n;
	}
	return FDT_NONE;
}

/* Returns the node at a path that begins with a slash, or FDT_NONE. */
static int find_absolute(const struct fdt *fdt, const char *path, size_t length)
{
	int depth, node = fdt_next(fdt, FDT_NONE, &depth);
	size_t at = 0;

	while (node != FDT_NONE && at < length) {
		size_t start = ++at; /* past the slash */

		while (at < length && path[at] != '/')
			at++;
		if (at > start)
			node = find_child(fdt, node, path + start, at - start);
	}
	return node;
}

int fdt_find_path(const struct fdt *fdt, const char *path, size_t length)
{
	size_t n = 0;
	char alias[32];
	const char *target;
	int aliases;

	while (n < length && path[n] && path[n] != ':')
		n++;
	if (n && path[0] == '/')
		return find_absolute(fdt, path, n);
	aliases = find_absolute(fdt, "/aliases", strlen("/aliases"));
	if (!n || n >= sizeof(alias) || aliases == FDT_NONE)
		return FDT_NONE;
	copy_string(alias, path, sizeof(alias));
	alias[n] = '\0';
	target = fdt_string(fdt, aliases, alias);
	return target && target[0] == '/' ? find_absolute(fdt, target, strlen(target)) : FDT_NONE;
}
