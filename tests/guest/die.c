/*
 * Dies in the way that argv[1] names; argv[2] is an address where one is wanted.
 * tests.cfg says by which signal. Coming out alive is status 1. A first argument
 * if=WORD names the processors that this holds on; on another the status is 77.
 * Next: <arch>/die.c. SPDX-License-Identifier: MIT
 */
#include "tests/guest/die.h"

#include <linux/mman.h>

#define PAGE 4096
#define SKIPPED 77

static volatile uint8_t sink;
static uint8_t data[64] __aligned_to(16) = { 1 };
static const uint8_t constant[64] __aligned_to(16) = { 1 };

static void jump(uintptr_t address)
{
	((void (*)(void))address)();
}

static void read_at(uintptr_t address)
{
	sink = *(volatile uint8_t *)address;
}

static void write_at(uintptr_t address)
{
	*(volatile uint8_t *)address = 1;
}

static void jump_to(uintptr_t address)
{
	jump(address);
}

static uint8_t *page(long prot)
{
	return (uint8_t *)stub_mmap(NULL, PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void read_unmapped(uintptr_t unused)
{
	uint8_t *p = page(PROT_READ | PROT_WRITE);

	(void)unused;
	*p = 1;
	stub_munmap(p, PAGE);
	sink = *(volatile uint8_t *)p;
}

static void read_protected(uintptr_t unused)
{
	uint8_t *p = page(PROT_READ | PROT_WRITE);

	(void)unused;
	*p = 1;
	stub_mprotect(p, PAGE, PROT_NONE);
	sink = *(volatile uint8_t *)p;
}

static void write_read_only(uintptr_t unused)
{
	volatile uint8_t *p = page(PROT_READ);

	(void)unused;
	sink = *p;
	*p = 1;
}

static void write_text(uintptr_t unused)
{
	(void)unused;
	write_at((uintptr_t)return_code);
}

static void write_constant(uintptr_t unused)
{
	(void)unused;
	write_at((uintptr_t)constant);
}

static void execute_copy(uint8_t *to)
{
	memcpy(to, return_code, (size_t)(return_code_end - return_code));
	jump((uintptr_t)to);
}

static void execute_stack(uintptr_t unused)
{
	uint8_t code[64] __aligned_to(16);

	(void)unused;
	execute_copy(code);
}

static void execute_data(uintptr_t unused)
{
	(void)unused;
	execute_copy(data);
}

static void execute_page(uintptr_t unused)
{
	(void)unused;
	execute_copy(page(PROT_READ | PROT_WRITE));
}

static void overflow_stack(uintptr_t depth)
{
	volatile uint8_t frame[1024];

	frame[0] = 1;
	if (frame[0]) /* always */
		overflow_stack(depth + 1);
	sink = frame[0];
}

static void die_in_thread(void *unused)
{
	(void)unused;
	write_at(0);
}

static void thread_writes_null(uintptr_t unused)
{
	static uint8_t stack[16384] __aligned_to(16);
	static struct user_thread thread;

	(void)unused;
	thread_start(&thread, stack + sizeof(stack), die_in_thread, NULL);
	thread_join(&thread);
}

static const struct way ways[] = {
	{ "read", read_at },
	{ "write", write_at },
	{ "jump", jump_to },
	{ "read_unmapped", read_unmapped },
	{ "read_protected", read_protected },
	{ "write_read_only", write_read_only },
	{ "write_text", write_text },
	{ "write_constant", write_constant },
	{ "execute_stack", execute_stack },
	{ "execute_data", execute_data },
	{ "execute_page", execute_page },
	{ "overflow_stack", overflow_stack },
	{ "thread_writes_null", thread_writes_null },
	{ NULL, NULL },
};

static void look_up(const struct way *way, const char *name, uintptr_t argument)
{
	for (; way->name; way++)
		if (!strcmp(way->name, name)) {
			way->die(argument);
			die("%s: came out alive", name);
		}
}

int main(int argc, char **argv, char **envp)
{
	uint64_t argument = 0;

	(void)envp;
	if (argc > 1 && !strncmp(argv[1], "if=", 3)) {
		if (!arch_condition(argv[1] + 3))
			return SKIPPED;
		argc--;
		argv++;
	}
	if (argc > 2 && !parse_u64(argv[2], &argument))
		die("%s is no number", argv[2]);
	look_up(ways, argc > 1 ? argv[1] : "", argument);
	look_up(arch_ways, argc > 1 ? argv[1] : "", argument);
	print(2, "die: no such way\n");
	return 2;
}
