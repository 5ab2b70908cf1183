/** A control character as terminals and `cat -v` show it: 1 is `^A`, 127 is `^?` (caret notation). */
export const caret = (code: number): string => `^${String.fromCharCode(code ^ 64)}`;
