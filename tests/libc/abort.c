/* Ways in which a C library ends a program by a signal: abort CASE. SPDX-License-Identifier: MIT */
#undef NDEBUG
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *abort_in_thread(void *unused)
{
	(void)unused;
	abort();
}

int main(int argc, char **argv)
{
	const char *how = argc == 2 ? argv[1] : "";
	pthread_t thread;

	puts("before");
	fflush(stdout);
	if (!strcmp(how, "abort"))
		abort();
	if (!strcmp(how, "assert"))
		assert(argc == 1);
	if (!strcmp(how, "raise"))
		raise(SIGTERM);
	if (!strcmp(how, "pthread_kill"))
		pthread_kill(pthread_self(), SIGUSR2);
	if (!strcmp(how, "thread") && !pthread_create(&thread, NULL, abort_in_thread, NULL))
		pthread_join(thread, NULL);
	signal(SIGABRT, SIG_IGN);
	if (!strcmp(how, "ignored"))
		abort();
	puts("expected a way to end");
	return 1;
}
