/** Text inside HTML (ngx_escape_html). */
export const escapeHtml = (text: string): string =>
  text.replace(/[<>&"]/g, (ch) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[ch] ?? ch);
