/*
 * Which names a comma-separated list of names and shell globs means; `group:measured` and
 * `group:control` mean paths. Next: bench/plan.c. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#define GROUP "group:"

/* Returns where the set that begins at `p` ends, at its `]`; NULL if it has no end: then `[` is a character. */
static const char *set_end(const char *p, const char *end)
{
	const char *at = p + 1 + (p + 1 < end && (p[1] == '!' || p[1] == '^'));

	for (at++; at < end; at++)
		if (*at == ']')
			return at;
	return NULL;
}

/* Whether the set from `p`, at its `[`, to `last`, at its `]`, has the character. */
static bool set_has(const char *p, const char *last, char c)
{
	bool inverted = p[1] == '!' || p[1] == '^', found = false;

	for (p += 1 + inverted; p < last; p++) {
		if (p[1] == '-' && p + 2 < last) {
			found |= p[0] <= c && c <= p[2];
			p += 2;
		} else {
			found |= *p == c;
		}
	}
	return found != inverted;
}

/* Returns the rest of the pattern after what stands for the one character; NULL if nothing of it does. */
static const char *after_one(const char *p, const char *end, char c)
{
	const char *last;

	if (p == end)
		return NULL;
	last = *p == '[' ? set_end(p, end) : NULL;
	if (last)
		return set_has(p, last, c) ? last + 1 : NULL;
	return *p == '?' || *p == c ? p + 1 : NULL;
}

bool name_matches(const char *p, size_t length, const char *name)
{
	const char *end = p + length, *star = NULL, *taken = NULL;

	while (*name) {
		const char *next = after_one(p, end, *name);

		if (p < end && *p == '*') {
			star = ++p;
			taken = name;
		} else if (next) {
			p = next;
			name++;
		} else if (star) {
			/* The star takes one character more; what follows it is tried after that. */
			p = star;
			name = ++taken;
		} else {
			return false;
		}
	}
	while (p < end && *p == '*')
		p++;
	return p == end;
}

bool path_matches(const char *p, size_t length, const struct control_path *path)
{
	const char *group = path->control ? GROUP "control" : GROUP "measured";

	if (length == strlen(group) && !strncmp(p, group, length))
		return true;
	return name_matches(p, length, path->name);
}

size_t name_length(const char *list)
{
	const char *comma = strchr(list, ',');

	return comma ? (size_t)(comma - list) : strlen(list);
}

bool list_has(const char *list, const char *name)
{
	for (const char *s = list; s; s = strchr(s, ',')) {
		s += *s == ',';
		if (name_matches(s, name_length(s), name))
			return true;
	}
	return !list;
}

bool list_has_path(const char *list, const struct control_path *path)
{
	for (const char *s = list; s; s = strchr(s, ',')) {
		s += *s == ',';
		if (path_matches(s, name_length(s), path))
			return true;
	}
	return !list;
}
