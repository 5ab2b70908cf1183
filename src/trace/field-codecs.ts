/** How the values of events are written: strings as places in a table, lists as lists. Reading trusts nothing. */
export type Json = number | boolean | null | string | readonly Json[];

export class Malformed extends Error {}

/** The table of strings while it is being written. */
export class Strings {
  readonly list: string[] = [];
  private readonly places = new Map<string, number>();

  place(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.list.length);
    return this.list.push(text) - 1;
  }
}

export interface Codec<T> {
  readonly write: (value: T, strings: Strings) => Json;
  readonly read: (json: unknown, strings: readonly string[]) => T;
}

const LONGEST_LIST = 20_000;

export const num: Codec<number> = {
  write: (value) => value,
  read(json) {
    if (typeof json !== 'number' || !Number.isFinite(json)) throw new Malformed('a number was expected');
    return json;
  },
};

export const str: Codec<string> = {
  write: (value, strings) => strings.place(value),
  read(json, strings) {
    const text = typeof json === 'number' ? strings[json] : undefined;
    if (text === undefined) throw new Malformed('a place in the table of strings was expected');
    return text;
  },
};

export const bool: Codec<boolean> = {
  write: (value) => value,
  read(json) {
    if (typeof json !== 'boolean') throw new Malformed('true or false was expected');
    return json;
  },
};

export const oneOf = <const T extends string | number>(...allowed: readonly T[]): Codec<T> => ({
  write: (value) => allowed.indexOf(value),
  read(json) {
    const value = typeof json === 'number' ? allowed[json] : undefined;
    if (value === undefined) throw new Malformed(`one of ${allowed.join(', ')} was expected`);
    return value;
  },
});

export const nullable = <T>(inner: Codec<T>): Codec<T | null> => ({
  write: (value, strings) => (value === null ? null : inner.write(value, strings)),
  read: (json, strings) => (json === null ? null : inner.read(json, strings)),
});

/** May be left out; written as false, which no other value of these kinds is. */
export const optional = <T extends number | string>(inner: Codec<T>): Codec<T | undefined> => ({
  write: (value, strings) => (value === undefined ? false : inner.write(value, strings)),
  read: (json, strings) => (json === false ? undefined : inner.read(json, strings)),
});

function listOf(json: unknown, length: number | null): readonly unknown[] {
  if (!Array.isArray(json) || json.length > LONGEST_LIST) throw new Malformed('a list was expected');
  if (length !== null && json.length !== length) throw new Malformed(`a list of ${length} was expected`);
  return json as unknown[];
}

export const list = <T>(inner: Codec<T>): Codec<readonly T[]> => ({
  write: (value, strings) => value.map((item) => inner.write(item, strings)),
  read: (json, strings) => listOf(json, null).map((item) => inner.read(item, strings)),
});

export const pair = <A, B>(a: Codec<A>, b: Codec<B>): Codec<readonly [A, B]> => ({
  write: ([x, y], strings) => [a.write(x, strings), b.write(y, strings)],
  read(json, strings) {
    const [x, y] = listOf(json, 2);
    return [a.read(x, strings), b.read(y, strings)];
  },
});

export const triple = <A, B, C>(a: Codec<A>, b: Codec<B>, c: Codec<C>): Codec<readonly [A, B, C]> => ({
  write: ([x, y, z], strings) => [a.write(x, strings), b.write(y, strings), c.write(z, strings)],
  read(json, strings) {
    const [x, y, z] = listOf(json, 3);
    return [a.read(x, strings), b.read(y, strings), c.read(z, strings)];
  },
});

/** An object with exactly these fields, as a list in their order. Fields that are undefined are left out. */
export function fields<T extends object>(codecs: { readonly [F in keyof T]-?: Codec<T[F]> }): Codec<T> {
  const names = Object.keys(codecs) as (keyof T)[];
  return {
    write: (value, strings) => names.map((name) => codecs[name].write(value[name], strings)),
    read(json, strings) {
      const values = listOf(json, names.length);
      const out: Partial<T> = {};
      for (const [i, name] of names.entries()) {
        const value = codecs[name].read(values[i], strings);
        if (value !== undefined) out[name] = value;
      }
      return out as T;
    },
  };
}
