# Draws ours against Linux: a row for each benchmark with the ratios of the net figures, on a logarithmic scale.
# gnuplot -c linux.gp OUT HEADLINE SUBJECT XLABEL DATA ROWS XMIN XMAX
# DATA: benchmark; linux_off, our best row, our base row as ratios; Linux's figure in words.
# SPDX-License-Identifier: MIT
out = ARG1; headline = ARG2; subject = ARG3; data = ARG5
rows = int(ARG6)
width = 900; height = 200 + 24 * rows
load "plot.gp"

set xlabel ARG4
set logscale x
set xtics add (0.02, 0.05, 0.2, 0.5, 2, 5)
set xrange [ARG7 + 0.0:ARG8 + 0.0]
set yrange [rows - 0.5:-0.5]
set y2range [rows - 0.5:-0.5]
set border 1
set ytics scale 0
set y2tics scale 0
set label 3 "linux" at graph 1, graph 1 offset 1, 0.7 left textcolor rgb dark
set arrow 1 from 1, graph 0 to 1, graph 1 nohead lw 1 lc rgb dark
set key outside bottom center horizontal reverse Left height 0.6
array colours[3] = [orange, green, blue]
array titles[3] = ["linux_off", "our best row", "our base row"]
array marks[3] = [9, 7, 5]
# Gets the place of row `n`: three dots of it lie one above the other where they are equal.
place(n, which) = n + (which - 2) * 0.22

plot for [n = 1:3] data using n + 1:(place($0, n)) with points pt marks[n] ps 0.9 lc rgb colours[n] \
		title titles[n], \
	data using (1):0:ytic(1) with points pt 0 lc rgb "white" notitle, \
	data using (1):0:y2tic(5) axes x1y2 with points pt 0 lc rgb "white" notitle
