/*
 * Paths of the initramfs, walked name by name as Linux walks them: what is on the
 * way must be there and be a directory, or a symbolic link to one.
 * Next: fs/initramfs.c. SPDX-License-Identifier: MIT
 */
#include "fs/inode.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/stat.h>

/* So many symbolic links are gone through (Linux's MAXSYMLINKS). */
#define LINKS_MAX 40

/* No thread is switched away from during a walk. */
static struct {
	char at[PATH_MAX];	/* where the walk has come to, without a slash at its start */
	char left[2 * PATH_MAX]; /* names that it has still to go; read from `next` on */
	char *next;
	unsigned int links;
	struct initramfs_file file; /* the one at `at` */
} path_walk;

/* Every archive has a root, even one that does not name it. */
static int find_here(void)
{
	if (!path_walk.at[0] && !initramfs_find(".", &path_walk.file))
		path_walk.file = (struct initramfs_file){ .name = "", .mode = S_IFDIR | 0755, .links = 2 };
	else if (path_walk.at[0] && !initramfs_find(path_walk.at, &path_walk.file))
		return -ENOENT;
	return 0;
}

static void step_up(void)
{
	char *slash = path_walk.at;

	for (char *c = path_walk.at; *c; c++)
		if (*c == '/')
			slash = c;
	*slash = '\0';
}

static int step_down(const char *name, size_t length)
{
	size_t end = strlen(path_walk.at);

	if (length > NAME_MAX || end + 1 + length >= sizeof(path_walk.at))
		return -ENAMETOOLONG;
	if (end)
		path_walk.at[end++] = '/';
	memcpy(path_walk.at + end, name, length);
	path_walk.at[end + length] = '\0';
	return find_here();
}

/* The link's text takes the link's place in front of what is left. */
static int go_through_link(void)
{
	static char text[2 * PATH_MAX];
	const struct initramfs_file link = path_walk.file;
	size_t left = strlen(path_walk.next);

	if (++path_walk.links > LINKS_MAX)
		return -ELOOP;
	if (!link.size)
		return -ENOENT;
	if (link.size >= PATH_MAX || left >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(text, link.data, link.size);
	memcpy(text + link.size, path_walk.next, left + 1);
	memcpy(path_walk.left, text, link.size + left + 1);
	path_walk.next = path_walk.left;
	if (path_walk.left[0] == '/')
		path_walk.at[0] = '\0';
	else
		step_up();
	return find_here();
}

/* One name further; `follow` says what to do with a link that is the last. */
static int path_step(bool follow)
{
	const char *name = path_walk.next;
	size_t length = 0;
	bool last;
	int error;

	if (!S_ISDIR(path_walk.file.mode))
		return -ENOTDIR;
	while (name[length] && name[length] != '/')
		length++;
	path_walk.next += length;
	last = !*path_walk.next;
	if (length == 1 && name[0] == '.')
		return 0;
	if (length == 2 && name[0] == '.' && name[1] == '.') {
		step_up();
		return find_here();
	}
	error = step_down(name, length);
	if (!error && S_ISLNK(path_walk.file.mode) && (!last || follow))
		error = go_through_link();
	return error;
}

/* What is left begins with slashes: behind a name they ask for a directory. */
static int skip_slashes(void)
{
	bool any = *path_walk.next == '/';

	while (*path_walk.next == '/')
		path_walk.next++;
	return any && !S_ISDIR(path_walk.file.mode) ? -ENOTDIR : 0;
}

/* A path with its terminator, or -EFAULT, -ENAMETOOLONG. */
static int copy_path(char *to, const char *user_path)
{
	long length = copy_string_from_user(to, user_path, PATH_MAX);

	if (length < 0)
		return length;
	return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

int path_find(const char *base, const char *user_path, bool follow, struct initramfs_file *file)
{
	int error = copy_path(path_walk.left, user_path);

	if (error)
		return error;
	if (!path_walk.left[0])
		return -ENOENT;
	path_walk.next = path_walk.left;
	path_walk.links = 0;
	copy_string(path_walk.at, base && path_walk.left[0] != '/' ? base : "", sizeof(path_walk.at));
	error = find_here();
	while (!error) {
		error = skip_slashes();
		if (error || !*path_walk.next)
			break;
		error = path_step(follow);
	}
	*file = path_walk.file;
	return error;
}
