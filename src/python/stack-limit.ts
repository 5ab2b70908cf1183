import type { EmscriptenModule } from './pyodide-types.ts';

/**
 * A suspendable stack is small (984 KB in V8) and C code that calls itself fills it before CPython notices, because
 * CPython watches the stack in linear memory, which is 10 MB: an endless `__eq__` or a list nested 100,000 deep would end
 * the whole interpreter with a RangeError. So CPython is told of less. Measured in Node 24 with Pyodide 314.0.7: `json.loads`
 * overflows V8's stack with 121 KB of linear stack in use, `repr` with 138 KB, calls from C to Python with 360 KB.
 */
const LINEAR_STACK = 112 * 1024;

/** Margins of CPython 3.14 (Include/internal/pycore_ceval.h): bytes above the stack's end at which it raises, and aborts. */
const SOFT_MARGIN = 24 * 1024;
const HARD_MARGIN = 16 * 1024;
const WORDS_SEARCHED = 400;

/** Linear stack between the call of `gd.entry.run` from JavaScript and its own first call: 464 to 528 bytes, as measured. */
export const ENTERED = 528;

/**
 * Sets the limit of the stack that runs, or that is about to run and will have so many bytes in use then; does nothing where
 * the interpreter is laid out otherwise.
 */
export function stackLimiter(module: EmscriptenModule): (inUse?: number) => void {
  const base = module._emscripten_stack_get_base();
  const end = module._emscripten_stack_get_end();
  const words = module.HEAPU32;
  const start = module._PyThreadState_Get() >> 2;
  let offset = -1;
  for (let i = 0; i < WORDS_SEARCHED && offset < 0; i++) {
    const at = start + i;
    if (words[at] === base && words[at + 1] === end + SOFT_MARGIN && words[at + 2] === end + HARD_MARGIN)
      offset = i + 1;
  }
  if (offset < 0) return () => undefined;
  return (inUse = 0) => {
    module.HEAPU32[(module._PyThreadState_Get() >> 2) + offset] = module.stackSave() - inUse - LINEAR_STACK;
  };
}
