/*
 * Random numbers by xoshiro256** (Blackman and Vigna, 2018). splitmix64 makes
 * its state from seed=HEX on the command line, so that a run can be repeated,
 * else from the machine. NOT a cryptographic source: who sees its output can
 * tell what follows. SPDX-License-Identifier: MIT
 */
#include "proc/random.h"
#include "dispatch/dispatch.h"
#include "fs/fd.h"
#include "lib/cmdline.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <linux/errno.h>
#include <linux/random.h>

#define SEED_DIGITS 16 /* of 64 bits */

static uint64_t state[4]; /* all zero: not seeded yet */

static uint64_t splitmix64(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t parse_hex(const char *text)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t value = 0;

	if (strlen(text) > SEED_DIGITS)
		panic("seed=: expected at most %u hex digits, got '%s' or more", SEED_DIGITS, text);

	for (; *text; text++) {
		const char *digit = strchr(digits, *text);

		if (!digit)
			panic("seed=: expected lower-case hex digits, got '%s'", text);
		value = value << 4 | (uint64_t)(digit - digits);
	}
	return value;
}

static void seed_once(void)
{
	char text[SEED_DIGITS + 2]; /* with room for one digit too many */
	uint64_t seed;

	if (state[0] | state[1] | state[2] | state[3])
		return;
	seed = cmdline_get("seed", text, sizeof(text)) ? parse_hex(text) : entropy();
	for (unsigned int i = 0; i < ARRAY_SIZE(state); i++)
		state[i] = splitmix64(&seed);
}

static uint64_t rotate_left(uint64_t x, int n)
{
	return x << n | x >> (64 - n);
}

/* One step of xoshiro256**. */
static uint64_t next_number(void)
{
	uint64_t result = rotate_left(state[1] * 5, 7) * 9;
	uint64_t t = state[1] << 17;

	state[2] ^= state[0];
	state[3] ^= state[1];
	state[1] ^= state[2];
	state[0] ^= state[3];
	state[2] ^= t;
	state[3] = rotate_left(state[3], 45);
	return result;
}

void random_bytes(void *to, size_t n)
{
	char *t = to;

	seed_once();
	while (n) {
		uint64_t number = next_number();
		size_t part = n < sizeof(number) ? n : sizeof(number);

		memcpy(t, &number, part);
		t += part;
		n -= part;
	}
}

static size_t random_to_user(char *user_to, size_t n)
{
	size_t done = 0;

	while (done < n) {
		char chunk[256];
		size_t part = n - done < sizeof(chunk) ? n - done : sizeof(chunk);
		size_t left;

		random_bytes(chunk, part);
		left = copy_to_user_partial(user_to + done, chunk, part);
		done += part - left;
		if (left)
			break;
	}
	return done;
}

/*
 * As on Linux a fault after the first bytes gives a short count. No flag makes a
 * difference here.
 */
SYSCALL_DEFINE3(getrandom, char *, user_to, size_t, n, unsigned int, flags)
{
	size_t done;

	if (flags & ~(unsigned int)(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if ((flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if (n > FD_BYTES_MAX)
		n = FD_BYTES_MAX;
	if (!user_range_ok(user_to, n))
		return -EFAULT;
	done = random_to_user(user_to, n);
	return done || !n ? (long)done : -EFAULT;
}
