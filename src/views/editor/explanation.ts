import type { Explanation, Fact, Suggestion } from '../../language/index.ts';
import type { CodeWords } from '../../i18n/code.ts';
import type { Locale } from '../../i18n/index.ts';

/** What the page shows of an explanation, in one language. */
export interface Told {
  readonly name: string;
  readonly text: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

const factsOf = (facts: readonly Fact[], words: CodeWords): Told['facts'] =>
  facts.map(({ kind, value }) => ({ label: words.fact[kind], value }));

export const told = (
  { name, text, facts }: Pick<Explanation, 'name' | 'text' | 'facts'>,
  locale: Locale,
  words: CodeWords,
): Told => ({ name, text: locale === 'zh-TW' ? text.zh : text.en, facts: factsOf(facts, words) });

/** For Monaco's Markdown: values as code, so that nothing in them is taken for a sign. */
export const asMarkdown = ({ name, text, facts }: Told): string =>
  [
    `**${name.replaceAll('_', String.raw`\_`)}**`,
    text,
    facts.map(({ label, value }) => `${label} \`${value.replaceAll('`', "'")}\``).join('  \n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

export const ofSuggestion = (one: Suggestion, locale: Locale, words: CodeWords): string =>
  one.text === null ? '' : asMarkdown(told({ name: one.label, text: one.text, facts: one.facts }, locale, words));
