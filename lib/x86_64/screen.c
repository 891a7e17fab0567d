/*
 * The screen that multiboot2 hands over (specification 3.6.12), as rows of
 * characters: EGA text, or a framebuffer of 16, 24 or 32 bits a pixel, white on
 * black. When it is full, it moves up by half: what moves must be drawn again,
 * and video memory is slow, not cached. font.awk has the characters' shapes.
 * SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/early_map.h"
#include "lib/lib.h"

#include <arch/screen.h>

#include <gen/font.h>

#define COLUMNS_MAX 320
#define ROWS_MAX 160
#define EGA_LIGHT_GREY 0x0700

struct boot_screen boot_screen;

static char *memory; /* NULL: there is no screen */
static unsigned int columns, rows, column, row;
static char shown[ROWS_MAX][COLUMNS_MAX]; /* what is on the screen: video memory is not read */

static unsigned int pixel_bytes(void)
{
	return (boot_screen.bits + 7u) / 8;
}

/* Draws a pixel. All ones are white, wherever red, green and blue are. */
static void draw_pixel(volatile char *at, bool lit)
{
	if (pixel_bytes() == 4) {
		*(volatile uint32_t *)at = lit ? UINT32_MAX : 0;
		return;
	}
	for (unsigned int i = 0; i < pixel_bytes(); i++)
		at[i] = lit ? -1 : 0;
}

static void draw_glyph(unsigned int r, unsigned int c, char character)
{
	const uint8_t *glyph = font[(unsigned char)character - FONT_FIRST];
	char *line = memory + (size_t)r * FONT_HEIGHT * boot_screen.pitch + c * FONT_WIDTH * pixel_bytes();

	for (unsigned int y = 0; y < FONT_HEIGHT; y++, line += boot_screen.pitch)
		for (unsigned int x = 0; x < FONT_WIDTH; x++)
			draw_pixel(line + x * pixel_bytes(), glyph[y] >> (FONT_WIDTH - 1 - x) & 1);
}

/* Draws a character if it is not there already. */
static void draw(unsigned int r, unsigned int c, char character)
{
	if (shown[r][c] == character)
		return;
	shown[r][c] = character;
	if (boot_screen.text)
		*(volatile uint16_t *)(memory + r * boot_screen.pitch + 2 * c) =
			(uint16_t)(EGA_LIGHT_GREY | (unsigned char)character);
	else
		draw_glyph(r, c, character);
}

static void move_up(unsigned int by)
{
	for (unsigned int r = 0; r < rows; r++)
		for (unsigned int c = 0; c < columns; c++)
			draw(r, c, r + by < rows ? shown[r + by][c] : ' ');
	row -= by;
}

static void next_line(void)
{
	column = 0;
	row++;
}

/*
 * Writes a character. A full screen moves only when more is written: so the
 * last line, which says how the run ended, stays, although it has its newline.
 */
static void put(char character)
{
	if (column == columns && character != '\n')
		next_line();
	if (row == rows)
		move_up(rows / 2);
	if (character == '\n') {
		next_line();
		return;
	}
	draw(row, column++, character >= FONT_FIRST && character <= FONT_LAST ? character : '?');
}

void screen_write(const char *text, size_t length)
{
	for (; memory && length; length--, text++)
		if (*text != '\r')
			put(*text == '\t' ? ' ' : *text);
}

static void clear(void)
{
	if (!boot_screen.text)
		for (size_t i = 0; i + 4 <= (size_t)boot_screen.pitch * boot_screen.height; i += 4)
			*(volatile uint32_t *)(memory + i) = 0;
	memset(shown, boot_screen.text ? 0 : ' ', sizeof(shown));
	for (unsigned int r = 0; r < rows; r++)
		for (unsigned int c = 0; c < columns; c++)
			draw(r, c, ' ');
}

static unsigned int at_most(unsigned int value, unsigned int most)
{
	return value < most ? value : most;
}

void screen_init(void)
{
	const struct boot_screen *s = &boot_screen;

	if (!s->address)
		return;
	columns = at_most(s->text ? s->width : s->width / FONT_WIDTH, COLUMNS_MAX);
	rows = at_most(s->text ? s->height : s->height / FONT_HEIGHT, ROWS_MAX);
	if (columns < 2 || rows < 2)
		return;
	memory = early_map_device(s->address, (size_t)s->pitch * s->height);
	if (memory)
		clear();
}

void screen_close(void)
{
	memory = NULL;
}
