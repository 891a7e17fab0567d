# Draws how a call's cost grows: both axes logarithmic, a line of medians or means for each series, with
# bars from the least to the 99th percentile.
# gnuplot -c growth.gp OUT HEADLINE SUBJECT XLABEL YLABEL DATA SERIES RANGE LEVEL
# DATA: a block for each series, two blank lines between: its name, then x, x's name, median or mean, least,
# 99th percentile. SERIES: how many there are, and how many of them are one kernel's, all of one colour.
# RANGE: least and greatest height. LEVEL: a height to mark, then a blank and the words for it; or -.
# SPDX-License-Identifier: MIT
out = ARG1; headline = ARG2; subject = ARG3; data = ARG6
series = int(word(ARG7, 1)); each = int(word(ARG7, 2))
low = word(ARG8, 1) + 0.0; high = word(ARG8, 2) + 0.0
width = 900; height = 560
load "plot.gp"

set xlabel ARG4 offset 0,0.4
set ylabel ARG5 offset -1.2,0
set lmargin 13
set logscale xy
set autoscale xfix
set yrange [low:high]
set offsets graph 0.03, graph 0.03, 0, 0
# Tics at 1, 2 and 5 of each power of ten: the range may be less than one.
set ytics ()
do for [power = floor(log10(low)):ceil(log10(high))] {
	do for [digit in "1 2 5"] {
		tic = digit * 10.0 ** power
		set ytics add (gprintf("%.0f", tic) tic)
	}
}
set grid ytics linecolor rgb 0xd8d8d8 linewidth 0.5
set key autotitle columnhead outside bottom center horizontal reverse Left height 0.6
if (series == 1) { set key off }
set bars 0.4
array colours[6] = [blue, orange, green, vermilion, purple, grey]
array marks[6] = [7, 5, 6, 4, 9, 8]
array dashes[6] = [1, 1, 2, 2, 3, 3]
if (each < series) {
	# Each kernel has a colour; one has filled marks, the other open ones. Each of its lines has dashes of its own.
	array kernels[2] = [blue, vermilion]
	array filled[4] = [7, 5, 9, 11]
	array open[4] = [6, 4, 8, 10]
	do for [n = 0:series - 1] {
		colours[n + 1] = kernels[n / each + 1]
		marks[n + 1] = n < each ? filled[n % each + 1] : open[n % each + 1]
		dashes[n + 1] = n % each + 1
	}
}
if (ARG9 ne "-") {
	level = word(ARG9, 1) + 0.0
	set arrow 1 from graph 0, first level to graph 1, first level nohead dt 3 lw 1.5 lc rgb dark
	set label 3 ARG9[strlen(word(ARG9, 1)) + 2:] at graph 0.01, first level offset 0, -0.7 \
		left font ",9" textcolor rgb dark
}

plot for [n = 0:series - 1] data index n using 1:3:4:5:xtic(2) with yerrorbars \
		pt 0 lw 1 lc rgb colours[n + 1] notitle, \
	for [n = 0:series - 1] data index n using 1:3 with linespoints pt marks[n + 1] ps 0.9 lw 1.6 \
		dt dashes[n + 1] lc rgb colours[n + 1]
