# Says on its output who reached it: over TCP at 8080, over UDP at 5000, also as one of a group.
use strict;
use IO::Socket::INET;
use IO::Select;
use Socket qw(IPPROTO_IP IP_ADD_MEMBERSHIP INADDR_ANY inet_aton pack_ip_mreq);

$| = 1;
$SIG{TERM} = sub { exit 0 };
my $tcp = IO::Socket::INET->new(Listen => 5, LocalPort => 8080, ReuseAddr => 1) or die $!;
my $udp = IO::Socket::INET->new(Proto => "udp", LocalPort => 5000) or die $!;
setsockopt($udp, IPPROTO_IP, IP_ADD_MEMBERSHIP, pack_ip_mreq(inet_aton("228.6.7.8"), INADDR_ANY))
  or die $!;
my $both = IO::Select->new($tcp, $udp);
while (1) {
  for my $ready ($both->can_read()) {
    if ($ready == $tcp) {
      my $client = $tcp->accept() or next;
      my $line = <$client>;
      print "tcp: ", $line // "\n";
      close $client;
    } else {
      $udp->recv(my $text, 200);
      print "udp: $text\n";
    }
  }
}
