/*
 * Linux's first process in a boot of its own: prints where functions of the
 * kernel begin and end, by /proc/kallsyms, for tools/trapgate/linux_tree.py:
 *
 *	symbol NAME FIRST BEHIND
 *
 * in hex, a line for each argument that names a function. The kernel hands on
 * what follows `--` on its command line, and the words that it does not know.
 * SPDX-License-Identifier: MIT
 */
#include "user/user.h"

#include <asm/ioctls.h>
#include <linux/fcntl.h>
#include <linux/reboot.h>

CALL(openat, long folder, const char *name, long flags, long mode);
CALL(mkdirat, long folder, const char *name, long mode);
CALL(mount, const char *from, const char *to, const char *type, long flags, const void *data);
CALL(reboot, long magic, long magic2, long command, void *arg);

static long checked(long result, const char *what)
{
	if (IS_ERROR(result))
		die("%s: errno %ld", what, -result);
	return result;
}

/* Reads the next line, without its end. Returns false after the last. */
static bool read_line(long file, char *line, size_t size)
{
	static char text[65536];
	static long length, at;

	for (size_t n = 0; n < size; n++) {
		if (at == length) {
			length = checked(stub_read(file, text, sizeof(text)), "reading kallsyms");
			at = 0;
			if (length == 0)
				return false;
		}
		line[n] = text[at++];
		if (line[n] == '\n') {
			line[n] = '\0';
			return true;
		}
	}
	die("a line of kallsyms is too long");
}

/* Returns whether a line names an argument: it is "ADDRESS TYPE NAME", and a module's name for the
 * modules. */
static bool is_wanted(const char *line, int argc, char **argv)
{
	const char *name = strchr(line, ' ');

	for (int n = 1; name && n < argc; n++)
		if (!strcmp(name + 3, argv[n]))
			return true;
	return false;
}

/* Prints the functions that are wanted. The list goes by addresses: one ends where the next
 * begins. */
static void print_wanted(long file, int argc, char **argv)
{
	char line[512], found[512] = "";
	size_t digits = 2 * sizeof(long);

	while (read_line(file, line, sizeof(line))) {
		if (found[0] && memcmp(line, found, digits) != 0) {
			print(1, "symbol %s %.*s %.*s\n", found + digits + 3, (int)digits, found,
			      (int)digits, line);
			found[0] = '\0';
		}
		if (is_wanted(line, argc, argv))
			memcpy(found, line, sizeof(line));
	}
}

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	checked(stub_mkdirat(AT_FDCWD, "/proc", 0755), "making /proc");
	checked(stub_mount("proc", "/proc", "proc", 0, NULL), "mounting /proc");
	print_wanted(checked(stub_openat(AT_FDCWD, "/proc/kallsyms", O_RDONLY, 0), "kallsyms"),
		     argc, argv);
	checked(stub_ioctl(1, TCSBRK, (void *)1), "waiting for the console");
	checked(stub_reboot(LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_RESTART,
			    NULL),
		"ending the machine");
	return 0;
}
