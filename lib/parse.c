/* Takes words of the command line apart. SPDX-License-Identifier: MIT */
#include "lib/lib.h"

bool text_skip(const char **text, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*text, word, length))
		return false;
	*text += length;
	return true;
}

/* Returns a digit's value; 16, which no base has, for any other character. */
static unsigned int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a') + 10;
	return c >= 'A' && c <= 'F' ? (unsigned int)(c - 'A') + 10 : 16;
}

bool text_number(const char **text, unsigned int base, uint64_t *value)
{
	const char *start = *text;

	for (*value = 0; digit_of(**text) < base; ++*text) {
		/* With any digit the next step stays in 64 bits. */
		if (*value > (UINT64_MAX - 15) / base)
			return false;
		*value = *value * base + digit_of(**text);
	}
	return *text > start;
}
