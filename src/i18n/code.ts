import type { Locale } from './index.ts';

/** Words of the code pane beyond those that every page needs. */
const en = {
  notSaved: 'this browser keeps nothing: save with Share',
  leave: 'Esc, then Tab leaves the editor',
  undo: (what: string) => `Undo: ${what}`,
  redo: (what: string) => `Redo: ${what}`,
  moment: { typing: 'typing', drag: 'a number', step: 'a number', replace: 'a change of several lines' },
  diff: 'What I changed',
  diffOff: 'Back to the text',
  diffLabel: (file: string, n: number) =>
    n === 1 ? `${file}: 1 place differs from the lesson’s` : `${file}: ${n} places differ from the lesson’s`,
  unchanged: (n: number) => (n === 1 ? '1 line as it was' : `${n} lines as they were`),
  added: 'added',
  removed: 'removed',
  takeBack: 'Take this back',
  problems: (n: number) => (n === 1 ? '1 remark' : `${n} remarks`),
  problemsLabel: 'Remarks on this file',
  more: (n: number) => `${n} more`,
  fewer: 'Fewer',
  severity: { error: 'mistake', warning: 'warning', info: 'note' },
  from: { checker: 'checker', python: 'Python', nginx: 'nginx -t', systemd: 'systemd-analyze', run: 'in this run' },
  goLine: (n: number) => `line ${n}`,
  fact: {
    default: 'default',
    contexts: 'may be used in',
    flags: 'as a flag',
    section: 'section',
    values: 'values',
    source: 'from',
  },
  command: 'How the server is started',
  commandWord: (word: string) => `What ${word} means`,
  heat: (run: string, wait: string, visits: number) => `Python ran here for ${run} and waited ${wait}, ${visits} times`,
  number: (name: string) => `${name}: drag, or use the arrow keys`,
  at: (name: string, line: number) => `${name} · line ${line}`,
  run: {
    title: 'In this run',
    timeout: (longest: string, killed: number) =>
      killed === 0
        ? `The longest order at a till took ${longest}; nobody was replaced.`
        : `The longest order at a till took ${longest}; ${killed} silent workers were replaced.`,
    workers: (most: number, of: number) => `At most ${most} of ${of} workers were busy at the same time.`,
    backlog: (longest: number, of: number) => `The line was ${longest} long at most; ${of} fit.`,
    upstream: (longest: string) => `The longest wait for the upstream was ${longest}.`,
  },
};

export type CodeWords = typeof en;

const zh: CodeWords = {
  notSaved: '這個瀏覽器不保存資料：請用「分享」存下來',
  leave: '按 Esc 再按 Tab 離開編輯器',
  undo: (what) => `復原：${what}`,
  redo: (what) => `重做：${what}`,
  moment: { typing: '輸入', drag: '數字', step: '數字', replace: '多行的改動' },
  diff: '看我改了什麼',
  diffOff: '回到編輯',
  diffLabel: (file, n) => `${file}：有 ${n} 處與課程原文不同`,
  unchanged: (n) => `${n} 行沒有改動`,
  added: '新增',
  removed: '刪除',
  takeBack: '還原這一處',
  problems: (n) => `${n} 則提示`,
  problemsLabel: '關於這個檔案的提示',
  more: (n) => `還有 ${n} 則`,
  fewer: '收合',
  severity: { error: '錯誤', warning: '警告', info: '說明' },
  from: { checker: '檢查器', python: 'Python', nginx: 'nginx -t', systemd: 'systemd-analyze', run: '這一輪' },
  goLine: (n) => `第 ${n} 行`,
  fact: {
    default: '預設值',
    contexts: '可以寫在',
    flags: '命令列選項',
    section: '區段',
    values: '可用的值',
    source: '出處',
  },
  command: '伺服器的啟動指令',
  commandWord: (word) => `${word} 是什麼意思`,
  heat: (run, wait, visits) => `Python 在這一行執行了 ${run}、等待了 ${wait}，共經過 ${visits} 次`,
  number: (name) => `${name}：可以拖曳，或用方向鍵調整`,
  at: (name, line) => `${name} · 第 ${line} 行`,
  run: {
    title: '在這一輪裡',
    timeout: (longest, killed) =>
      killed === 0
        ? `櫃台處理最久的一單花了 ${longest}，沒有人被換掉。`
        : `櫃台處理最久的一單花了 ${longest}，有 ${killed} 個沒回報的 worker 被換掉。`,
    workers: (most, of) => `${of} 個 worker 之中，同時最多有 ${most} 個在忙。`,
    backlog: (longest, of) => `隊伍最長時有 ${longest} 個，總共排得下 ${of} 個。`,
    upstream: (longest) => `等待上游最久的一次是 ${longest}。`,
  },
};

export const CODE_WORDS: Readonly<Record<Locale, CodeWords>> = { en, 'zh-TW': zh };
