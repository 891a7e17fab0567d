# All plots share this: a terminal by the output's suffix, fonts, colours that the colour-blind can tell
# apart (Okabe and Ito's). Expects: out, width, height (in pixels of the SVG), headline, subject.
# SPDX-License-Identifier: MIT
set encoding utf8
if (out[strlen(out) - 3:] eq ".svg") {
	set terminal svg noenhanced size width,height font "DejaVu Sans,11" background "white"
} else {
	set terminal pngcairo noenhanced size 2*width,2*height font "DejaVu Sans,11" \
		fontscale 2 linewidth 2 pointscale 2
}
set output out

blue = 0x0072b2; orange = 0xe69f00; green = 0x009e73; vermilion = 0xd55e00; purple = 0xcc79a7
sky = 0x56b4e9; grey = 0x7f7f7f; dark = 0x303030
set datafile separator "\t"
set label 1 headline at screen 0.02, screen 1 offset 0, -1.2 left font ",13"
set label 2 subject at screen 0.02, screen 1 offset 0, -2.6 left font ",9" textcolor rgb dark
set tmargin 5
set border 3 linecolor rgb dark
set tics nomirror out scale 0.5
set grid xtics linetype 1 linecolor rgb 0xe2e2e2 linewidth 0.7
set key off
