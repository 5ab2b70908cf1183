/** Lines of output made comparable: without time stamps, and without the frames of library code in tracebacks. */
type Line = string | readonly [at: number | null, text: string];

const LIBRARY_FRAME = /^\s+File "(?:\/usr\/(?:lib|bin)\/|<frozen |[a-z_/]+\.pyx)/;
const FRAME = /^\s+File /;
const SOURCE = /^ {4}\s*\S/;
const MARKER = /^\s+[\^~]+\s*$/;
/** nginx before its configuration is read: upstream's form, and that of a build which logs to standard error. */
const NGINX =
  /^(?:<ts> \[(emerg|alert|crit|error|warn|notice)\] <pid[^>]*>#: |nginx: \[(emerg|alert|crit|error|warn|notice)\] )/;
const PROCESS = /^(?:\[<ts>\] )?\[(<pid[^\]]*>)\]/;
const ANONYMOUS = /^(?:INFO|WARNING|ERROR):\s|^\S+ - \S+ \[<ts>\] "/;

/** Comes and goes by chance, or exists only since a later version. */
const DROPPED = (line: string): boolean =>
  MARKER.test(line) ||
  line.endsWith('was terminated due to signal 15') ||
  line.includes('] Control socket listening at ');

export function comparableLines(lines: readonly Line[]): string[] {
  const out: string[] = [];
  let inLibrary = false;
  for (const one of lines) {
    const line = typeof one === 'string' ? one : one[1];
    if (LIBRARY_FRAME.test(line)) {
      inLibrary = true;
      continue;
    }
    if (FRAME.test(line)) inLibrary = false;
    else if (inLibrary) {
      if (SOURCE.test(line)) continue;
      inLibrary = false;
    }
    if (DROPPED(line)) continue;
    const nginx = NGINX.exec(line);
    out.push(nginx ? `nginx: [${nginx[1] ?? nginx[2]}] ${line.slice(nginx[0].length)}` : line);
  }
  return out;
}

/** By the process that wrote them, as the lines themselves say; a line that says nothing goes on with the one before. */
export function groupedOutput(lines: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  let current = '';
  for (const line of lines) {
    const process = PROCESS.exec(line);
    if (process) current = process[1] ?? '';
    else if (ANONYMOUS.test(line)) current = '-';
    groups.set(current, [...(groups.get(current) ?? []), line]);
  }
  return groups;
}
