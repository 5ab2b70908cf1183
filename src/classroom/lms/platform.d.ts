/** Between frame.js and the script of one platform. */
interface LessonReport {
  readonly done: number;
  readonly of: number;
  readonly steps: readonly string[];
}

interface LearningPlatform {
  /** Ids of the steps that the platform has kept as done. Rejects where no platform answers. */
  start(): Promise<{ readonly done: readonly string[] }>;
  progress(report: LessonReport): void;
  end(): void;
}

/** SCORM 1.2, Run-Time Environment, section 3.2. */
interface Scorm12Api {
  LMSInitialize(empty: ''): string | boolean;
  LMSGetValue(name: string): string;
  LMSSetValue(name: string, value: string): string | boolean;
  LMSCommit(empty: ''): string | boolean;
  LMSFinish(empty: ''): string | boolean;
}

interface Window {
  diner: LearningPlatform;
  API?: Scorm12Api;
}
