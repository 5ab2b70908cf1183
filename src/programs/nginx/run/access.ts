/** Who may have what: allow and deny, auth_basic, limit_req and limit_conn (the pre-access and access phases). */
import type { Eff } from '../../../engine/task.ts';
import { base64, toBase64 } from '../../../base/base64.ts';
import { concat, fromLatin1, latin1 } from '../../../base/bytes.ts';
import { sha1 } from '../../../base/hash.ts';
import { md5Crypt } from '../../../base/md5-crypt.ts';
import { SysError } from '../../../machine/errno.ts';
import { excessText, judge, Zone, type Limit } from '../http/limits.ts';
import { basicCredentials } from '../http/credentials.ts';
import { inNetwork } from '../http/network.ts';
import type { Req } from '../http/request.ts';
import { argsOf, flag, lists, number, word } from '../http/settings.ts';
import { fullName } from '../conf/host.ts';
import { NEXT, statusOf, type Outcome } from './outcome.ts';
import type { WorkerState } from './worker-state.ts';

function zoneOf(worker: WorkerState, name: string): Zone {
  let zone = worker.shared.zones.get(name);
  if (zone === undefined) worker.shared.zones.set(name, (zone = new Zone()));
  return zone;
}

const option = (args: readonly string[], name: string): string | undefined =>
  args.find((a) => a.startsWith(`${name}=`))?.slice(name.length + 1);

export function* limitRequests(worker: WorkerState, r: Req): Eff<Outcome> {
  const limits = lists(r.level, 'limit_req').flatMap((d): Limit[] => {
    const name = option(d.args, 'zone') ?? '';
    const defined = worker.config.zones.get(name);
    if (defined === undefined || defined.key === null) return [];
    const delay = option(d.args, 'delay');
    const key = worker.variables.text(defined.key, r);
    // Whom the key leaves empty, no limit holds for.
    if (key === '') return [];
    return [
      {
        zone: zoneOf(worker, name),
        name,
        key,
        rate: defined.rate,
        burst: Number(option(d.args, 'burst') ?? '0') * 1000,
        delay: d.args.includes('nodelay') ? Infinity : Number(delay ?? '0') * 1000,
      },
    ];
  });
  if (limits.length === 0 || r.limitReqStatus !== '') return NEXT;
  const verdict = judge(limits, Math.floor(worker.sys.clock / 1000));
  const dry = flag(r.level, 'limit_req_dry_run', false);
  const loud = word(r.level, 'limit_req_log_level', 'error');
  switch (verdict.type) {
    case 'pass':
      r.limitReqStatus = 'PASSED';
      return NEXT;
    case 'reject':
      worker.error(
        r,
        levelOf(loud),
        `limiting requests${dry ? ', dry run' : ''}, excess: ${excessText(verdict.excess)} by zone "${verdict.name}"`,
      );
      r.limitReqStatus = dry ? 'REJECTED_DRY_RUN' : 'REJECTED';
      worker.note(r, 'limit_req', `${r.limitReqStatus}: excess ${excessText(verdict.excess)}, zone "${verdict.name}"`);
      return dry ? NEXT : statusOf(number(r.level, 'limit_req_status', 503));
    case 'delay':
      worker.error(
        r,
        quieter(loud),
        `delaying request${dry ? ', dry run' : ''}, excess: ${excessText(verdict.excess)}, by zone "${verdict.name}"`,
      );
      r.limitReqStatus = dry ? 'DELAYED_DRY_RUN' : 'DELAYED';
      worker.note(r, 'limit_req', `${r.limitReqStatus}: ${verdict.milliseconds} ms, zone "${verdict.name}"`);
      if (!dry) yield* worker.sys.sleep(verdict.milliseconds * 1000);
      return NEXT;
  }
}

const levelOf = (text: string): 'error' | 'warn' | 'notice' | 'info' =>
  text === 'warn' || text === 'notice' || text === 'info' ? text : 'error';
const quieter = (text: string): 'warn' | 'notice' | 'info' =>
  text === 'error' ? 'warn' : text === 'warn' ? 'notice' : 'info';

