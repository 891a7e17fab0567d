# Draws empirical distribution functions: a panel for each way out, a curve for each path.
# gnuplot -c ecdf.gp OUT HEADLINE SUBJECT XLABEL DATA PANELS XMIN XMAX LONGEST
# DATA: a block for each curve, two blank lines between: its name, then value and share. PANELS: the name
# of each and its number of curves, all with a blank between. LONGEST: characters of a name.
# SPDX-License-Identifier: MIT
out = ARG1; headline = ARG2; subject = ARG3; data = ARG5
panels = words(ARG6) / 2
top = 62.0; bottom = 56.0; panel = 190.0; gap = 18.0
width = 900; height = top + bottom + panels * panel + (panels - 1) * gap
load "plot.gp"

set xrange [ARG7 + 0.0:ARG8 + 0.0]
set yrange [0:1.04]
set ytics 0, 0.25, 1
set grid ytics
set lmargin at screen 0.09
# Room for a sample of the line, and for the longest name.
right = 1 - (84.0 + 8.6 * ARG9) / width
set rmargin at screen right
set format x ""
array colours[8] = [blue, orange, green, vermilion, purple, sky, grey, dark]
colour(n) = colours[(n - 1) % 8 + 1]
dash(n) = (n - 1) / 8 + 1
# Curves may lie on each other: the first is the widest, so that each shows.
wide(n, count) = 1.3 + 0.6 * (count - n)

set multiplot
drawn = 0
do for [p = 1:panels] {
	count = int(word(ARG6, 2 * p))
	upper = 1 - (top + (p - 1) * (panel + gap)) / height
	set tmargin at screen upper
	set bmargin at screen upper - panel / height
	set ylabel word(ARG6, 2 * p - 1) . ": share of samples" offset 1,0
	set key at screen right + 0.015, screen upper left top Left reverse samplen 2.5 spacing 1.2
	if (p == panels) {
		set format x "%g"
		set xlabel ARG4 offset 0,0.3
	}
	plot for [n = 1:count] data index drawn + n - 1 using 1:2 with steps \
		lw wide(n, count) dt dash(n) lc rgb colour(n) title columnheader(1)
	drawn = drawn + count
	unset label
}
unset multiplot
