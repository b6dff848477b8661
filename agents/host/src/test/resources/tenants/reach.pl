# Tries to reach one who listens: reach.pl <address> <words>
use strict;
use IO::Socket::INET;

my ($address, $words) = @ARGV;
my $tcp = IO::Socket::INET->new(PeerAddr => $address, PeerPort => 8080, Timeout => 1);
print $tcp "$words\n" if $tcp;
print $tcp ? "connected\n" : "not connected\n";
for my $target ($address, "228.6.7.8") {
  my $udp = IO::Socket::INET->new(Proto => "udp", PeerAddr => $target, PeerPort => 5000) or next;
  $udp->send($target eq $address ? "$words" : "$words, to all");
}
