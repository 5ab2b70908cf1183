import type { Finding, Kitchen } from '../../classroom/bring/index.ts';
import type { OwnLesson } from '../../classroom/own/index.ts';
import { BRING_WORDS, type BringWords } from '../../i18n/bring.ts';

/** Names and messages of others as code, so that nothing in them is markup. */
const code = (text: string): string => {
  const plain = text
    .replace(/[`\s]+/g, ' ')
    .trim()
    .slice(0, 300);
  return plain === '' ? '' : `\`${plain}\``;
};

function wordsIn(t: BringWords, { start, files, tabs }: Kitchen, findings: readonly Finding[]): string {
  const places = Object.keys(files)
    .slice(0, 30)
    .map((path) => (tabs.includes(path) ? `- :file[${path}]{path=${path}}` : `- ${code(path)}`));
  const said = findings.slice(0, 40).map((finding) => {
    const { says, way } = t.finding[finding.kind];
    const where = finding.line > 0 ? `${code(finding.path)} ${t.line(finding.line)}` : code(finding.path);
    return `- ${t.item(where, says(code(finding.word)), way)}`;
  });
  return [
    '---',
    `title: ${t.kitchenTitle}`,
    `summary: ${t.kitchenSummary}`,
    'chapter: own',
    'minutes: 10',
    '---',
    '',
    `::step[${t.kitchenStep}]{#kitchen}`,
    '',
    t.kitchenText,
    '',
    ...(start === null ? [] : [`${t.kitchenStart} ${code(start.argv.join(' '))}`, '']),
    ...places,
    '',
    ...(said.length === 0 ? [] : [`#### ${t.findings}`, '', ...said, '']),
  ].join('\n');
}

/** What the lesson panel shows beside a brought app, in both languages. */
export const kitchenTexts = (kitchen: Kitchen, findings: readonly Finding[]): OwnLesson['texts'] => ({
  en: wordsIn(BRING_WORDS.en, kitchen, findings),
  'zh-TW': wordsIn(BRING_WORDS['zh-TW'], kitchen, findings),
});
