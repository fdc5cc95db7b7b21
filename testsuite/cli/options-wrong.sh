# SPDX-License-Identifier: GPL-2.0-only
# Each wrong command line is answered with what is wrong, a hint, and status 2; nothing is run.
wrong() { # MESSAGE OPTION...
	local message=$1
	shift
	"$SPILE" "$@" >out 2>err
	[ $? = 2 ] && [ ! -s out ] && [ "$(cat err)" = "spile: $message
try 'spile --help'" ] || { echo "spile $*"; cat out err; exit 1; }
}
s='probe begin { exit() }'
wrong "no script was given: name a file, or use -e"
wrong "no script was given: name a file, or use -e" -v -p1
wrong "the script's file name is empty" ''
wrong "option '-e' needs SCRIPT" -e
wrong "option '-o' needs FILE" -e "$s" -o
wrong "option '-o' takes FILE, which is empty here" -e "$s" -o ''
wrong "option '-l' needs POINT" -l
wrong "option '-L' takes a probe point, which is empty here" -L ''
wrong "option '-l' takes no script" -l begin -e "$s"
wrong "option '-L' takes no script" -L begin script.stp
wrong "of the options '-l' and '-L' only one may be given, once" -l begin -L begin
wrong "of the options '-l' and '--dump-functions' only one may be given, once" -l begin --dump-functions
wrong "option '--dump-probe-types' takes no script" --dump-probe-types -e "$s"
wrong "option '--mechanism' takes ftrace, native, boost, emulate, step or kprobe, not 'magic'" --mechanism=magic -e "$s"
wrong "the passes are 1 to 5: there is no pass '6'" -p6 -e "$s"
wrong "the passes are 1 to 5: there is no pass '0'" -p 0 -e "$s"
wrong "the passes are 1 to 5: there is no pass 'x'" -px -e "$s"
wrong "options '-x' and '-c' both say what target() is: give one" -x 1 -c true -e "$s"
wrong "option '-x' takes a whole number from 1 to 2147483647, not 'one'" -x one -e "$s"
wrong "option '-x' takes a whole number from 1 to 2147483647, not '0'" -x 0 -e "$s"
wrong "option '-x' takes a whole number from 1 to 2147483647, not '99999999999'" -x 99999999999 -e "$s"
wrong "option '-x' means a process of this machine, which '--vm' can't see" --vm -x 1 -e "$s"
wrong "options '-r' and '--vm' name different kernels: '2' and '1'" --vm=1 -r 2 -e "$s"
wrong "option '--vm=' names no kernel release" --vm= -e "$s"
wrong "option '-T' takes a whole number from 1 to 2147483647, not '-1'" -T -1 -e "$s"
wrong "option '-s' takes a whole number from 1 to 4095, not '4096'" -s 4096 -e "$s"
wrong "option '-s' takes a whole number from 1 to 4095, not '0'" -s0 -e "$s"
wrong "option '-G' takes NAME=VALUE, not 'n'" -G n -e "$s"
wrong "option '-G' takes NAME=VALUE, not '1=2'" -G 1=2 -e "$s"
wrong "option '-D' takes NAME=VALUE, not '=2'" -D =2 -e "$s"
wrong "no limit is named 'MAXACTON'; did you mean 'MAXACTION'?" -D MAXACTON=2 -e "$s"
wrong "no limit is named 'QUITEOTHER'" -DQUITEOTHER -e "$s"
wrong "MAXSTRINGLEN takes a whole number from 8 to 8192, not 'long'" -D MAXSTRINGLEN=long -e "$s"
wrong "MAXNESTING takes a whole number from 1 to 100, not '1000'" -D MAXNESTING=1000 -e "$s"
wrong "option '-D MAXTRYLOCK' is not supported yet" -D MAXTRYLOCK=1 -e "$s"
wrong "the module name is empty" -m '' -e "$s"
wrong "the module name 'a-b' may have letters, digits and '_' alone" -m a-b -e "$s"
wrong "the module name 'a/../b' may have letters, digits and '_' alone" -m a/../b -e "$s"
wrong "option '--color' takes never, always or auto, not 'red'" --color=red -e "$s"
wrong "option '--debuginfo' takes btf, dwarf or symbols, not 'stabs'" --debuginfo=stabs -e "$s"
wrong "option '--debuginfo' needs SRC" --debuginfo -e "$s"
wrong "option '--disable-cache' takes no argument" --disable-cache=1 -e "$s"
wrong "unknown option '--disable-cash'; did you mean '--disable-cache'?" --disable-cash -e "$s"
wrong "unknown option '--quite-another-thing'" --quite-another-thing -e "$s"
wrong "unknown option '-z'" -z -e "$s"
wrong "unknown option '-1'; arguments of the script that begin with '-' stand after '--'" -e "$s" -1
long=$(printf 'm%.0s' $(seq 56))
wrong "the module name '$long' has more than 55 characters" -m "$long" -e "$s"

# What stap has and spile lacks.
for option in --remote --remote=host --bpf --dyninst --runtime=bpf --vp --monitor --use-server; do
	wrong "option '${option%%=*}' is not supported yet" $option -e "$s"
done
for letter in a b B d E F i P R S t; do
	wrong "option '-$letter' is not supported yet" -$letter -e "$s"
done
