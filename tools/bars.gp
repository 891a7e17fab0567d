# Draws a group of bars for each path, each bar with the interval of its median and its number.
# gnuplot -c bars.gp OUT HEADLINE SUBJECT XLABEL DATA ROWS SERIES XMIN XMAX
# DATA: name, then four columns for each series: value, low, high, the value in words; the first line
# names the series, four times each. SPDX-License-Identifier: MIT
out = ARG1; headline = ARG2; subject = ARG3; data = ARG5
rows = int(ARG6); series = int(ARG7)
width = 900; height = 160 + rows * (14 * series + 10)
load "plot.gp"

set xlabel ARG4
set xrange [ARG8 + 0.0:ARG9 + 0.0]
set yrange [rows - 0.5:-0.5]
set border 1
set ytics scale 0
set rmargin 10
set arrow 1 from 0, graph 0 to 0, graph 1 nohead lw 0.5 lc rgb dark
set style fill solid 1 noborder
set key autotitle columnhead outside bottom center horizontal reverse Left height 0.6
array colours[4] = [blue, orange, green, purple]
bar = 0.84 / series
place(row, n) = row + (n - (series + 1) / 2.0) * bar
left(value) = value < 0 ? value : 0
right(value) = value > 0 ? value : 0
# The number stands here: right of bar and interval.
behind(value, high) = right(high > value ? high : value)

plot for [n = 1:series] data using 4*n-2:(place($0, n)):(left(column(4*n-2))):(right(column(4*n-2))): \
		(place($0, n) - 0.46 * bar):(place($0, n) + 0.46 * bar) \
		with boxxyerror lc rgb colours[n] title columnheader(4*n-2), \
	for [n = 1:series] data using 4*n-1:(place($0, n)):(column(4*n) - column(4*n-1)):(0) \
		with vectors nohead lw 1.6 lc rgb dark notitle, \
	for [n = 1:series] data using (behind(column(4*n-2), column(4*n))):(place($0, n)): \
		4*n+1 with labels font ",8" left offset 0.6,0 \
		textcolor rgb dark notitle, \
	data using (0):0:ytic(1) with points pt 0 lc rgb "white" notitle
