/**
 * Compressing an answer as it comes (ngx_http_gzip_filter_module.c), by a port of zlib: the bytes are counted by logs
 * and cut into chunks, so they have to be zlib's own.
 */
import { Deflate } from 'pako';
import { concat, type Bytes } from '../../../base/bytes.ts';
import type { Level } from '../conf/model.ts';
import { bytes, number } from './settings.ts';

const NO_FLUSH = 0;
const SYNC_FLUSH = 2;
const FINISH = 4;
/** A full buffer of compressed bytes is passed on (gzip_buffers). */
const BUFFER = 4096;
/** zlib can use so many bytes less of its window than there are. */
const WINDOW_LOST = 262;

export interface PackerSettings {
  readonly level: CompressionLevel;
  readonly windowBits: number;
  readonly memLevel: number;
}

/** `length` of the whole answer, if it is known: for a short one the window is small. */
export function packerSettings(level: Level, length: number | null): PackerSettings {
  let windowBits = Math.log2(bytes(level, 'gzip_window', 32_768));
  let memLevel = Math.log2(bytes(level, 'gzip_hash', 65_536)) - 8;
  if (length !== null && length > 0) {
    while (length < 2 ** (windowBits - 1) - WINDOW_LOST) {
      windowBits--;
      memLevel--;
    }
  }
  return {
    level: compressionLevel(number(level, 'gzip_comp_level', 1)),
    windowBits,
    memLevel: Math.max(1, memLevel),
  };
}

export class Packer {
  private readonly deflate: Deflate;
  private out: Bytes[] = [];
  bytesIn = 0;
  bytesOut = 0;

  constructor({ level, windowBits, memLevel }: PackerSettings) {
    this.deflate = new Deflate({
      level,
      windowBits: windowBits + GZIP_WRAPPER,
      memLevel,
      chunkSize: BUFFER,
      legacyHash: true,
    });
    this.deflate.onData = (chunk): void => void this.out.push(chunk.slice());
  }

  /** What can be sent after these bytes: full buffers, or with `flush` all that there is. */
  push(data: Bytes, flush: boolean): Bytes {
    this.bytesIn += data.length;
    this.deflate.push(data, flush ? SYNC_FLUSH : NO_FLUSH);
    return this.taken();
  }

  /** The last bytes, and the end of the stream. */
  finish(data: Bytes): Bytes {
    this.bytesIn += data.length;
    this.deflate.push(data, FINISH);
    return this.taken();
  }

  private taken(): Bytes {
    const all = concat(this.out);
    this.out = [];
    this.bytesOut += all.length;
    return all;
  }
}

/** Tells zlib to write gzip's header and checksum. */
const GZIP_WRAPPER = 16;

type CompressionLevel = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
const isCompressionLevel = (n: number): n is CompressionLevel => Number.isInteger(n) && n >= 1 && n <= 9;
const compressionLevel = (n: number): CompressionLevel => (isCompressionLevel(n) ? n : 1);
