/** Variables of a shell: scalars, and arrays by number or by name (bash(1), Arrays). */
export interface ArrayValue {
  readonly named: boolean;
  readonly entries: ReadonlyMap<string, string>;
}

/** What a name meant before a function made it its own. */
export interface Saved {
  readonly value: string | null;
  readonly array: ArrayValue | null;
}

interface Table {
  readonly named: boolean;
  readonly entries: Map<string, string>;
}

export class Variables {
  private readonly scalars = new Map<string, string>();
  private readonly arrays = new Map<string, Table>();

  /** A scalar, or element 0 of an array; null when it is not set. */
  get(name: string, key: string | null = null): string | null {
    const table = this.arrays.get(name);
    if (!table) return key === null || key === '0' ? (this.scalars.get(name) ?? null) : null;
    return table.entries.get(this.place(table, key ?? '0')) ?? null;
  }

  /** `-1` is the last one. */
  private place(table: Table, key: string): string {
    if (table.named || !key.startsWith('-')) return key;
    return String(Math.max(-1, ...[...table.entries.keys()].map(Number)) + 1 + Number(key));
  }

  array(name: string): ArrayValue | null {
    const table = this.arrays.get(name);
    if (!table) return null;
    if (table.named) return table;
    return { named: false, entries: new Map([...table.entries].sort(([a], [b]) => Number(a) - Number(b))) };
  }

  set(name: string, value: string, key: string | null = null): void {
    const table = this.arrays.get(name);
    if (table) table.entries.set(this.place(table, key ?? '0'), value);
    else if (key === null) this.scalars.set(name, value);
    else {
      const first = this.scalars.get(name);
      this.declare(name, false);
      if (first !== undefined) this.arrays.get(name)?.entries.set('0', first);
      this.set(name, value, key);
    }
  }

  /** An empty array under this name; one that is there stays. */
  declare(name: string, named: boolean): void {
    if (this.arrays.has(name)) return;
    this.scalars.delete(name);
    this.arrays.set(name, { named, entries: new Map() });
  }

  clear(name: string): void {
    this.arrays.get(name)?.entries.clear();
  }

  unset(name: string): void {
    this.scalars.delete(name);
    this.arrays.delete(name);
  }

  unsetElement(name: string, key: string): void {
    const table = this.arrays.get(name);
    table?.entries.delete(this.place(table, key));
  }

  get names(): string[] {
    return [...this.scalars.keys(), ...this.arrays.keys()].sort();
  }

  save(name: string): Saved {
    const array = this.array(name);
    return { value: array ? null : this.get(name), array };
  }

  restore(name: string, { value, array }: Saved): void {
    this.unset(name);
    if (value !== null) this.scalars.set(name, value);
    if (array) this.arrays.set(name, { named: array.named, entries: new Map(array.entries) });
  }

  copyFrom(other: Variables): void {
    for (const name of other.names) this.restore(name, other.save(name));
  }

  /** As `declare -p` and `set` write it. */
  describe(name: string): string | null {
    const array = this.array(name);
    const quoted = (text: string): string => `"${text.replace(/["\\$`]/g, '\\$&')}"`;
    if (!array) {
      const value = this.get(name);
      return value === null ? null : `${name}=${quoted(value)}`;
    }
    const parts = [...array.entries].map(([key, value]) => `[${key}]=${quoted(value)}`);
    return `${name}=(${parts.join(' ')}${array.named && parts.length > 0 ? ' ' : ''})`;
  }
}
