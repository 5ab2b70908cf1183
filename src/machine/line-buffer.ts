/** Kills that Alt-Y goes back through (readline(3) keeps ten). */
const KEPT = 10;
/** Characters typed one after the other that one undo takes back. */
const TYPED_AT_ONCE = 20;

/** The line before a change; the cursor goes to the end of what was there. */
interface Shot {
  readonly chars: readonly string[];
  readonly at: number;
}

/** What the last key was: kills in a row become one, Alt-Y follows a yank, typing is undone in runs. */
type Deed = 'kill' | 'yank' | 'type' | null;

/** The line that is edited, its cursor and its kills: readline's emacs mode without the terminal. */
export class LineBuffer {
  chars: string[] = [];
  at = 0;
  private readonly ring: string[] = [];
  private shots: Shot[] = [];
  private did: Deed = null;
  private run = 0;
  private yanked = 0;

  get text(): string {
    return this.chars.join('');
  }

  get before(): string {
    return this.chars.slice(0, this.at).join('');
  }

  /** Another line: nothing to undo in it. */
  begin(text: string): void {
    this.show(text);
    this.shots = [];
    this.did = null;
  }

  show(text: string, at?: number): void {
    this.chars = [...text];
    this.at = at ?? this.chars.length;
  }

  /** The next key is of another kind than the last one. */
  rest(): void {
    this.did = null;
  }

  move(to: number): void {
    this.at = Math.max(0, Math.min(this.chars.length, to));
    this.did = null;
  }

  type(text: string): void {
    if (this.did !== 'type' || this.run++ >= TYPED_AT_ONCE) this.run = 0;
    if (this.run === 0) this.shoot(this.at);
    this.put(this.at, this.at, text);
    this.did = 'type';
  }

  /** From one place to another becomes `text`; the cursor ends behind it. */
  replace(from: number, to: number, text: string): void {
    if (from < 0 || (from >= to && text === '')) return;
    this.shoot(to);
    this.put(from, to, text);
    this.did = null;
  }

  kill(from: number, to: number): void {
    if (from >= to) return;
    const cut = this.chars.slice(from, to).join('');
    const last = this.ring.at(-1) ?? '';
    this.shoot(to);
    if (this.did !== 'kill') this.ring.push(cut);
    else this.ring[this.ring.length - 1] = from < this.at ? cut + last : last + cut;
    if (this.ring.length > KEPT) this.ring.shift();
    this.put(from, to, '');
    this.did = 'kill';
  }

  yank(): void {
    this.yanked = this.ring.length - 1;
    this.insertKill(this.at);
  }

  /** Alt-Y after Ctrl-Y: the kill before that one in its place. */
  yankPop(): void {
    if (this.did !== 'yank' || this.ring.length === 0) return;
    const from = this.at - [...(this.ring[this.yanked] ?? '')].length;
    this.yanked = (this.yanked + this.ring.length - 1) % this.ring.length;
    this.insertKill(from);
  }

  undo(): void {
    const shot = this.shots.pop();
    if (shot) Object.assign(this, { chars: [...shot.chars], at: shot.at });
    this.did = null;
  }

  /** Ctrl-T: the two characters before the cursor change places; at the end of the line the last two. */
  transpose(): void {
    const right = Math.min(this.at, this.chars.length - 1);
    const [a, b] = this.chars.slice(Math.max(0, right - 1));
    if (right < 1 || a === undefined || b === undefined) return;
    this.replace(right - 1, right + 1, b + a);
  }

  /** The word from the cursor on, changed. */
  recase(how: (word: string) => string): void {
    const to = this.wordEnd();
    this.replace(this.at, to, how(this.chars.slice(this.at, to).join('')));
  }

  /** Where the word before the cursor begins: of letters and digits, or of all that is no blank. */
  wordStart(isPart: (char: string) => boolean = isLetter): number {
    let i = this.at;
    while (i > 0 && !isPart(this.chars[i - 1] ?? '')) i--;
    while (i > 0 && isPart(this.chars[i - 1] ?? '')) i--;
    return i;
  }

  wordEnd(): number {
    let i = this.at;
    while (i < this.chars.length && !isLetter(this.chars[i] ?? '')) i++;
    while (i < this.chars.length && isLetter(this.chars[i] ?? '')) i++;
    return i;
  }

  private insertKill(from: number): void {
    this.replace(from, this.at, this.ring[this.yanked] ?? '');
    this.did = 'yank';
  }

  private put(from: number, to: number, text: string): void {
    const inserted = [...text];
    this.chars.splice(from, to - from, ...inserted);
    this.at = from + inserted.length;
  }

  private shoot(at: number): void {
    this.shots.push({ chars: [...this.chars], at });
  }
}

const isLetter = (char: string): boolean => /[\p{L}\p{N}]/u.test(char);
export const isNoBlank = (char: string): boolean => !/\s/.test(char);
