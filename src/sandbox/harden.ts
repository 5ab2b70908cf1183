/**
 * The second wall: what a worker could reach other things with is taken away before any learner's code is there. The
 * first wall (opaque origin and policy, see frame-document.ts) holds without it and is tested without it; this one closes
 * what the first must leave open for Pyodide's sake: workers and modules from memory. A global that is deleted cannot be
 * had again, since a worker has no other realm to take it from and no way to compile a string.
 */
const TAKEN_AWAY = [
  'Worker', 'SharedWorker', 'importScripts', 'fetch', 'fetchLater', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream',
  'WebSocketError', 'EventSource', 'WebTransport', 'RTCPeerConnection', 'RTCDataChannel', 'BroadcastChannel',
  'indexedDB', 'caches', 'cookieStore', 'Notification', 'FileReaderSync', 'PushManager', 'ServiceWorkerRegistration',
  'webkitRequestFileSystem', 'webkitRequestFileSystemSync', 'webkitResolveLocalFileSystemURL',
  'webkitResolveLocalFileSystemSyncURL', 'OffscreenCanvas', 'createImageBitmap', 'FontFace', 'fonts', 'reportError',
  'close', 'postMessage', 'SharedArrayBuffer',
] as const; // prettier-ignore

const NAVIGATOR = [
  'sendBeacon', 'serviceWorker', 'storage', 'locks', 'permissions', 'gpu', 'hid', 'serial', 'usb', 'bluetooth',
  'storageBuckets', 'setAppBadge', 'clearAppBadge', 'connection', 'mediaCapabilities',
] as const; // prettier-ignore

/** What the worker itself still needs of that, taken before it goes. */
export interface KeptTools {
  readonly objectUrl: (blob: Blob) => string;
}

/** Remove a name wherever along the prototypes it stands. */
function remove(target: object, name: string): void {
  for (let place: object | null = target; place !== null; place = Reflect.getPrototypeOf(place)) {
    if (!Object.hasOwn(place, name)) continue;
    if (!Reflect.deleteProperty(place, name)) {
      Reflect.defineProperty(place, name, { value: undefined, writable: false, configurable: false });
    }
  }
}

/**
 * Every function leads to one that makes functions of text, by `constructor`; whoever gets hold of any object of JavaScript
 * gets hold of that. It refuses, whatever the policy says.
 */
function refuseTexts(scope: typeof globalThis): void {
  const kinds = [() => undefined, function* () {}, async () => undefined, async function* () {}];
  for (const kind of kinds) {
    const prototype: unknown = Reflect.getPrototypeOf(kind);
    const refuse = (): never => {
      throw new EvalError('text is not code here');
    };
    const constructor = Object.defineProperty(function () { refuse(); }, 'prototype', { value: prototype }); // prettier-ignore
    Reflect.defineProperty(prototype as object, 'constructor', { value: constructor, configurable: false });
    if (prototype === scope.Function.prototype) Reflect.set(scope, 'Function', constructor);
  }
}

/** Call once, first of all. */
export function harden(scope: typeof globalThis): KeptTools {
  const { URL: Url } = scope;
  const create = Url.createObjectURL.bind(Url);
  for (const name of TAKEN_AWAY) remove(scope, name);
  for (const name of NAVIGATOR) remove(scope.navigator, name);
  remove(Url, 'createObjectURL');
  refuseTexts(scope);
  return { objectUrl: create };
}
