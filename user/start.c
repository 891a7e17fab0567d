/*
 * Goes from the initial stack to main(), and ends the program. Next: main().
 * SPDX-License-Identifier: MIT
 */
#include "user/user.h"

int errno;
const char *program_name = "";

static const unsigned long *auxv;

unsigned long auxv_value(unsigned long type)
{
	for (const unsigned long *entry = auxv; entry[0] != 0; entry += 2)
		if (entry[0] == type)
			return entry[1];
	return 0;
}

/*
 * user/<arch>/start.S calls it with the stack as the kernel has built it: argc,
 * argv, envp, auxv.
 */
__noreturn void start_main(long *stack);

void start_main(long *stack)
{
	int argc = (int)stack[0];
	char **argv = (char **)(stack + 1);
	char **envp = argv + argc + 1;
	char **end = envp;

	while (*end)
		end++;
	auxv = (const unsigned long *)(end + 1);

	if (argc > 0) {
		program_name = argv[0];
		for (const char *s = argv[0]; *s; s++)
			if (*s == '/')
				program_name = s + 1;
	}
	exit(main(argc, argv, envp));
}

/* A loop, since the compiler must know that it never returns. */
void exit(int status)
{
	for (;;)
		stub_exit_group(status);
}

void die(const char *fmt, ...)
{
	char sentence[PRINT_MAX / 2];
	va_list ap;

	va_start(ap, fmt);
	vformat(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	print(2, "%s: %s\n", program_name, sentence);
	exit(1);
}
