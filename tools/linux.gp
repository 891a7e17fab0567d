# Draws Linux and ours: a group of bars for each benchmark, on a logarithmic scale.
# gnuplot -c linux.gp OUT HEADLINE SUBJECT YLABEL DATA ROWS
# DATA: benchmark, then four columns whose headers name them. SPDX-License-Identifier: MIT
out = ARG1; headline = ARG2; subject = ARG3; data = ARG5
rows = int(ARG6)
width = 160 + 70 * rows; height = 560
width = width < 800 ? 800 : width
load "plot.gp"

set ylabel ARG4
set logscale y
set yrange [1:*]
set grid noxtics
set grid ytics linecolor rgb 0xd8d8d8 linewidth 0.5
set xrange [-0.6:rows - 0.4]
set xtics rotate by -25 scale 0
set rmargin 12
set style fill solid 1 noborder
set key autotitle columnhead outside bottom center horizontal reverse Left
array colours[4] = [grey, orange, green, blue]
bar = 0.2
place(row, n) = row + (n - 2.5) * bar
left(row, n) = place(row, n) - bar * 0.46
right(row, n) = place(row, n) + bar * 0.46

plot for [n = 1:4] data using (place($0, n)):n + 1:(left($0, n)):(right($0, n)):(1):n + 1 \
		with boxxyerror lc rgb colours[n], \
	for [n = 1:4] data using (place($0, n)):n + 1:(sprintf("%.10g", column(n + 1))) \
		with labels font ",7" rotate by 90 left offset 0,0.4 textcolor rgb dark notitle, \
	data using 0:(1):xtic(1) with points pt 0 lc rgb "white" notitle
