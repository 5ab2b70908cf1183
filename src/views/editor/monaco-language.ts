/** What the editor explains, completes and repairs: Monaco's side of the language desk. */
import type * as Monaco from 'monaco-editor/editor';
import type { Slip, Suggestion } from '../../language/index.ts';
import type { CodeWords } from '../../i18n/code.ts';
import type { Locale } from '../../i18n/index.ts';
import type { LanguageDesk } from '../../store/language.ts';
import { asMarkdown, ofSuggestion, told } from './explanation.ts';

/** What the page knows at the moment; replaced as it changes. */
export interface LanguageServices {
  readonly desk: LanguageDesk | null;
  readonly locale: Locale;
  readonly words: CodeWords;
  /** Slips of the open file, for quick fixes. */
  readonly slips: readonly Slip[];
  /** What the run says of a line or of the setting there: shown under an explanation. */
  readonly note: (line: number, name: string | null) => readonly string[];
}

type Api = typeof Monaco;

const LANGUAGES = ['python', 'nginx', 'unit'];

function hover(monaco: Api, now: () => LanguageServices | null): Monaco.languages.HoverProvider {
  return {
    provideHover: (model, { lineNumber, column }) => {
      const services = now();
      if (services === null) return null;
      const found = services.desk?.explain(model.uri.path, model.getValue(), lineNumber, column) ?? null;
      const notes = services.note(lineNumber, found?.name ?? null);
      const parts = [...(found === null ? [] : [asMarkdown(told(found, services.locale, services.words))]), ...notes];
      if (parts.length === 0) return null;
      return {
        contents: parts.map((value) => ({ value })),
        ...(found === null ? {} : { range: new monaco.Range(lineNumber, found.column, lineNumber, found.endColumn) }),
      };
    },
  };
}

function kindOf(monaco: Api, kind: Suggestion['kind']): Monaco.languages.CompletionItemKind {
  const kinds = monaco.languages.CompletionItemKind;
  switch (kind) {
    case 'directive':
      return kinds.Property;
    case 'value':
      return kinds.Value;
    case 'variable':
      return kinds.Variable;
    case 'section':
      return kinds.Module;
  }
}

function completion(monaco: Api, now: () => LanguageServices | null): Monaco.languages.CompletionItemProvider {
  return {
    triggerCharacters: ['$', '[', '=', '-'],
    provideCompletionItems: (model, { lineNumber, column }) => {
      const services = now();
      const desk = services?.desk ?? null;
      if (services === null || desk === null) return { suggestions: [] };
      const before = model.getLineContent(lineNumber).slice(0, column - 1);
      const typed = /[$[]?[\w-]*$/.exec(before)?.[0].length ?? 0;
      const range = new monaco.Range(lineNumber, column - typed, lineNumber, column);
      return {
        suggestions: desk.complete(model.uri.path, model.getValue(), lineNumber, column).map((one) => ({
          label: one.label,
          kind: kindOf(monaco, one.kind),
          insertText: one.insert,
          range,
          documentation: { value: ofSuggestion(one, services.locale, services.words) },
        })),
      };
    },
  };
}

function fixes(now: () => LanguageServices | null): Monaco.languages.CodeActionProvider {
  return {
    provideCodeActions: (model, range, context) => {
      const services = now();
      const found = (services?.slips ?? []).filter(
        (slip) => slip.fix !== null && slip.line >= range.startLineNumber && slip.line <= range.endLineNumber,
      );
      const actions = found.map((slip): Monaco.languages.CodeAction => {
        const { fix } = slip;
        return {
          title: (services?.locale === 'zh-TW' ? fix?.title.zh : fix?.title.en) ?? '',
          kind: 'quickfix',
          isPreferred: true,
          diagnostics: context.markers.filter((marker) => marker.startLineNumber === slip.line),
          edit: {
            edits: (fix?.edits ?? []).map((edit) => ({
              resource: model.uri,
              versionId: model.getVersionId(),
              textEdit: {
                range: {
                  startLineNumber: edit.line,
                  startColumn: edit.column,
                  endLineNumber: edit.endLine,
                  endColumn: edit.endColumn,
                },
                text: edit.text,
              },
            })),
          },
        };
      });
      return { actions, dispose: () => undefined };
    },
  };
}

/** Registers the providers, once for the page: all editors ask the same desk. */
export function registerProviders(monaco: Api, now: () => LanguageServices | null): void {
  for (const language of LANGUAGES) {
    monaco.languages.registerHoverProvider(language, hover(monaco, now));
    monaco.languages.registerCodeActionProvider(language, fixes(now));
    monaco.languages.registerCompletionItemProvider(language, completion(monaco, now));
  }
}
