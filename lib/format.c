/*
 * Makes text from values: the part of snprintf that a kernel needs. A
 * conversion that it does not know is copied as it stands.
 * SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"

/* The buffer, and how much was written to it. */
struct output {
	char *buf;
	size_t size, length; /* length counts what a buffer without end would hold */
};

/* A conversion of the format: what stands between '%' and its letter. */
struct conversion {
	bool left, zeros, prefix;
	int width, precision; /* precision -1: none given */
	int longs;
	char type;
};

static void put(struct output *out, char c)
{
	if (out->length + 1 < out->size)
		out->buf[out->length] = c;
	out->length++;
}

static void put_times(struct output *out, char c, int n)
{
	while (n-- > 0)
		put(out, c);
}

static void put_text(struct output *out, const char *text, int n)
{
	while (n-- > 0)
		put(out, *text++);
}

/* Reads a width or precision: digits, or '*' for an argument. */
static int parse_number(const char **fmt, va_list *ap)
{
	int n = 0;

	if (**fmt == '*') {
		++*fmt;
		return va_arg(*ap, int);
	}
	for (; **fmt >= '0' && **fmt <= '9'; ++*fmt)
		n = n * 10 + (**fmt - '0');
	return n;
}

static void parse_flags(const char **fmt, struct conversion *c)
{
	for (;; ++*fmt) {
		if (**fmt == '-')
			c->left = true;
		else if (**fmt == '0')
			c->zeros = true;
		else if (**fmt == '#')
			c->prefix = true;
		else
			return;
	}
}

/* Reads a conversion. *fmt stands after the '%', and in the end after the conversion. */
static struct conversion parse(const char **fmt, va_list *ap)
{
	struct conversion c = { .precision = -1 };

	parse_flags(fmt, &c);
	c.width = parse_number(fmt, ap);
	if (c.width < 0) { /* from '*': as in C it means '-' and the width */
		c.left = true;
		c.width = -c.width;
	}
	if (**fmt == '.') {
		++*fmt;
		c.precision = parse_number(fmt, ap);
	}
	for (; **fmt == 'l' || **fmt == 'z'; ++*fmt)
		c.longs++;
	c.type = **fmt;
	if (c.type)
		++*fmt;
	return c;
}

/* sign stands before the digits, and before zeros that fill the width: "", "-" or "0x". */
static void put_number(struct output *out, const struct conversion *c, uint64_t value,
		       unsigned int base, const char *sign)
{
	const char *digit = c->type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	char reversed[20]; /* 2^64 - 1 in decimal */
	int n = 0, zeros, signs = strlen(sign), padding;

	for (; value; value /= base)
		reversed[n++] = digit[value % base];
	zeros = (c->precision < 0 ? 1 : c->precision) - n;
	if (c->zeros && !c->left && c->precision < 0 && c->width - signs - n > zeros)
		zeros = c->width - signs - n;
	if (zeros < 0)
		zeros = 0;
	padding = c->width - signs - zeros - n;
	if (!c->left)
		put_times(out, ' ', padding);
	put_text(out, sign, signs);
	put_times(out, '0', zeros);
	while (n)
		put(out, reversed[--n]);
	if (c->left)
		put_times(out, ' ', padding);
}

static void put_string(struct output *out, const struct conversion *c, const char *text,
		       size_t length)
{
	if (!c->left)
		put_times(out, ' ', c->width - (int)length);
	put_text(out, text, length);
	if (c->left)
		put_times(out, ' ', c->width - (int)length);
}

static void put_decimal(struct output *out, const struct conversion *c, va_list *ap)
{
	long value = c->longs ? va_arg(*ap, long) : va_arg(*ap, int);

	put_number(out, c, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, value < 0 ? "-" : "");
}

static void put_unsigned(struct output *out, const struct conversion *c, va_list *ap)
{
	uint64_t value = c->longs ? va_arg(*ap, unsigned long) : va_arg(*ap, unsigned int);
	bool prefix = c->prefix && value && c->type != 'u';

	put_number(out, c, value, c->type == 'u' ? 10 : 16,
		   !prefix ? "" : c->type == 'X' ? "0X" : "0x");
}

static void put_conversion(struct output *out, const struct conversion *c, va_list *ap)
{
	const char *text;
	char one;

	switch (c->type) {
	case 'd':
	case 'i':
		put_decimal(out, c, ap);
		break;
	case 'u':
	case 'x':
	case 'X':
		put_unsigned(out, c, ap);
		break;
	case 'p':
		put_number(out, c, (uintptr_t)va_arg(*ap, void *), 16, "0x");
		break;
	case 's':
		text = va_arg(*ap, const char *);
		if (!text)
			text = "(null)";
		put_string(out, c, text, strnlen(text, c->precision < 0 ? SIZE_MAX : (size_t)c->precision));
		break;
	case 'c':
		one = va_arg(*ap, int);
		put_string(out, c, &one, 1);
		break;
	}
}

int vformat(char *buf, size_t size, const char *fmt, va_list arguments)
{
	struct output out = { .buf = buf, .size = size };
	va_list ap;

	va_copy(ap, arguments); /* a va_list parameter may be an array: &arguments would not fit */
	while (*fmt) {
		const char *start = fmt;
		struct conversion c;

		if (*fmt++ != '%') {
			put(&out, *start);
			continue;
		}
		c = parse(&fmt, &ap);
		if (c.type == '%')
			put(&out, '%');
		else if (c.type && strchr("diuxXpsc", c.type))
			put_conversion(&out, &c, &ap);
		else
			put_text(&out, start, fmt - start);
	}
	va_end(ap);
	if (size)
		buf[out.length < size ? out.length : size - 1] = '\0';
	return out.length;
}

int format(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int length;

	va_start(ap, fmt);
	length = vformat(buf, size, fmt, ap);
	va_end(ap);
	return length;
}
