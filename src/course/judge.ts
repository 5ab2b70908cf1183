import { unreachable } from '../base/assert.ts';
import type { RunModel } from '../projections/model.ts';
import { type Evidence, type Verdict, verdict, words } from './evidence.ts';
import * as app from './judge-app.ts';
import { isOfNow, judgeLive, type LivePredicate } from './judge-live.ts';
import * as machine from './judge-machine.ts';
import * as requests from './judge-requests.ts';
import type { LeafPredicate, Predicate } from './predicate.ts';

/**
 * Is this so? Pure: the same evidence gives the same verdict. While a run that is asked about is not there, nothing
 * about it is so, and nothing about it is not so either.
 */
export const judge = (predicate: Predicate, evidence: Evidence): Verdict =>
  consider(predicate, evidence) ?? verdict(false);

/** null: cannot be said yet. */
function consider(predicate: Predicate, evidence: Evidence): Verdict | null {
  switch (predicate.kind) {
    case 'all': {
      const parts = predicate.of.map((part) => consider(part, evidence));
      return parts.find((part) => part?.ok === false) ?? (parts.includes(null) ? null : (parts[0] ?? null));
    }
    case 'any': {
      const parts = predicate.of.map((part) => consider(part, evidence));
      return parts.find((part) => part?.ok === true) ?? (parts.includes(null) ? null : (parts[0] ?? null));
    }
    case 'not': {
      const inner = consider(predicate.of, evidence);
      return inner && { ...inner, ok: !inner.ok };
    }
    case 'onlyFilesChanged':
      return onlyFilesChanged(predicate.paths, evidence);
    case 'fileChanged': {
      const before = predicate.since === 'step' ? evidence.atStep : evidence.atLesson;
      return verdict(evidence.files[predicate.path] !== before[predicate.path]);
    }
    case 'predicted':
      return verdict(evidence.answers[predicate.question] !== undefined);
    default: {
      const model = evidence.runs[predicate.run ?? evidence.mainRun];
      return model ? (isOfNow(predicate) ? judgeLive(predicate, model) : judgeRun(predicate, model)) : null;
    }
  }
}

/** A file that was added, removed or edited counts as changed. */
function onlyFilesChanged(paths: readonly string[], { files, atLesson }: Evidence): Verdict {
  const all = new Set([...Object.keys(files), ...Object.keys(atLesson)]);
  const other = [...all].filter((path) => files[path] !== atLesson[path] && !paths.includes(path));
  return verdict(other.length === 0, other[0] === undefined ? null : words(other[0].split('/').at(-1) ?? other[0]));
}

type RunPredicate = Exclude<LeafPredicate, LivePredicate | { kind: 'onlyFilesChanged' | 'fileChanged' | 'predicted' }>;

function judgeRun(p: RunPredicate, model: RunModel): Verdict {
  switch (p.kind) {
    case 'requestStatus':
      return requests.requestStatus(p, model);
    case 'requestHeader':
      return requests.requestHeader(p, model);
    case 'bodyContains':
      return requests.bodyContains(p, model);
    case 'bodiesDiffer':
      return requests.bodiesDiffer(p, model);
    case 'largestNumber':
      return requests.largestNumber(p, model);
    case 'allServedBefore':
      return requests.allServedBefore(p, model);
    case 'servedAt':
      return requests.servedAt(p, model);
    case 'nobodyServed':
      return requests.nobodyServed(p, model);
    case 'answerBegins':
      return requests.answerBegins(p, model);
    case 'answeredFrom':
      return requests.answeredFrom(p, model);
    case 'statusCount':
      return requests.statusCount(p, model);
    case 'bodyCount':
      return requests.bodyCount(p, model);
    case 'requestFailed':
      return requests.requestFailed(p, model);
    case 'wireShows':
      return requests.wireShows(p, model);
    case 'p95Below':
      return requests.p95Below(p, model);
    case 'appCalls':
      return app.appCalls(p, model);
    case 'appHeader':
      return app.appHeader(p, model);
    case 'appTook':
      return app.appTook(p, model);
    case 'appCallsOverlap':
      return app.appCallsOverlap(model);
    case 'neverStarted':
      return app.neverStarted(model);
    case 'environHas':
      return app.environHas(p, model);
    case 'parkedTogether':
      return app.parkedTogether(p, model);
    case 'loopBlocked':
      return app.loopBlocked(p, model);
    case 'cpuPerCall':
      return app.cpuPerCall(p, model);
    case 'perWorkerCounterDiffers':
      return app.perWorkerCounterDiffers(p, model);
    case 'workersAre':
      return machine.workersAre(p, model);
    case 'workersAlive':
      return machine.workersAlive(p, model);
    case 'serverIs':
      return machine.serverIs(p, model);
    case 'complaint':
      return machine.complaint(p, model);
    case 'someEventOf':
      return machine.someEventOf(p, model);
    case 'noEventOf':
      return machine.noEventOf(p, model);
    default:
      return unreachable(p);
  }
}
