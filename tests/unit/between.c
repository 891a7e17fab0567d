/*
 * What fell into a block (bench/between.c), by a kernel that counts as it is told:
 * which blocks are measured again, and which are named.
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#undef fail
#include "bench/between.c"

bool on_trapgate = true;
static long stray_count, smi_count = -19;
static char told[1024];

long control(long op, long a, long b)
{
	(void)a;
	(void)b;
	return op == CONTROL_STRAYS ? stray_count : smi_count;
}

long must(long result, const char *what)
{
	(void)what;
	return result;
}

int format(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int length;

	va_start(ap, fmt);
	length = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return length;
}

void fact(const char *fmt, ...)
{
	size_t length = strlen(told);
	va_list ap;

	va_start(ap, fmt);
	length += (size_t)vsnprintf(told + length, sizeof(told) - length, fmt, ap);
	va_end(ap);
	told[length] = '\n';
	told[length + 1] = 0;
}

static void begin(long smis_before)
{
	strayed = managed = (struct named){ 0 };
	told[0] = 0;
	smi_count = smis_before;
}

static bool block(uint32_t number, long more_strays, long more_smis)
{
	between_open();
	stray_count += more_strays;
	if (smi_count >= 0)
		smi_count += more_smis;
	return between_close(number);
}

static void a_quiet_block_counts(void **state)
{
	(void)state;
	begin(7);
	stray_count++; /* between blocks: nobody's */
	assert_true(block(0, 0, 0));
	between_tell();
	assert_string_equal(told, "stray_interrupts=0\nsmi_blocks=0\n");
}

static void a_stray_spoils_its_block(void **state)
{
	(void)state;
	begin(-19);
	assert_false(block(3, 2, 0));
	assert_true(block(3, 0, 0));
	assert_false(block(4, 1, 0));
	between_tell();
	assert_string_equal(told, "stray_interrupts=2, in blocks 3 4\n"
				  "smi_blocks=not known: nothing counts SMIs here\n");
}

static void an_smi_is_named(void **state)
{
	(void)state;
	begin(7);
	assert_true(block(5, 0, 1));
	assert_true(block(6, 0, 0));
	begin(smi_count);
	for (uint32_t n = 0; n < NAMED_MOST + 1; n++)
		assert_true(block(100000 + n, 0, 1));
	between_tell();
	assert_non_null(strstr(told, "smi_blocks=13, in blocks 100000 "));
	assert_non_null(strstr(told, " 100011 and more\n"));
	assert_null(strstr(told, "100012"));
}

static void linux_does_not_tell(void **state)
{
	(void)state;
	begin(7);
	on_trapgate = false;
	assert_true(block(0, 1, 1));
	between_tell();
	on_trapgate = true;
	assert_string_equal(told, "stray_interrupts=not known: this kernel does not tell\n"
				  "smi_blocks=not known: nothing counts SMIs here\n");
}

int main(int argc, char **argv, char **envp)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quiet_block_counts),
		cmocka_unit_test(a_stray_spoils_its_block),
		cmocka_unit_test(an_smi_is_named),
		cmocka_unit_test(linux_does_not_tell),
	};

	(void)argc;
	(void)argv;
	(void)envp;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
