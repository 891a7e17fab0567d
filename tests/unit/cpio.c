/* fs/cpio.c and fs/initramfs.c: archives whole, cut short at every byte, and lying. SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "fs/cpio.c"
#include "fs/initramfs.c"

static unsigned int complaints;

void klog(const char *fmt, ...)
{
	(void)fmt;
	complaints++;
}

/* An archive that a test writes. */
struct archive {
	uint8_t bytes[4096];
	size_t size;
};

struct member {
	const char *name, *data;
	uint32_t mode, inode, links;
};

static void pad(struct archive *a)
{
	while (a->size % 4)
		a->bytes[a->size++] = 0;
}

static void add(struct archive *a, const char *magic, struct member m)
{
	a->size += sprintf((char *)a->bytes + a->size,
			   "%s%08x%08X%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", magic, m.inode,
			   m.mode, 0, 0, m.links, 0, (unsigned int)strlen(m.data), 8, 1, 0, 0,
			   (unsigned int)strlen(m.name) + 1, 0);
	strcpy((char *)a->bytes + a->size, m.name);
	a->size += strlen(m.name) + 1;
	pad(a);
	memcpy(a->bytes + a->size, m.data, strlen(m.data));
	a->size += strlen(m.data);
	pad(a);
}

static void add_file(struct archive *a, const char *name, const char *data)
{
	add(a, "070701", (struct member){ name, data, S_IFREG | 0755, a->size + 1, 1 });
}

static void end(struct archive *a)
{
	add(a, "070701", (struct member){ "TRAILER!!!", "", 0, 0, 1 });
}

/* In a block of the exact size, so that the sanitizer sees a byte too many. */
static void *start(const struct archive *a, size_t size)
{
	uint8_t *copy = malloc(size);

	memcpy(copy, a->bytes, size);
	complaints = 0;
	initramfs_init(copy, size);
	return copy;
}

static void check_file(const char *path, const char *data)
{
	struct initramfs_file file;

	assert_true(initramfs_find(path, &file));
	assert_int_equal(file.size, strlen(data));
	assert_memory_equal(file.data, data, file.size);
}

static void files_are_found_by_any_spelling(void **state)
{
	struct archive a = { 0 };
	struct initramfs_file file;
	void *copy;

	(void)state;
	add(&a, "070702", (struct member){ ".", "", S_IFDIR | 0755, 1, 2 });
	add(&a, "070702", (struct member){ "init", "program", S_IFREG | 0750, 2, 1 });
	add_file(&a, "./a/b", "x");
	add_file(&a, "/empty", "");
	end(&a);
	copy = start(&a, a.size);
	assert_int_equal(complaints, 0);
	check_file("/init", "program");
	check_file("init", "program");
	check_file("./init", "program");
	check_file("/a/b", "x");
	check_file("//./a/b", "x");
	check_file("empty", "");
	assert_false(initramfs_find("/ini", &file));
	assert_false(initramfs_find("/init2", &file));
	assert_false(initramfs_find("/TRAILER!!!", &file));
	assert_true(initramfs_find("init", &file));
	assert_int_equal(file.mode, S_IFREG | 0750);
	free(copy);
}

static void later_archives_win(void **state)
{
	struct archive a = { 0 };
	void *copy;

	(void)state;
	add_file(&a, "init", "old");
	add_file(&a, "init", "new");
	add_file(&a, "other", "kept");
	end(&a);
	a.size = 512; /* as cpio pads */
	add_file(&a, "/init", "newest");
	end(&a);
	a.size += 7;
	copy = start(&a, a.size);
	assert_int_equal(complaints, 0);
	check_file("init", "newest");
	check_file("other", "kept");
	free(copy);
}

