/*
 * Linux's first process for tests/system/like_linux: runs the programs of /plan
 * one after the other, each as /init, as Trapgate would start it, and tells by
 * the console how each one ended and what it wrote. /plan holds strings, each
 * with its end; a run's are: the program's path, its standard input, the number
 * of its arguments, these. What is told of a run: "<status> <size>\n" and so many
 * bytes. Next: bench/lines.h. SPDX-License-Identifier: MIT
 */
#include "bench/lines.h"
#include "user/user.h"

#include <asm/errno.h>
#include <asm/signal.h>
#include <linux/fcntl.h>
#include <linux/time.h>
#include <linux/time_types.h>

CALL(openat, long folder, const char *name, long flags, long mode);
CALL(pipe2, int *ends, long flags);
CALL(dup3, long old, long new, long flags);
CALL(execve, const char *path, char **argv, char **envp);
CALL(wait4, long pid, int *status, long options, void *usage);
CALL(unlinkat, long folder, const char *path, long flags);
CALL(linkat, long folder, const char *path, long new_folder, const char *new_path, long flags);
CALL(setitimer, long which, const struct __kernel_old_itimerval *new, void *old);

#define OUTPUT	      "/output"
#define PLAN_MAX      (1 << 16)
#define OUTPUT_MAX    (1 << 20)
#define ARGUMENTS_MAX 16
/* A program that takes so long, by Linux's clock, is killed by SIGALRM. */
#define LONGEST_S 200

static char plan[PLAN_MAX], output[OUTPUT_MAX];

struct run {
	const char *program, *input;
	char *argv[ARGUMENTS_MAX + 1];
};

static long must(long result, const char *what)
{
	if (IS_ERROR(result))
		die("%s gave %ld", what, result);
	return result;
}

static char *next_string(char **at)
{
	char *s = *at;

	*at += strlen(s) + 1;
	return s;
}

static struct run read_run(char **at)
{
	struct run run = { .program = NULL };
	uint64_t count;

	run.program = next_string(at);
	run.input = next_string(at);
	if (!parse_u64(next_string(at), &count) || count > ARGUMENTS_MAX)
		die("/plan: expected a number of arguments");
	for (uint64_t i = 0; i < count; i++)
		run.argv[i] = next_string(at);
	return run;
}

/* In the new process. Nothing but 0, 1 and 2 is open; 2 is the console. */
static __noreturn void become(struct run *run, const int *in, long out, char **envp)
{
	const struct __kernel_old_itimerval longest = { .it_value = { LONGEST_S, 0 } };

	must(stub_setitimer(0 /* ITIMER_REAL */, &longest, NULL), "setitimer");
	must(stub_dup3(in[0], 0, 0), "dup3");
	must(stub_dup3(out, 1, 0), "dup3");
	die("%s: execve gave %ld", run->program, stub_execve("/init", run->argv, envp));
}

/* A file takes the good half of a bad buffer, as our console does; a pipe would take none of it. */
static long open_output(void)
{
	const long flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC;

	return must(stub_openat(AT_FDCWD, OUTPUT, flags, 0600), "making a program's output");
}

static size_t read_output(void)
{
	long fd = must(stub_openat(AT_FDCWD, OUTPUT, O_RDONLY, 0), "opening a program's output");
	long size = must(stub_read(fd, output, OUTPUT_MAX), "reading a program's output");

	stub_close(fd);
	if (size == OUTPUT_MAX)
		die("a program wrote %d bytes or more", OUTPUT_MAX);
	return (size_t)size;
}

/* What a shell would say: 128 + N where signal N killed it. */
static int shell_status(int status)
{
	return status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff;
}

static void do_run(struct run *run, char **envp)
{
	char line[64];
	int in[2], status, length;
	size_t size;
	long pid, out;

	must(stub_unlinkat(AT_FDCWD, "/init", 0), "unlinking /init");
	must(stub_linkat(AT_FDCWD, run->program, AT_FDCWD, "/init", 0), run->program);
	must(stub_pipe2(in, O_CLOEXEC), "pipe2");
	out = open_output();
	must(write_all(in[1], run->input, strlen(run->input)), "writing a program's input");
	pid = must(stub_syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0), "fork");
	if (pid == 0)
		become(run, in, out, envp);
	stub_close(in[0]);
	stub_close(in[1]);
	must(stub_wait4(pid, &status, 0, NULL), "wait4");
	stub_close(out);
	size = read_output();
	length = format(line, sizeof(line), "%d %zu\n", shell_status(status), size);
	lines_data(line, (size_t)length);
	lines_data(output, size);
}

static char *read_plan(void)
{
	long fd = must(stub_openat(AT_FDCWD, "/plan", O_RDONLY, 0), "opening /plan");
	char *end = plan + must(stub_read(fd, plan, sizeof(plan)), "reading /plan");
	stub_close(fd);
	if (end == plan || end == plan + sizeof(plan) || end[-1])
		die("/plan is empty, too long or cut");
	return end;
}

int main(int argc, char **argv, char **envp)
{
	char *at = plan, *end;

	(void)argc;
	(void)argv;
	lines_begin();
	end = read_plan();
	while (at < end) {
		struct run run = read_run(&at);

		do_run(&run, envp);
	}
	lines_end();
	lines_restart();
}
