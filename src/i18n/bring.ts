/** Words of the way in, where people bring apps of their own: loaded with it. */
import type { Locale } from './index.ts';

type FindingKind =
  | 'no-app'
  | 'import'
  | 'nginx-test'
  | 'nginx-checked'
  | 'gunicorn'
  | 'unit'
  | 'certificate'
  | 'environment'
  | 'variable'
  | 'stand-in'
  | 'no-site'
  | 'binary'
  | 'too-big'
  | 'too-many';

interface FindingWords {
  /** What is so. */
  readonly says: (word: string) => string;
  /** What can be done about it. */
  readonly way: string;
}

const en = {
  title: 'Bring your own',
  intro:
    'Bring an app as it is: its folder, single files, or a text to paste. It is put on the simulated machine, started the way its unit, Procfile or Dockerfile says, and gets customers.',
  nothing:
    'Nothing is uploaded: there is no server. Keys, .env files, .git, virtual environments and node_modules are not even read.',
  drop: 'Drop a folder or files here',
  folder: 'Choose a folder',
  files: 'Choose files',
  paste: 'Paste a file',
  pasteLabel: 'app.py, nginx.conf or a site, unit, gunicorn.conf.py, requirements.txt, Procfile, Dockerfile',
  name: 'Its name',
  nameAuto: 'found by its text',
  add: 'Add it',
  clear: 'Start over',
  reading: 'Reading …',
  unreadable: 'This could not be read.',
  here: (n: number) => (n === 1 ? 'One file is here' : `${n} files are here`),
  remove: (name: string) => `Leave out ${name}`,
  started: 'Started with',
  from: {
    unit: (path: string) => `by the unit ${path}`,
    procfile: (path: string) => `by ${path}`,
    dockerfile: (path: string) => `by ${path}`,
    uwsgi: (path: string) => `by ${path}`,
    guess: (path: string) => `as ${path} looks`,
  },
  customers: 'Customers go to',
  placed: 'Where everything is',
  findings: 'What is not as it is on your machine',
  noFindings: 'Nothing was found that this machine does not have.',
  grave: 'It will probably not serve before this is changed:',
  light: 'Good to know:',
  line: (n: number) => `line ${n}`,
  start: 'Open the kitchen',
  anyway: 'Open it all the same',
  tooBig: 'All of it together is more than fits: leave out what the app does not need.',
  menu: 'To the menu',
  kitchenTitle: 'Your own kitchen',
  kitchenSummary: 'An app that somebody has brought.',
  kitchenStep: 'What is where',
  kitchenText: 'Six customers come, one a second. Change the files, act on the run, or log in at the terminal.',
  kitchenStart: 'It is started with',
  item: (where: string, says: string, way: string) => `${where}: ${says} ${way}`,
  finding: {
    'no-app': {
      says: () => 'No start command was found, nor an app that looks like WSGI or ASGI.',
      way: 'Bring the unit, a Procfile with a web: line, a Dockerfile with CMD, or the Python file that makes the app.',
    },
    import: {
      says: (word: string) => `The app imports ${word}, which neither Python’s own library nor this site’s shelf has.`,
      way: 'Bring the module’s source, take the import out, or put a small file of that name beside the app that stands in for it.',
    },
    'nginx-test': {
      says: (word: string) => `nginx -t says: ${word}`,
      way: 'Correct the line in the editor; Nginx starts with the next run.',
    },
    'nginx-checked': {
      says: (word: string) => `${word} is read and checked here, but has no effect.`,
      way: 'It may stay. On the real machine it acts.',
    },
    gunicorn: {
      says: (word: string) => `${word} is read here, but has no effect.`,
      way: 'It may stay. On the real machine it acts.',
    },
    unit: { says: (word: string) => `systemd-analyze verify says: ${word}`, way: 'Correct the line in the editor.' },
    certificate: {
      says: (word: string) => `${word} is not here, and should not be: keys stay at home.`,
      way: 'In its place is a certificate that the simulated authority gives for this name.',
    },
    environment: {
      says: (word: string) => `The unit reads its environment from ${word}, which is not here.`,
      way: 'In its place is a file with made-up values for the variables that the app asks for.',
    },
    variable: {
      says: (word: string) => `The app does not start without the variable ${word}, which stays at home.`,
      way: 'It has a made-up value here.',
    },
    'stand-in': {
      says: (word: string) => `${word} is a program of your virtual environment.`,
      way: 'In its place is a link to the machine’s own program.',
    },
    'no-site': {
      says: (word: string) => `There is no Nginx site: customers go to the app itself, at ${word}.`,
      way: 'Bring the site, and Nginx stands in front of it.',
    },
    binary: {
      says: (word: string) => `${word} is not text and was left out.`,
      way: 'Images and databases are not needed to see how requests travel.',
    },
    'too-big': {
      says: (word: string) => `${word} was left out: a file may have 200 KB, all of them together 400 KB.`,
      way: 'Bring a shorter one where the app needs it.',
    },
    'too-many': {
      says: (word: string) => `${word} was left out: 200 files are the most.`,
      way: 'Bring the app’s folder alone.',
    },
  } satisfies Record<FindingKind, FindingWords> as Readonly<Record<FindingKind, FindingWords>>,
};

