/** What teachers need, without a server: records, packages for learning platforms, QR codes. */
export { packageFiles, packageZip, type LessonPackage, type Platform } from './packages.ts';
export { qrPath, QR_LONGEST } from './qr.ts';
export { mergeProgress, readRecords, recordLine, type LearnerRecord, type Progress } from './record.ts';
