# Draws what a call costs on each path: the median as a point, its interval thick, least to 99th
# percentile thin. gnuplot -c latency.gp OUT HEADLINE SUBJECT XLABEL DATA ROWS XMIN XMAX WORDS
# DATA: path, 1 for a control, least, low, median, high, 99th, 1 if that was cut, the words
# after it. WORDS: 1 if those are more than a number in any row.
# SPDX-License-Identifier: MIT
out = ARG1; headline = ARG2; subject = ARG3; data = ARG5
rows = int(ARG6)
width = 900; height = 130 + 26 * rows
load "plot.gp"

set xlabel ARG4
set bmargin 4
set xrange [ARG7 + 0.0:ARG8 + 0.0]
set yrange [rows - 0.5:-0.5]
set border 1
set ytics scale 0
set rmargin int(ARG9) ? 24 : 10
set arrow 1 from 0, graph 0 to 0, graph 1 nohead lw 0.5 lc rgb 0xb0b0b0
colour(control) = control > 0 ? grey : blue
cut(n, y) = n > 0 ? y : NaN

plot data using 3:0:($7 - $3):(0):(colour($2)):ytic(1) with vectors nohead lw 1 lc rgb variable, \
	data using 3:(cut($8, $0)):($7 - $3):(0):(colour($2)) with vectors head filled size screen 0.008,20 \
		lw 1 lc rgb variable, \
	data using 4:0:($6 - $4):(0):(colour($2)) with vectors nohead lw 5 lc rgb variable, \
	data using 5:0:(colour($2)) with points pt 7 ps 0.9 lc rgb variable, \
	data using 7:0:(strcol(9)) with labels left offset 1,0 textcolor rgb dark