/* GNU cpio stores the data of a file with several names with its last name alone. */
static void names_of_one_file_share_its_data(void **state)
{
	struct archive a = { 0 };
	void *copy;

	(void)state;
	add(&a, "070701", (struct member){ "other", "wrong", S_IFREG | 0755, 7, 1 });
	end(&a);
	add(&a, "070701", (struct member){ "first", "", S_IFREG | 0755, 7, 2 });
	add(&a, "070701", (struct member){ "second", "data", S_IFREG | 0755, 7, 2 });
	end(&a);
	copy = start(&a, a.size);
	check_file("first", "data");
	check_file("second", "data");
	free(copy);
}

static void cut_short_at_every_byte(void **state)
{
	struct archive a = { 0 };
	size_t first;

	(void)state;
	add_file(&a, "first", "1");
	first = a.size;
	add_file(&a, "init", "a program of some length");
	end(&a);
	for (size_t size = 0; size < a.size; size++) {
		struct initramfs_file file;
		void *copy = start(&a, size);

		if (size >= first)
			check_file("first", "1");
		if (initramfs_find("init", &file))
			check_file("init", "a program of some length");
		else
			assert_true(complaints || !size || (size > first - 4 && size <= first));
		free(copy);
	}
}

/* Every header field of every member with numbers that are too large, and with letters that are no number. */
static void lies_are_not_believed(void **state)
{
	static const char *const lies[] = { "ffffffff", "fffffff0", "80000000", "7fffffff", "00001000",
					    "00000000", "00000001", "0000000g", "-0000001", "0x000001" };
	struct archive a = { 0 };
	size_t members[3];

	(void)state;
	members[0] = a.size;
	add_file(&a, "first", "1");
	members[1] = a.size;
	add_file(&a, "init", "program");
	members[2] = a.size;
	end(&a);
	for (unsigned int i = 0; i < 3 * 13 * ARRAY_SIZE(lies); i++) {
		struct archive lying = a;
		struct initramfs_file file;
		void *copy;

		memcpy(lying.bytes + members[i % 3] + 6 + i / 3 % 13 * 8, lies[i / 3 / 13], 8);
		copy = start(&lying, lying.size);
		if (initramfs_find("init", &file))
			for (size_t at = 0; at < file.size; at++)
				assert_true(((const uint8_t *)file.data)[at] < 128); /* all of it is there */
		free(copy);
	}
}

static void what_is_no_archive_is_refused(void **state)
{
	struct archive gzip = { .bytes = { 0x1f, 0x8b, 8 }, .size = 300 }, none = { 0 }, zeros = { .size = 99 };
	struct initramfs_file file;

	(void)state;
	free(start(&gzip, gzip.size));
	assert_int_equal(complaints, 1);
	free(start(&none, 0));
	assert_int_equal(complaints, 0);
	assert_false(initramfs_find("init", &file));
	free(start(&zeros, zeros.size));
	assert_int_equal(complaints, 0);
}

static void random_damage(void **state)
{
	struct archive a = { 0 };

	(void)state;
	add_file(&a, "first", "1");
	add(&a, "070701", (struct member){ "init", "", S_IFREG | 0755, 7, 2 });
	add(&a, "070701", (struct member){ "second", "data", S_IFREG | 0755, 7, 2 });
	end(&a);
	for (int i = 0; i < 20000; i++) {
		struct archive damaged = a;
		struct initramfs_file file;
		void *copy;

		for (int n = rand() % 4; n >= 0; n--)
			damaged.bytes[rand() % a.size] = rand() % 3 ? "0f1"[rand() % 3] : rand();
		copy = start(&damaged, a.size);
		if (initramfs_find("init", &file))
			free(memcpy(malloc(file.size + 1), file.data, file.size));
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_found_by_any_spelling),
		cmocka_unit_test(later_archives_win),
		cmocka_unit_test(names_of_one_file_share_its_data),
		cmocka_unit_test(cut_short_at_every_byte),
		cmocka_unit_test(lies_are_not_believed),
		cmocka_unit_test(what_is_no_archive_is_refused),
		cmocka_unit_test(random_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
