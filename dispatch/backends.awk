# BACKEND(name, architecture, indirect, returns) rows -> BACKEND(name, indirect, returns) of those that `arch` has.
/^BACKEND/ { gsub(/[(),]/, " "); if ($3 == arch || $3 == "any") printf "BACKEND(%s, %d, %d)\n", $2, $4, $5 }
