import type { Language } from './text.ts';

/** Something in a lesson's text that a careful editor would mark: the place, and what to write instead. */
export interface TypographyFault {
  readonly line: number;
  readonly found: string;
  readonly rule: string;
}

interface Rule {
  readonly find: RegExp;
  readonly rule: string;
}

const HAN = '\\p{Script=Han}';

/** Terms of mainland usage and what Taiwan says; a lookahead keeps words that merely contain them. */
const TERMS: readonly (readonly [pattern: string, say: string])[] = [
  ['進程', '行程'],
  ['線程', '執行緒'],
  ['並發', '並行'],
  ['異步', '非同步'],
  ['服務器', '伺服器'],
  ['客戶端', '用戶端'],
  ['軟件', '軟體'],
  ['硬件', '硬體'],
  ['程序', '程式'],
  ['代碼', '程式碼'],
  ['文件夾', '資料夾'],
  ['配置文件', '設定檔'],
  ['默認', '預設'],
  ['內存', '記憶體'],
  ['緩存', '快取'],
  ['網絡', '網路'],
  ['數據', '資料'],
  ['信息', '資訊、訊息'],
  ['用戶(?!端)', '使用者'],
  ['接口', '介面'],
  ['端口', '埠'],
  ['字符', '字元'],
  ['字節', '位元組'],
  ['字符串', '字串'],
  ['變量', '變數'],
  ['函數', '函式'],
  ['隊列', '佇列'],
  ['回調', '回呼'],
  ['調用', '呼叫'],
  ['導入', '匯入'],
  ['加載', '載入'],
  ['運行', '執行'],
  ['響應', '回應'],
  ['鏈接', '連結'],
  ['屏幕', '螢幕'],
  ['視頻', '影片'],
  ['支持', '支援'],
  ['日志', '日誌'],
  ['插件', '外掛'],
  ['模塊', '模組'],
  ['域名', '網域名稱'],
  ['鼠標', '滑鼠'],
  ['設置', '設定'],
];

/** Where Taiwan has more than one word for a thing: the one that lessons, glossary and page have agreed on. */
export const ONE_WORD: readonly (readonly [pattern: string, say: string])[] = [
  ['沙箱', '沙盒'],
  ['中介軟體', '中介層'],
  ['點餐單|訂單', '點單'],
  ['櫃檯', '櫃台'],
  ['單元檔', 'unit 檔'],
  ['佔', '占'],
  ['出餐口', '出菜口'],
  ['指令稿|指令碼', '腳本'],
  ['結束狀態|結束代碼', '結束碼'],
  ['(?<!cookie 的)旗標', '選項'],
  ['(?<!worker（)工作行程', 'worker'],
  ['泳道', '軌道'],
  ['開發伺服器', '開發用伺服器'],
  ['上層行程', '父行程'],
  ['應用程式', '程式'],
];

const CHINESE: readonly Rule[] = [
  { find: new RegExp(`${HAN}[,;:!?](?=\\s*${HAN})`, 'u'), rule: 'full-width punctuation between Han characters' },
  { find: new RegExp(`${HAN}[.](?=\\s|$|${HAN})`, 'u'), rule: '。 after a Han character' },
  { find: new RegExp(`[(]${HAN}|${HAN}[)]`, 'u'), rule: '（） around Han characters' },
  { find: new RegExp(`["']${HAN}|${HAN}["']`, 'u'), rule: '「」 as quotation marks' },
  { find: /[“”‘’]/u, rule: '「」 as quotation marks' },
  { find: new RegExp(`[，。；：！？、] +\\S`, 'u'), rule: 'no space after full-width punctuation' },
  { find: new RegExp(`\\S +[，。；：！？、]`, 'u'), rule: 'no space before full-width punctuation' },
  { find: new RegExp(`${HAN}[A-Za-z0-9]|[A-Za-z0-9]${HAN}`, 'u'), rule: 'a space between Han and Latin' },
  { find: /[！？。，]{2,}/u, rule: 'one mark is enough' },
  // Characters of the simplified set that have another form in Taiwan.
  { find: /[们这说请发经时间门员实现线应对开关处条过还进远运动单样问题为]/u, rule: 'traditional characters' },
  ...TERMS.map(([pattern, say]) => ({ find: new RegExp(pattern, 'u'), rule: `Taiwan says ${say}` })),
  ...ONE_WORD.map(([pattern, say]) => ({ find: new RegExp(pattern, 'u'), rule: `here it is called ${say}` })),
];

const ENGLISH: readonly Rule[] = [
  { find: new RegExp(HAN, 'u'), rule: 'no Chinese outside code' },
  { find: /[，。；：！？、（）「」]/u, rule: 'half-width punctuation' },
  { find: / {2,}\S/u, rule: 'one space' },
  { find: / [,;:!?](?= )/u, rule: 'no space before punctuation' },
  { find: /\b(\w+) \1\b/u, rule: 'a word twice' },
  { find: /\.\.\./u, rule: '… instead of three full stops' },
  { find: / - | -- |—/u, rule: 'no dash: a comma, a colon or another sentence' },
  { find: /[A-Za-z]'[a-z]|s' /u, rule: '’ as apostrophe' },
  { find: /\bgunicorn\b(?! app:app)|\bnginx\b(?!!)/u, rule: 'Gunicorn and Nginx are names' },
];

/** Prose lines alone: code, addresses, directive names and attributes are blanked out. */
function prose(markdown: string): readonly string[] {
  let fenced = false;
  return markdown.split('\n').map((line) => {
    if (/^\s*```/.test(line)) fenced = !fenced;
    if (fenced || /^\s*```/.test(line) || /^(---|chapter:|minutes:)/.test(line)) return '';
    return line
      .replace(/^\s*([-*]|\d+\.)\s+`[a-z0-9-]+`\s+/, '')
      .replace(/^\s+/, '')
      .replace(/`[^`]*`/g, '`')
      .replace(/\]\([^)]*\)/g, ']')
      .replace(/\{[^}]*\}/g, '')
      .replace(/:(cmd|num|file)\[[^\]]*\]/g, '`')
      .replace(/:{1,3}[a-z]+\[/g, '[')
      .replace(/^:::.*$/, '')
      .replace(/^(title|summary): /, '');
  });
}

/** The faults of a lesson's Markdown in one language. */
export function typographyFaults(markdown: string, language: Language): readonly TypographyFault[] {
  const rules = language === 'zh-TW' ? CHINESE : ENGLISH;
  return prose(markdown).flatMap((line, i) => {
    const plain = language === 'zh-TW' ? line.replace(/[[\]*]/g, '') : line.replace(/[[\]]/g, '');
    return rules.flatMap(({ find, rule }) => {
      const hit = find.exec(plain);
      return hit ? [{ line: i + 1, found: plain.slice(Math.max(0, hit.index - 6), hit.index + 10), rule }] : [];
    });
  });
}
