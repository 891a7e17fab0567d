/* The command line. SPDX-License-Identifier: MIT */
#include "bench/bench.h"

static const char usage[] =
	"usage: bench [run|growth|list|smoke|transport|contact|clock] [--paths A,B]\n"
	"             [--benches A,B] [--patterns A,B] [--variants A,B] [--rounds N] [--samples "
	"N]\n"
	"             [--warmup N] [--batch N] [--records N] [--seed N] [--counter NAME]\n"
	"             [--emulated 0|1] [--cache-bytes N] [--gap-ms N]\n";

static __noreturn void usage_error(const char *problem, const char *word)
{
	print(2, "%s: %s '%s'\n%s", program_name, problem, word, usage);
	exit(2);
}

struct number_option {
	const char *name;
	uint64_t *value, least, most;
};

static bool take_number(const struct number_option *numbers, size_t n, const char *name,
			const char *text)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(name, numbers[i].name))
			continue;
		if (!parse_u64(text, numbers[i].value) || *numbers[i].value < numbers[i].least ||
		    *numbers[i].value > numbers[i].most)
			usage_error("a number out of its range:", text);
		return true;
	}
	return false;
}

static void take_option(struct options *o, const char *name, const char *text)
{
	const struct number_option numbers[] = {
		{ "--rounds", &o->rounds, 1, 1000000 },
		{ "--samples", &o->samples, 1, 100000 },
		{ "--warmup", &o->warmup, 0, 100000 },
		{ "--batch", &o->batch, 1, BATCH_MAX },
		{ "--seed", &o->seed, 0, UINT64_MAX },
		{ "--emulated", &o->emulated, 0, 1 },
		{ "--cache-bytes", &o->cache_bytes, 0, 1ull << 40 },
		{ "--gap-ms", &o->gap_ms, 1, 60000 },
		{ "--records", &o->records, 1, 10000000 },
	};
	const struct {
		const char *name, **value;
	} lists[] = {
		{ "--paths", &o->paths },	{ "--benches", &o->benches },
		{ "--patterns", &o->patterns }, { "--variants", &o->variants },
		{ "--counter", &o->counter },
	};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		if (!strcmp(name, lists[i].name)) {
			*lists[i].value = text;
			return;
		}
	}
	if (!take_number(numbers, ARRAY_SIZE(numbers), name, text))
		usage_error("unknown option", name);
}

/* A round of `growth` makes a million mappings, and a gibibyte present: few will do. */
static void take_command(struct options *o, const char *command)
{
	static const char *const commands[] = { "run",	     "growth",	"list", "smoke",
						"transport", "contact", "clock" };
	size_t n = 0;

	while (n < ARRAY_SIZE(commands) && strcmp(command, commands[n]))
		n++;
	if (n == ARRAY_SIZE(commands))
		usage_error("unknown command", command);
	o->command = command;
	o->growth = !strcmp(command, "growth");
	if (o->growth)
		o->rounds = 3;
}

void options_read(struct options *options, int argc, char **argv)
{
	int n = 1;

	*options = (struct options){ .command = "run",
				     .rounds = 20,
				     .samples = 20,
				     .warmup = WARMUP,
				     .seed = 1,
				     .batch = 1,
				     .gap_ms = 1000,
				     .records = 1000000 };
	if (n < argc && argv[n][0] != '-')
		take_command(options, argv[n++]);
	for (; n < argc; n += 2) {
		if (n + 1 == argc)
			usage_error("no value behind", argv[n]);
		take_option(options, argv[n], argv[n + 1]);
	}
}
