# Dispatch by call pattern: a group of bars a path, a bar a pattern, the median.
# gnuplot -c dispatch.gp OUT HEADLINE SUBJECT YLABEL DATA ROWS PATTERNS
# DATA: path, then a column a pattern, whose header names it. SPDX-License-Identifier: MIT
out = ARG1; headline = ARG2; subject = ARG3; data = ARG5
rows = int(ARG6); patterns = int(ARG7)
width = 160 + 26 * rows * (patterns + 1); height = 520
width = width < 800 ? 800 : width
load "plot.gp"

set ylabel ARG4
set yrange [0:*]
set offsets 0, 0, graph 0.1, 0
set grid noxtics
set grid ytics linecolor rgb 0xd8d8d8 linewidth 0.5
set xrange [-0.6:rows - 0.4]
set xtics rotate by -25 scale 0
set rmargin 12
set style fill solid 1 noborder
set key autotitle columnhead outside bottom center horizontal reverse Left
array colours[4] = [blue, orange, green, grey]
bar = 0.8 / patterns
place(row, n) = row + (n - (patterns + 1) / 2.0) * bar

plot for [n = 1:patterns] data using (place($0, n)):n + 1:(bar * 0.92) with boxes lc rgb colours[n], \
	for [n = 1:patterns] data using (place($0, n)):n + 1:(sprintf("%.10g", column(n + 1))) \
		with labels font ",8" rotate by 90 left offset 0,0.4 textcolor rgb dark notitle, \
	data using 0:(0):xtic(1) with points pt 0 lc rgb "white" notitle
