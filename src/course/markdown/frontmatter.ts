import { LessonTextError } from './directives.ts';

export interface Head {
  readonly title: string;
  readonly summary: string;
  readonly chapter: string;
  readonly minutes: number;
}

const KEYS = ['title', 'summary', 'chapter', 'minutes'];

/** The head of a lesson file: `key: value` lines between two `---`. A subset of YAML: values are plain text. */
export function readHead(value: string): Head {
  const found = new Map<string, string>();
  value.split('\n').forEach((line, i) => {
    const [, key = '', text = ''] = /^([a-z]+):\s*(.+?)\s*$/.exec(line) ?? [];
    if (!KEYS.includes(key)) throw new LessonTextError(i + 2, `the head has ${KEYS.join(', ')}; this is: ${line}`);
    found.set(key, text.replace(/^"(.*)"$/, '$1'));
  });
  const missing = KEYS.find((key) => !found.has(key));
  if (missing !== undefined) throw new LessonTextError(1, `the head has no ${missing}`);
  const minutes = Number(found.get('minutes'));
  if (!(minutes > 0)) throw new LessonTextError(1, 'minutes is a number');
  return {
    title: found.get('title') ?? '',
    summary: found.get('summary') ?? '',
    chapter: found.get('chapter') ?? '',
    minutes,
  };
}
