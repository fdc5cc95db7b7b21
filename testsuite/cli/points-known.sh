# SPDX-License-Identifier: GPL-2.0-only
# Every probe point of the language's manual that this build lacks is known by name, with all that may
# be put behind it.  A line's points are told one by one, twenty at most.
while read -r points; do
	"$SPILE" -r "$RELEASE" -p2 -e "probe $points {}" >out 2>err
	[ $? = 1 ] && grep -q 'semantic error' err && ! grep -q 'more error' err &&
		! grep 'semantic error' err | grep -v 'not supported yet by this build$' ||
		{ echo "$points"; cat err; exit 1; }
	"$SPILE" -r "$RELEASE" -p2 -e "probe never, $(sed 's/, /?, /g' <<<"$points")? {}" >out 2>err
	[ $? = 0 ] && [ ! -s err ] || { echo "$points?"; cat err; exit 1; }
done <<'END'
{process,process("p"),process(7)}.{begin,end,syscall,insn}
{process,process("p"),process(7)}.thread.{begin,end}, {process,process("p"),process(7)}.insn.block
{process,process("p"),process(7)}.syscall.return
{process,process("p"),process(7)}.{function("f"),statement("f@a.c:3"),statement(16),mark("*"),plt,plt("f")}
{process("p"),process(7)}.function("f").{call,return,inline,exported,label("l"),callees,callees(2),callee("g")}
{process("p"),process(7)}.function("f").callee("g").{call,return}, process("p").function("f").return.maxactive(3)
{process("p"),process(7)}.statement("*@a.c:3").nearest, {process("p"),process(7)}.statement(16).absolute
{process("p"),process(7)}.provider("v").mark("m"), {process("p"),process(7)}.plt("f").return
process("p").library("l").{function("f"),statement("*@a.c:3"),plt,plt("f"),mark("m")}
process("p").library("l").function("*").{return,call}, process("p").library("l").provider("*").mark("*")
process("p").library("l").statement("*@a.c:3").nearest, process(7).library("l").function("f").callee("g").return
{procfs,procfs("f")}.{read,write}, {procfs,procfs("f")}.read.maxsize(9), procfs.umask(4).read.maxsize(9)
{procfs,procfs("f")}.umask(4).{read,write}, procfs("f").umask(4).maxsize(9)
input.{char,line}, netfilter.hook("h").pf("p"), netfilter.pf("p").hook("h")
netfilter.hook("h").pf("p").priority("3"), netfilter.pf("p").hook("h").priority("N")
{python2,python3}.module("m").function("f"), {python2,python3}.module("m").function("f").{call,return}
{java("p"),java(7)}.class("c").method("m"), {java("p"),java(7)}.class("c").method("m").return
END