/** Count this request; `release` gives its places back. */
export function limitConnections(
  worker: WorkerState,
  r: Req,
): { readonly outcome: Outcome; readonly release: () => void } {
  const taken: (() => void)[] = [];
  const release = (): void => taken.forEach((f) => f());
  for (const d of lists(r.level, 'limit_conn')) {
    const [name = '', most = '1'] = d.args;
    const defined = worker.config.zones.get(name);
    if (defined === undefined || defined.key === null) continue;
    const key = worker.variables.text(defined.key, r);
    if (key === '') continue;
    const { connections } = zoneOf(worker, name);
    const count = connections.get(key) ?? 0;
    if (count >= Number(most)) {
      release();
      worker.error(
        r,
        levelOf(word(r.level, 'limit_conn_log_level', 'error')),
        `limiting connections by zone "${name}"`,
      );
      r.limitConnStatus = 'REJECTED';
      worker.note(r, 'limit_conn', `REJECTED: ${count} at once, zone "${name}"`);
      return { outcome: statusOf(number(r.level, 'limit_conn_status', 503)), release: () => undefined };
    }
    connections.set(key, count + 1);
    taken.push(() => {
      const left = (connections.get(key) ?? 1) - 1;
      if (left <= 0) connections.delete(key);
      else connections.set(key, left);
    });
    r.limitConnStatus = 'PASSED';
  }
  return { outcome: NEXT, release };
}

/** allow, deny and auth_basic, joined by `satisfy`. */
export function access(worker: WorkerState, r: Req): Outcome {
  const any = word(r.level, 'satisfy', 'all') === 'any';
  const byAddress = addressRules(worker, r, any);
  if (byAddress === 'granted' && any) return NEXT;
  if (byAddress === 'denied' && !any) return statusOf(403);
  const byPassword = basicAuth(worker, r);
  if (byPassword === 'granted' || byPassword === 'no-rule') {
    if (byPassword === 'no-rule' && byAddress === 'denied') return statusOf(403);
    return NEXT;
  }
  return byPassword;
}

function addressRules(worker: WorkerState, r: Req, quiet: boolean): 'granted' | 'denied' | 'no-rule' {
  const rules = inOrder(r);
  for (const d of rules) {
    if (!inNetwork(r.remoteAddr, d.args[0] ?? '')) continue;
    if (d.name === 'allow') return 'granted';
    if (!quiet) worker.error(r, 'error', 'access forbidden by rule');
    return 'denied';
  }
  return 'no-rule';
}

/** allow and deny share one list per level. */
function inOrder(r: Req) {
  if (lists(r.level, 'allow').length === 0 && lists(r.level, 'deny').length === 0) return [];
  for (let level: Req['level'] | null = r.level; level !== null; level = level.parent) {
    const rules = level.directives.filter((d) => d.name === 'allow' || d.name === 'deny');
    if (rules.length > 0) return rules;
  }
  return [];
}

function basicAuth(worker: WorkerState, r: Req): Outcome | 'granted' | 'no-rule' {
  const realmSource = argsOf(r.level, 'auth_basic')?.[0];
  const file = argsOf(r.level, 'auth_basic_user_file')?.[0];
  if (realmSource === undefined || file === undefined) return 'no-rule';
  const realm = worker.variables.source(realmSource, r);
  if (realm === 'off') return 'no-rule';
  const challenge = statusOf(401, [{ name: 'WWW-Authenticate', value: `Basic realm="${realm}"` }]);
  const given = basicCredentials(r.header('authorization'));
  if (given === null) {
    worker.error(r, 'info', 'no user/password was provided for basic authentication');
    return challenge;
  }
  const { user, password } = given;
  const path = fullName('/etc/nginx/', worker.variables.source(file, r));
  let lines: string[];
  try {
    lines = fromLatin1(worker.sys.fs.readFile(path)).split('\n');
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    worker.error(
      r,
      error.errno === 'ENOENT' ? 'error' : 'crit',
      `open() "${path}" failed (${error.errno === 'ENOENT' ? '2: No such file or directory' : '13: Permission denied'})`,
    );
    return statusOf(403);
  }
  const entry = lines.find((l) => l.startsWith(`${user}:`));
  if (entry === undefined) {
    worker.error(r, 'error', `user "${user}" was not found in "${path}"`);
    return challenge;
  }
  if (passwordMatches(password, entry.slice(user.length + 1).split(':')[0] ?? '')) return 'granted';
  worker.error(r, 'error', `user "${user}": password mismatch`);
  return challenge;
}

/** `$apr1$` and `$1$`; `{PLAIN}`, `{SHA}` and `{SSHA}` (RFC 2307, as ngx_crypt reads them); other hashes of crypt(3) are not modelled. */
function passwordMatches(given: string, stored: string): boolean {
  if (/^\$(?:apr)?1\$/.test(stored)) return md5Crypt(latin1(given), stored) === stored;
  if (stored.startsWith('{PLAIN}')) return stored.slice(7) === given;
  if (stored.startsWith('{SHA}')) return stored.slice(5) === toBase64(sha1(latin1(given)));
  if (!stored.startsWith('{SSHA}')) return false;
  const bytes = base64(stored.slice(6));
  if (bytes.length < DIGEST) return false;
  const hash = sha1(concat([latin1(given), bytes.subarray(DIGEST)]));
  return hash.every((byte, i) => byte === bytes[i]);
}

/** Bytes of a SHA-1 hash. */
const DIGEST = 20;
