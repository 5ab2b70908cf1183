/**
 * Seeded random streams. One named stream per source of chance, all derived from one seed, so that adding a draw to
 * one source does not move another. Generator: sfc32 (Chris Doty-Humphrey's PractRand family), 128 bits of state.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;

  constructor(seed: number, name: string) {
    this.a = hash(`${name}/a`, seed);
    this.b = hash(`${name}/b`, seed);
    this.c = hash(`${name}/c`, seed);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** A float in [0, 1). */
  float(): number {
    return this.uint32() / 4294967296;
  }

  /** A whole number in [0, n). n must be at least 1. */
  below(n: number): number {
    return Math.floor(this.float() * n);
  }

  /** Exponentially distributed with the given mean: the gaps of a Poisson process. */
  exponential(mean: number): number {
    return -Math.log(1 - this.float()) * mean;
  }
}

/** FNV-1a over the name, mixed with the seed (Math.imul: 32-bit, the same in every engine). */
function hash(name: string, seed: number): number {
  let h = (0x811c9dc5 ^ seed) | 0;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
