# prove's output, with its progress on a terminal only, and one more line at its end:
# "N passed, N failed", which counts assertions. A file that failed without a failed
# assertion (no plan, no assertion at all, a bad exit status) counts as one failure.
# SPDX-License-Identifier: MIT
package Counting;

use strict;
use warnings;
use TAP::Formatter::Console;
use TAP::Formatter::File;

our @ISA = -t STDOUT ? 'TAP::Formatter::Console' : 'TAP::Formatter::File';

sub summary {
	my ($self, $aggregate, @more) = @_;
	$self->SUPER::summary($aggregate, @more);
	my $failed = $aggregate->failed;
	for my $parser ($aggregate->parsers) {
		$failed++ if ($parser->has_problems && !$parser->failed) || !$parser->tests_run;
	}
	$failed ||= 1 unless $aggregate->total;
	printf "%d passed, %d failed\n", scalar $aggregate->passed, $failed;
	exit 1 if $failed;	# prove itself lets a plan of no assertions pass
}

1;
