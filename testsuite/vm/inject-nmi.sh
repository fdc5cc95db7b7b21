# SPDX-License-Identifier: GPL-2.0-only
# The machine's own NMIs come, while places are armed and disarmed, and run these places too; on four
# processors of another kind than the other tests have.
# { dg-target }
ko=$("$SPILE" -r "$RELEASE" -I "$TARGET" -p4 \
	-e 'probe module(@target).statement("loops_sum@" @loops_turn) { }') || exit
cat >guest.sh <<'EOF'
insmod "$2/loaded/spile_target.ko" && "$1" -c true "$3" && insmod "$2/loaded/spile_storm.ko" || exit
dmesg -c >/dev/null
echo up
for try in 1 2 3 4 5 6 7 8 9 10; do
	echo "places 30" >/proc/spile_storm || exit
	cat /proc/spile_storm
	[ "$(sed -n 's/^nmi.nmis=//p' /proc/spile_storm)" -lt 20 ] || break
done
echo done
dmesg -r | grep -E '^<[0-4]>|unknown|BUG' | grep -v 'hrtimer: interrupt took' >&2
exit 0
EOF
cat >inject.pl <<'EOF'
use IO::Socket::UNIX;
my $s = IO::Socket::UNIX->new($ARGV[0]) or die "no socket: $!";
my $greeting = <$s>;
for my $command ("qmp_capabilities", ("inject-nmi") x 3000) {
	print $s "{ \"execute\": \"$command\" }\n";
	defined(my $answer = <$s>) or last; # the guest is gone
	$answer =~ /"error"/ and die $answer;
	select undef, undef, undef, 0.02;
}
EOF
$VM --cpu EPYC --smp 4 --qemu-arg -qmp --qemu-arg "unix:$PWD/qmp,server=on,wait=off" --timeout 110 \
	-- sh guest.sh "$SPILERUN" "$TARGET" "$ko" >out 2>err &
guest=$!
for try in $(seq 600); do
	! grep -q up out || break
	sleep 0.1
done
perl inject.pl qmp 2>inject.err &
injector=$!
wait $guest && grep -q done out || { cat out err; exit 1; }
wait $injector
[ ! -s inject.err ] && [ ! -s err ] || { cat inject.err err; exit 1; }
last() { # NAME
	sed -n "s/^$1=//p" out | tail -n 1
}
[ "$(last nmi.nmis)" -ge 20 ] && [ "$(last nmi.between)" -gt 0 ] || { cat out; exit 1; }
! grep -E '(lost|twice|stray|wrong)=[1-9]' out
