declare const brand: unique symbol;

/** A nominal type: `Brand<number, 'SimTime'>` is a number that only its own room may mint. */
export type Brand<T, B extends string> = T & { readonly [brand]: B };
