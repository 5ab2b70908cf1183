/**
 * Packages for learning platforms: a manifest, a page that frames the published lesson, and a script that tells the
 * platform how far the learner is. SCORM 1.2 (ADL, Content Aggregation Model 1.2) and cmi5 (Quartz, with xAPI 1.0.3).
 */
import { strToU8, zipSync } from 'fflate';
import cmi5Script from './lms/cmi5.js?raw';
import frameScript from './lms/frame.js?raw';
import scormScript from './lms/scorm12.js?raw';

export type Platform = 'scorm12' | 'cmi5';

export interface LessonPackage {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly language: 'en' | 'zh-TW';
  /** Address of the lesson on the published site. */
  readonly address: string;
}

const ALONE: Readonly<Record<LessonPackage['language'], string>> = {
  en: 'No learning platform answers: the lesson works, but nobody is told.',
  'zh-TW': '沒有偵測到學習平台：課程可以照常使用，但進度不會回報。',
};

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const page = (lesson: LessonPackage, script: string): string => `<!doctype html>
<html lang="${lesson.language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escape(lesson.title)}</title>
    <style>
      html, body { height: 100%; margin: 0; }
      body { display: flex; flex-direction: column; font: 14px/1.4 system-ui, sans-serif; }
      iframe { flex: 1; border: 0; min-height: 420px; }
      p { margin: 0; padding: 2px 10px; text-align: right; }
    </style>
  </head>
  <body>
    <iframe title="${escape(lesson.title)}" data-lesson="${escape(lesson.address)}" allow="clipboard-write"></iframe>
    <p role="status" data-alone="${escape(ALONE[lesson.language])}"></p>
    <script src="${script}"></script>
    <script src="frame.js"></script>
  </body>
</html>
`;

const scormManifest = ({ id, title }: LessonPackage): string => `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="gateway-diner.${id}" version="1"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="diner">
    <organization identifier="diner">
      <title>${escape(title)}</title>
      <item identifier="item" identifierref="lesson">
        <title>${escape(title)}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="lesson" type="webcontent" adlcp:scormtype="sco" href="index.html">
      <file href="index.html"/>
      <file href="scorm12.js"/>
      <file href="frame.js"/>
    </resource>
  </resources>
</manifest>
`;

const text = (tag: string, { language }: LessonPackage, words: string): string =>
  `<${tag}><langstring lang="${language === 'en' ? 'en-US' : 'zh-TW'}">${escape(words)}</langstring></${tag}>`;

/** The lesson's address is its identifier: it is ours, and it lasts. */
const cmi5Structure = (lesson: LessonPackage): string => `<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
  <course id="${escape(lesson.address)}/course">
    ${text('title', lesson, lesson.title)}
    ${text('description', lesson, lesson.summary)}
  </course>
  <au id="${escape(lesson.address)}" moveOn="Completed" launchMethod="AnyWindow">
    ${text('title', lesson, lesson.title)}
    ${text('description', lesson, lesson.summary)}
    <url>index.html</url>
  </au>
</courseStructure>
`;

/** The files of a package, by name. */
export function packageFiles(lesson: LessonPackage, platform: Platform): Readonly<Record<string, string>> {
  const [manifest, script] =
    platform === 'scorm12'
      ? [{ 'imsmanifest.xml': scormManifest(lesson) }, { 'scorm12.js': scormScript }]
      : [{ 'cmi5.xml': cmi5Structure(lesson) }, { 'cmi5.js': cmi5Script }];
  const index = page(lesson, Object.keys(script)[0] ?? '');
  return { ...manifest, 'index.html': index, ...script, 'frame.js': frameScript };
}

/** Manifests stand at the top of the zip, as both specifications ask. */
export function packageZip(lesson: LessonPackage, platform: Platform): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(packageFiles(lesson, platform)).map(([name, file]) => [name, strToU8(file)] as const);
  return new Uint8Array(zipSync(Object.fromEntries(entries), { level: 9, mtime: new Date(2026, 0, 1) }));
}
