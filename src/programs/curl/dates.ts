/** A date as headers have it, in seconds since the epoch; 0 for none, or one that makes no sense. */
export function dateOf(text: string | undefined): number {
  const match = /(\d{1,2})[ -]([A-Za-z]{3})[ -](\d{4}) (\d\d):(\d\d):(\d\d)/.exec(text ?? '');
  if (!match) return 0;
  const [, day, name = '', year, hour, minute, second] = match;
  const month = 'janfebmaraprmayjunjulaugsepoctnovdec'.indexOf(name.toLowerCase()) / 3;
  if (!Number.isInteger(month) || month < 0) return 0;
  // Years begin in March here, so that the leap day is the last.
  const y = Number(year) - (month < 2 ? 1 : 0);
  const inYear = Math.floor((153 * ((month + 10) % 12) + 2) / 5) + Number(day) - 1;
  const days = y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + inYear - 719_468;
  return Math.max(1, days * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second));
}
