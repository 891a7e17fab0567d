# Draws how the samples spread, path by path: a box for each bin, as high as the bin's share of the
# path's fullest bin. gnuplot -c distribution.gp OUT HEADLINE SUBJECT XLABEL DATA LABELS ROWS RANGE WORDS
# DATA: row, begin and end of the bin, height 0 to 1, 1 for a control. LABELS: row, path, words
# on the samples beyond the end, or -. RANGE: both ends of the axis. WORDS: 1 if a path has such words.
# SPDX-License-Identifier: MIT
out = ARG1; headline = ARG2; subject = ARG3; data = ARG5; labels = ARG6
rows = int(ARG7)
width = 900; height = 140 + 34 * rows
load "plot.gp"

set xlabel ARG4
set bmargin 4
xmin = word(ARG8, 1) + 0.0; xmax = word(ARG8, 2) + 0.0
set xrange [xmin:xmax]
set yrange [rows - 0.8:-1]
set rmargin int(ARG9) ? 17 : 4
set border 1
set ytics scale 0
set style fill solid 1 noborder
colour(control) = control > 0 ? grey : blue
said(text) = text eq "-" ? "" : text

plot labels using (xmin):1:(xmax - xmin):(0):ytic(2) with vectors nohead lw 0.5 lc rgb 0xb0b0b0, \
	data using 2:1:2:3:($1 - 0.85 * $4):1:(colour($5)) with boxxyerror lc rgb variable, \
	labels using (xmax):1:(said(strcol(3))) with labels left offset 1,0 font ",9" \
		textcolor rgb dark
