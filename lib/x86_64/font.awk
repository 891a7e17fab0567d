# The printable ASCII characters of GRUB's font, as C: a byte for each of 16 lines, the left pixel
# its highest bit. In: ascii.h of Debian's grub-common, a line of 16 bytes for each of 128 characters.
/^0x/ {
	if (split($0, bytes, ",") < 16)
		exit failed = 1
	if (n >= 32 && n < 127)
		text = text "\t{ " substr($0, 1, 94) " }, /* " sprintf("%d", n) " */\n"
	n++
}
END {
	if (failed || n != 128) {
		print "font.awk: expected 128 characters of 16 bytes, found " n > "/dev/stderr"
		exit 1
	}
	print "/* Glyphs of GNU GRUB, " source ", licence GPL-3+, which GRUB makes of GNU Unifont. */"
	print "#include <stdint.h>\n\n#define FONT_FIRST 32\n#define FONT_LAST 126"
	print "#define FONT_WIDTH 8\n#define FONT_HEIGHT 16\n"
	print "static const uint8_t font[FONT_LAST - FONT_FIRST + 1][FONT_HEIGHT] = {\n" text "};"
}
