# PATH(name, dispatch, exit, steps, kind) rows -> one JSON array, a row an object, as lines for the assembler.
function quoted(text) { return "\\\"" text "\\\"" }
function field(name, value) { return quoted(name) ": " value }
function steps(bits,    list, n, i, step) {
	n = split(bits, step, / *\| */)
	for (i = 1; i <= n; i++)
		if (sub(/^STEP_/, "", step[i]))
			list = list (list ? ", " : "") quoted(tolower(step[i]))
	return "[" list "]"
}
/^PATH\(/ {
	gsub(/^PATH\(|\)[^)]*$/, "")
	split($0, row, /, */)
	printf "\t.ascii\t\"%s{%s, %s, %s, %s, %s}\"\n", rows++ ? ",\\n" : "[", field("name", quoted(row[1])),
		field("dispatch", quoted(row[2])), field("exit", quoted(row[3])),
		field("control", row[5] == "control" ? "true" : "false"), field("steps", steps(row[4]))
}
END { print "\t.ascii\t\"]\\n\"" }
