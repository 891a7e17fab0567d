# Draws two runs: for each row the ratio of the net figures with its interval, and the margin within which they
# count as the same. gnuplot -c compare.gp OUT HEADLINE SUBJECT XLABEL DATA ROWS XMIN XMAX MARGIN
# DATA: name, ratio, low, high, verdict (0 same, 1 better, 2 worse, 3 unclear, 4 slightly better,
# 5 slightly worse). MARGIN: 0.02 for 2 %.
# SPDX-License-Identifier: MIT
out = ARG1; headline = ARG2; subject = ARG3; data = ARG5
rows = int(ARG6)
width = 900; height = 190 + 20 * rows
load "plot.gp"

set xlabel ARG4
set xrange [ARG7 + 0.0:ARG8 + 0.0]
set yrange [rows - 0.5:-0.5]
margin = ARG9 + 0.0
set border 1
set ytics scale 0
set rmargin 10
set object 1 rectangle from 1 / (1 + margin), graph 0 to 1 + margin, graph 1 behind \
	fillcolor rgb 0xe8eef4 fillstyle solid 1 noborder
set arrow 1 from 1, graph 0 to 1, graph 1 nohead lw 1 lc rgb dark
set key outside bottom center horizontal reverse Left height 0.6 maxcols 3
array colours[6] = [grey, blue, vermilion, grey, blue, vermilion]
array marks[6] = [7, 9, 11, 6, 8, 10]
array verdicts[6] = ["same", "better", "worse", "unclear", "slightly better", "slightly worse"]
only(n, y) = int(column(5)) == n ? y : NaN

plot for [n = 0:5] data using 3:(only(n, $0)):($4 - $3):(0) with vectors nohead lw 2.5 \
		lc rgb colours[n + 1] notitle, \
	for [n = 0:5] data using 2:(only(n, $0)) with points pt marks[n + 1] ps 0.9 lc rgb colours[n + 1] notitle, \
	for [n = 0:5] keyentry with points pt marks[n + 1] ps 0.9 lc rgb colours[n + 1] title verdicts[n + 1], \
	data using ($4 > $2 ? $4 : $2):0:(sprintf("%.4g", $2)) with labels left offset 1,0 font ",9" \
		textcolor rgb dark notitle, \
	data using (1):0:ytic(1) with points pt 0 lc rgb "white" notitle
