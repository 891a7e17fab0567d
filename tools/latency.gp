# Latency per path: from the least to the 99th percentile of `null`, the median as a point.
# gnuplot -c latency.gp OUT HEADLINE SUBJECT XLABEL DATA ROWS XMAX
# DATA: path, min, median, p99, 1 for a control. SPDX-License-Identifier: MIT
out = ARG1; headline = ARG2; subject = ARG3; data = ARG5
rows = int(ARG6)
width = 900; height = 130 + 26 * rows
load "plot.gp"

set xlabel ARG4
set xrange [0:ARG7 * 1.12]
set yrange [rows - 0.5:-0.5]
set border 1
set ytics scale 0
colour(control) = control > 0 ? grey : blue

plot data using 2:0:2:4:(colour($5)):ytic(1) with xerrorbars pt 0 lw 2 lc rgb variable, \
	data using 3:0:(colour($5)) with points pt 7 ps 0.8 lc rgb variable, \
	data using 4:0:(sprintf("%.10g", $3)) with labels left offset 1,0 textcolor rgb dark
