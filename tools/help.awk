# `make help`: a line for each target that has a `##` comment, and below it the variables that it takes.
# takes: "target=NAME NAME;target=..." of tools/variables.mk. SPDX-License-Identifier: MIT
BEGIN {
	count = split(takes, rows, ";")
	for (i = 1; i <= count; i++) {
		name = rows[i]
		gsub(/^ +|=.*/, "", name)
		sub(/[^=]*=/, "", rows[i])
		gsub(/^ +| +$/, "", rows[i])
		variables[name] = rows[i]
	}
}
/^[a-z-]+:.*## / {
	printf "make %-22s %s\n", $1, $2
	if (variables[$1])
		printf "%28s%s\n", "", variables[$1]
}
