# PATH(name, dispatch, ...) rows -> BACKEND(dispatch) for every back end, controls left out.
/^PATH/ { gsub(/[(),]/, " "); if ($NF == "measured" && !seen[$3]++) printf "BACKEND(%s)\n", $3 }
