/* bench/names.c: names, globs and groups of paths. SPDX-License-Identifier: MIT */
#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
/* The harness has one of its own. */
#undef fail
#define fail harness_fail

#include "bench/names.c"
#undef fail
#define fail() _fail(__FILE__, __LINE__)

static bool matches(const char *pattern, const char *name)
{
	return name_matches(pattern, strlen(pattern), name);
}

static void test_names_are_whole(void **state)
{
	(void)state;
	assert_true(matches("null", "null"));
	assert_false(matches("nul", "null"));
	assert_false(matches("null", "nul"));
	assert_false(matches("", "null"));
	assert_true(matches("-", "-"));
}

static void test_globs(void **state)
{
	(void)state;
	assert_true(matches("*", "null"));
	assert_true(matches("table_*", "table_sysret"));
	assert_false(matches("table_*", "jumptable_sysret"));
	assert_true(matches("*table*", "jumptable_sysret"));
	assert_true(matches("*_iret", "branch_iret"));
	assert_false(matches("*_iret", "branch_iret_"));
	assert_true(matches("m*map*", "mremap"));
	assert_true(matches("n=1?", "n=10"));
	assert_false(matches("n=1?", "n=1"));
	assert_true(matches("[bs]*", "switch_iret"));
	assert_false(matches("[!bs]*", "switch_iret"));
	assert_true(matches("n=[0-9]", "n=7"));
	assert_false(matches("n=[0-9]", "n=x"));
	assert_true(matches("[a", "[a"));
	assert_true(matches("a*", "a"));
	assert_false(matches("a*b", "a"));
}

/* A pattern ends where its length says: at a comma of its list. */
static void test_a_list(void **state)
{
	(void)state;
	assert_true(list_has(NULL, "anything"));
	assert_false(list_has("", "null"));
	assert_true(list_has("mmap,null", "null"));
	assert_true(list_has("mmap,n*", "null"));
	assert_false(list_has("m*,touch", "null"));
	assert_false(list_has("nul,l", "null"));
	assert_true(list_has("*ll,touch", "null"));
}

static void test_groups_of_paths(void **state)
{
	const struct control_path floor = { .name = "floor_iret", .control = 1 }, table = { .name = "table_iret" };

	(void)state;
	assert_true(list_has_path("group:control", &floor));
	assert_false(list_has_path("group:control", &table));
	assert_true(list_has_path("x,group:measured", &table));
	assert_false(list_has_path("group:measured", &floor));
	assert_true(list_has_path("group:measured,floor_*", &floor));
	assert_false(list_has_path("group:", &floor));
	assert_true(list_has_path(NULL, &floor));
}

/* The C library's judge, which asks the pattern the same question. */
static void test_as_the_c_library_does(void **state)
{
	static const char letters[] = "ab*?[]!-";
	char pattern[8], name[6];

	(void)state;
	srand(1);
	for (int n = 0; n < 300000; n++) {
		size_t length = (size_t)rand() % sizeof(pattern), names = (size_t)rand() % sizeof(name);

		for (size_t i = 0; i < length; i++)
			pattern[i] = letters[rand() % 8];
		pattern[length] = '\0';
		for (size_t i = 0; i < names; i++)
			name[i] = "ab-"[rand() % 3];
		name[names] = '\0';
		if (matches(pattern, name) != !fnmatch(pattern, name, 0))
			fail_msg("%s against %s", pattern, name);
	}
}

int main(int argc, char **argv, char **envp)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_are_whole), cmocka_unit_test(test_globs),
		cmocka_unit_test(test_a_list),		cmocka_unit_test(test_groups_of_paths),
		cmocka_unit_test(test_as_the_c_library_does),
	};

	(void)argc;
	(void)argv;
	(void)envp;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
