import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { lessons } from './plugin.ts';

interface Chunk {
  readonly name: string;
  readonly code: string;
}

let chunks: readonly Chunk[] = [];
let assets: readonly string[] = [];

beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    base: './',
    plugins: [lessons()],
    build: {
      write: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: 'src/course/course.ts', preserveEntrySignatures: 'strict' },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
  chunks = outputs.flatMap((one) => (one.type === 'chunk' ? [{ name: one.name, code: one.code }] : []));
  assets = outputs.flatMap((one) => (one.type === 'asset' ? [one.fileName] : []));
});

const holding = (text: string): readonly Chunk[] => chunks.filter((chunk) => chunk.code.includes(text));

describe('the lessons as modules', () => {
  it('keep the words of each language in a chunk of their own', () => {
    const [english, chinese] = [holding('Everyone counts alone'), holding('各數各的')];
    expect(english).toHaveLength(1);
    expect(chinese).toHaveLength(1);
    expect(english[0]?.name).not.toBe(chinese[0]?.name);
  });

  it('give the page a short list at once', () => {
    const list = holding('The cashiers')[0];
    expect(list?.code.length).toBeLessThan(60_000);
    expect(list?.code).not.toContain('gunicorn.conf.py');
  });

  it('ship the recorded runs as files', () => {
    expect(assets.filter((name) => /trace\.[a-z]+-?.*\.json$/.test(name)).length).toBeGreaterThanOrEqual(4);
  });
});