export type BringWords = typeof en;

const zhTW: BringWords = {
  title: '帶自己的程式來',
  intro:
    '把程式照原樣帶來：整個資料夾、幾個檔案，或直接貼上文字。它會放進模擬的機器，照 unit、Procfile 或 Dockerfile 寫的方式啟動，然後就有客人上門。',
  nothing: '什麼都不會上傳，因為根本沒有伺服器。金鑰、.env、.git、虛擬環境和 node_modules 連讀都不會讀。',
  drop: '把資料夾或檔案拖到這裡',
  folder: '選擇資料夾',
  files: '選擇檔案',
  paste: '貼上一個檔案',
  pasteLabel: 'app.py、nginx.conf 或網站設定、unit、gunicorn.conf.py、requirements.txt、Procfile、Dockerfile',
  name: '檔名',
  nameAuto: '依內容判斷',
  add: '加進來',
  clear: '全部重來',
  reading: '讀取中…',
  unreadable: '這個檔案讀不出來。',
  here: (n) => `已經有 ${n} 個檔案`,
  remove: (name) => `不要 ${name}`,
  started: '啟動指令',
  from: {
    unit: (path) => `來自 unit：${path}`,
    procfile: (path) => `來自 ${path}`,
    dockerfile: (path) => `來自 ${path}`,
    uwsgi: (path) => `來自 ${path}`,
    guess: (path) => `依 ${path} 的內容推斷`,
  },
  customers: '客人的目的地',
  placed: '檔案放在哪裡',
  findings: '和你的機器不一樣的地方',
  noFindings: '沒有發現這台機器缺少的東西。',
  grave: '這些不改，大概沒辦法服務客人：',
  light: '先知道比較好：',
  line: (n) => `第 ${n} 行`,
  start: '打開廚房',
  anyway: '還是打開看看',
  tooBig: '全部加起來太大了：請拿掉程式用不到的檔案。',
  menu: '回到菜單',
  kitchenTitle: '自己的廚房',
  kitchenSummary: '某個人帶來的程式。',
  kitchenStep: '東西放在哪裡',
  kitchenText: '一秒來一位客人，共六位。你可以改檔案、在中途動手，或是從終端機登入。',
  kitchenStart: '啟動指令是',
  item: (where, says, way) => `${where}：${says}${way}`,
  finding: {
    'no-app': {
      says: () => '找不到啟動指令，也找不到像 WSGI 或 ASGI 的程式。',
      way: '請帶 unit、有 web: 那一行的 Procfile、有 CMD 的 Dockerfile，或是建立 app 的 Python 檔。',
    },
    import: {
      says: (word) => `程式匯入了 ${word}，但 Python 標準函式庫和本站的套件架上都沒有。`,
      way: '可以把模組的原始碼一起帶來、拿掉這個匯入，或在旁邊放一個同名的小檔案代替。',
    },
    'nginx-test': { says: (word) => `nginx -t 說：${word}`, way: '在編輯器裡改好這一行，下一輪 Nginx 就會啟動。' },
    'nginx-checked': {
      says: (word) => `${word} 在這裡只會讀取和檢查，沒有作用。`,
      way: '可以留著，在真的機器上會生效。',
    },
    gunicorn: { says: (word) => `${word} 在這裡會讀取，但沒有作用。`, way: '可以留著，在真的機器上會生效。' },
    unit: { says: (word) => `systemd-analyze verify 說：${word}`, way: '在編輯器裡改好這一行。' },
    certificate: {
      says: (word) => `這裡沒有 ${word}，也不該有：金鑰請留在家裡。`,
      way: '原位置放了模擬的憑證機構為這個網域簽發的憑證。',
    },
    environment: {
      says: (word) => `unit 要從 ${word} 讀環境變數，但這裡沒有這個檔案。`,
      way: '原位置放了一個檔案，程式要的變數都有，值是假的。',
    },
    variable: {
      says: (word) => `程式沒有環境變數 ${word} 就啟動不了，而它的值請留在家裡。`,
      way: '這裡給了它一個假的值。',
    },
    'stand-in': { says: (word) => `${word} 是你虛擬環境裡的程式。`, way: '原位置放了一個連結，指到這台機器上的程式。' },
    'no-site': {
      says: (word) => `沒有 Nginx 的網站設定：客人直接到 ${word} 找程式。`,
      way: '帶網站設定來，Nginx 就會站在前面。',
    },
    binary: { says: (word) => `${word} 不是文字檔，沒有放進來。`, way: '要看請求怎麼走，用不到圖片和資料庫。' },
    'too-big': {
      says: (word) => `${word} 沒有放進來：單檔上限 200 KB，全部合計 400 KB。`,
      way: '程式真的需要的話，請帶短一點的版本。',
    },
    'too-many': { says: (word) => `${word} 沒有放進來：最多 200 個檔案。`, way: '只帶程式本身的資料夾就好。' },
  },
};

export const BRING_WORDS: Readonly<Record<Locale, BringWords>> = { en, 'zh-TW': zhTW };
