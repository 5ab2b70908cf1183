/** The table of `kill -l` and `trap -l`: all signals of Linux, five to a line. */
const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

function realTime(number: number): string {
  if (number < 50) return number === 34 ? 'RTMIN' : `RTMIN+${number - 34}`;
  return number === 64 ? 'RTMAX' : `RTMAX-${64 - number}`;
}

export function signalTable(): string {
  const all = [
    ...NAMES.map((name, i) => [i + 1, name] as const),
    // 32 and 33 are the C library's own.
    ...Array.from({ length: 31 }, (_, i) => [i + 34, realTime(i + 34)] as const),
  ];
  return all
    .map(([number, name], i) => {
      const last = i % 5 === 4 || i === all.length - 1;
      return `${String(number).padStart(2)}) SIG${name}${last ? '\n' : '\t'}`;
    })
    .join('');
}
