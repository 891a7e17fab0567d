/*
 * Characters on a screen (lib/x86_64/screen.c): text, and pixels of each size, found again
 * by the font's shapes; nothing is written outside the lines. SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/x86_64/screen.c"

#define ADDRESS 0x1fd000000 /* above 4 GiB */
#define COLUMNS 6
#define ROWS 4
#define SLACK 12 /* bytes after each line, which nobody sees */
#define UNTOUCHED 0x5a

static unsigned char video[ROWS * FONT_HEIGHT * (COLUMNS * FONT_WIDTH * 4 + SLACK)];
static char found[ROWS * (COLUMNS + 1) + 1];

void *early_map_device(phys_addr_t pa, size_t size)
{
	assert_int_equal(pa, ADDRESS);
	assert_int_equal(size, (size_t)boot_screen.pitch * boot_screen.height);
	assert_true(size <= sizeof(video));
	return video;
}

static void open_text(void)
{
	memset(video, UNTOUCHED, sizeof(video));
	boot_screen = (struct boot_screen){ ADDRESS, true, 16, COLUMNS * 2, COLUMNS, ROWS };
	column = row = 0;
	screen_init();
}

static void open_pixels(uint8_t bits)
{
	uint32_t pitch = COLUMNS * FONT_WIDTH * ((bits + 7u) / 8) + SLACK;

	memset(video, UNTOUCHED, sizeof(video));
	boot_screen = (struct boot_screen){ ADDRESS, false, bits, pitch, COLUMNS * FONT_WIDTH, ROWS * FONT_HEIGHT };
	column = row = 0;
	screen_init();
}

/* A pixel's bytes are all ones or all zeros. */
static bool lit(unsigned int x, unsigned int y)
{
	unsigned int size = (boot_screen.bits + 7u) / 8;
	const unsigned char *at = video + y * boot_screen.pitch + x * size;

	for (unsigned int i = 0; i < size; i++)
		assert_int_equal(at[i], at[0]);
	assert_true(at[0] == 0 || at[0] == 0xff);
	return at[0];
}

static char character_at(unsigned int r, unsigned int c)
{
	uint8_t shape[FONT_HEIGHT] = { 0 };

	if (boot_screen.text) {
		assert_int_equal(video[r * boot_screen.pitch + 2 * c + 1], 7); /* light grey on black */
		return (char)video[r * boot_screen.pitch + 2 * c];
	}
	for (unsigned int y = 0; y < FONT_HEIGHT; y++)
		for (unsigned int x = 0; x < FONT_WIDTH; x++)
			shape[y] |= (uint8_t)(lit(c * FONT_WIDTH + x, r * FONT_HEIGHT + y) << (7 - x));
	for (int i = 0; i <= FONT_LAST - FONT_FIRST; i++)
		if (!memcmp(font[i], shape, FONT_HEIGHT))
			return (char)(FONT_FIRST + i);
	return 0;
}

static void assert_shows(const char *text)
{
	char *at = found;

	for (unsigned int r = 0; r < ROWS; r++, *at++ = '|')
		for (unsigned int c = 0; c < COLUMNS; c++)
			*at++ = character_at(r, c);
	*at = 0;
	assert_string_equal(found, text);
	if (boot_screen.text)
		for (size_t i = (size_t)boot_screen.pitch * ROWS; i < sizeof(video); i++)
			assert_int_equal(video[i], UNTOUCHED);
}

static void write_text(const char *text)
{
	screen_write(text, strlen(text));
}

/* What every kind of screen does. */
static void fill(void)
{
	assert_shows("      |      |      |      |");
	write_text("ab\tc\r\nlong line\n\x80~\n");
	assert_shows("ab c  |long l|ine   |?~    |");
	write_text("last\nmore");
	assert_shows("ine   |?~    |last  |more  |");
	write_text("!\nA\nB");
	assert_shows("last  |more! |A     |B     |");
}

static void text(void **state)
{
	(void)state;
	open_text();
	fill();
}

static void pixels(void **state)
{
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		open_pixels(((uint8_t[]){ 15, 16, 24, 32 })[i]);
		fill();
	}
}

/* Nothing is read back from video memory, which is slow: a change there goes unnoticed. */
static void what_is_shown_is_not_drawn_again(void **state)
{
	(void)state;
	open_text();
	write_text("same\nsame\nsame\n");
	video[0] = 'S';
	write_text("same\nx");
	assert_shows("Same  |same  |x     |      |");
}

static void none_of_it_is_shown(void **state)
{
	(void)state;
	open_text();
	screen_close();
	write_text("text");
	assert_shows("      |      |      |      |");
	boot_screen.address = 0;
	screen_init();
	write_text("text");
	assert_shows("      |      |      |      |");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text),
		cmocka_unit_test(pixels),
		cmocka_unit_test(what_is_shown_is_not_drawn_again),
		cmocka_unit_test(none_of_it_is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
