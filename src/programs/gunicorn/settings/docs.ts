export const DOCS: Readonly<Record<string, readonly [en: string, zh: string]>> = {};
