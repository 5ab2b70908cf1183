/** Of a message, as written. */
export type Headers = readonly (readonly [name: string, value: string])[];
