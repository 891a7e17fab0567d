/*
 * Goes from an initramfs to the first instruction in user mode. The program is
 * init= or /init. Its argv is the file argv, else its path and the words after
 * "--" on the command line. Its envp is the file envp, else what Linux gives to
 * an init. Next: proc/elf.c, proc/stack.c. SPDX-License-Identifier: MIT
 */
#include "boot/boot.h"
#include "fs/fs.h"
#include "lib/cmdline.h"
#include "lib/console.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/elf.h"
#include "proc/sched.h"

#include <linux/stat.h>

/* The statuses of a shell for a program that it cannot start. */
#define STATUS_NOT_EXECUTABLE 126
#define STATUS_NOT_FOUND 127

static __noreturn void refuse(const char *path, const char *why, int status)
{
	static char text[CMDLINE_MAX + 128];
	size_t length = (size_t)format(text, sizeof(text), "%s: %s\n", path, why);

	console_frame(CONSOLE_FAULT, text, length < sizeof(text) ? length : sizeof(text) - 1);
	proc_exit(status);
}

static void find_program(const char *path, struct initramfs_file *file)
{
	if (!boot_info.initrd.size)
		refuse(path, "not found: the loader gave no initramfs", STATUS_NOT_FOUND);
	initramfs_init(phys_to_virt(boot_info.initrd.base), boot_info.initrd.size);
	if (!initramfs_find(path, file))
		refuse(path, "not found in the initramfs", STATUS_NOT_FOUND);
	if (!S_ISREG(file->mode))
		refuse(path, "not a regular file", STATUS_NOT_EXECUTABLE);
	if (!(file->mode & 0111))
		refuse(path, "not executable: its mode has no x", STATUS_NOT_EXECUTABLE);
}

/* Puts the path and the command line's words one after another into buf, which holds them all. */
static struct strings command_line_argv(const char *path, char *buf, size_t size)
{
	size_t at = copy_string(buf, path, size) + 1;

	for (unsigned int n = 0; cmdline_workload_word(n, buf + at, size - at); n++)
		at += strlen(buf + at) + 1;
	return (struct strings){ .text = buf, .size = at };
}

/* The file argv replaces the command line's words: it may hold any bytes, and more of them. */
static struct strings find_argv(const char *path)
{
	static char buf[2 * CMDLINE_MAX];
	struct initramfs_file file;

	if (!initramfs_find("argv", &file))
		return command_line_argv(path, buf, sizeof(buf));
	if (!file.size)
		return (struct strings){ .text = "", .size = 1 }; /* argc is never 0, as on Linux */
	return (struct strings){ .text = file.data, .size = file.size };
}

static struct strings find_envp(void)
{
	static const char initial[] = "HOME=/\0TERM=linux";
	struct initramfs_file file;

	if (initramfs_find("envp", &file))
		return (struct strings){ .text = file.data, .size = file.size };
	return (struct strings){ .text = initial, .size = sizeof(initial) };
}

/* Loads the program. Sets regs to the registers that it starts with. */
static void load(const char *path, struct pt_regs *regs)
{
	struct strings argv, envp;
	struct initramfs_file file;
	struct elf_image image;
	const char *why;
	uintptr_t sp;

	find_program(path, &file);
	argv = find_argv(path);
	envp = find_envp();
	why = elf_load(file.data, file.size, &image);
	if (!why)
		why = stack_build(&image, path, &argv, &envp, &sp);
	if (why)
		refuse(path, why, STATUS_NOT_EXECUTABLE);
	mm_brk_init(image.end);
	regs_init_user(regs, image.entry, sp);
}

static const char *base_name(const char *path)
{
	const char *name = path;

	for (; *path; path++)
		if (*path == '/')
			name = path + 1;
	return name;
}

__noreturn void proc_start(void)
{
	static char path[CMDLINE_MAX]; /* holds any word of the command line */
	struct thread *t = thread_create();

	if (!t)
		panic("no memory for the first thread");
	if (!cmdline_get("init", path, sizeof(path)))
		copy_string(path, "/init", sizeof(path));
	load(path, thread_regs(t));
	thread_name_set(t, base_name(path));
	arch_thread_start(t);
	console_frame(CONSOLE_FIRST_USER, NULL, 0);
	sched_start(t);
}
