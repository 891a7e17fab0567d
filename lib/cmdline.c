/* Words of the kernel's command line (lib/cmdline.h). SPDX-License-Identifier: MIT */
#include "lib/cmdline.h"
#include "lib/lib.h"

char cmdline[CMDLINE_MAX];

bool cmdline_set(const char *text, size_t max)
{
	size_t length = strnlen(text, max);

	if (length >= sizeof(cmdline))
		return false;
	memcpy(cmdline, text, length);
	cmdline[length] = '\0';
	return true;
}

/*
 * Returns 1, or 0 if c is a hex digit. It uses arithmetic on purpose: the same
 * instructions run for every digit, so that counts of instructions do not depend on the
 * token.
 */
static unsigned int not_hex(unsigned char c)
{
	unsigned int digit = (c - '0') | ('9' - c);
	unsigned int letter = (c - 'a') | ('f' - c);

	return (digit & letter) >> 31;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/*
 * Returns the last CMDLINE_TOKEN_LENGTH characters if they are a word of hex digits, else
 * the text's end.
 */
static const char *token_or_end(void)
{
	size_t length = strnlen(cmdline, CMDLINE_MAX);
	const char *end = cmdline + length;
	const char *token = end - CMDLINE_TOKEN_LENGTH;
	unsigned int bad = 0;

	if (length < CMDLINE_TOKEN_LENGTH || (length > CMDLINE_TOKEN_LENGTH && !is_blank(token[-1])))
		return end;
	for (unsigned int i = 0; i < CMDLINE_TOKEN_LENGTH; i++)
		bad |= not_hex((unsigned char)token[i]);
	return bad ? end : token;
}

const char *cmdline_token(void)
{
	const char *token = token_or_end();

	return token - cmdline < CMDLINE_MAX && *token ? token : "0000000000000000";
}

/* A word of the command line, not terminated. */
struct word {
	const char *text;
	size_t length;
};

/* Finds the first word at or after *at and moves *at past it. False: there is none before `end`. */
static bool next_word(const char **at, const char *end, struct word *word)
{
	while (*at < end && is_blank(**at))
		++*at;
	word->text = *at;
	while (*at < end && !is_blank(**at))
		++*at;
	word->length = (size_t)(*at - word->text);
	return word->length;
}

static bool is_separator(const struct word *word)
{
	return word->length == 2 && !memcmp(word->text, "--", 2);
}

/* Copies the word without its first `skip` characters. False: it does not fit. */
static bool copy_word(const struct word *word, size_t skip, char *buf, size_t size)
{
	size_t length = word->length - skip;

	if (length >= size)
		return false;
	memcpy(buf, word->text + skip, length);
	buf[length] = '\0';
	return true;
}

/* If a key occurs more than once, the last one counts, so that an appended word overrides. */
bool cmdline_get(const char *key, char *buf, size_t size)
{
	const char *at = cmdline, *end = token_or_end();
	size_t length = strlen(key);
	struct word word, found = { 0 };

	while (next_word(&at, end, &word) && !is_separator(&word))
		if (word.length > length && !memcmp(word.text, key, length) &&
		    word.text[length] == '=')
			found = word;
	if (!found.text)
		return false;
	if (found.length > length + size)
		found.length = length + size;
	return copy_word(&found, length + 1, buf, size);
}

bool cmdline_workload_word(unsigned int n, char *buf, size_t size)
{
	const char *at = cmdline, *end = token_or_end();
	struct word word;

	do {
		if (!next_word(&at, end, &word))
			return false;
	} while (!is_separator(&word));
	do {
		if (!next_word(&at, end, &word))
			return false;
	} while (n--);
	return copy_word(&word, 0, buf, size);
}
