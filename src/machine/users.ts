import type { Credentials } from './process.ts';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

/** Users and groups of a host (passwd(5), group(5)), in memory; the scenario writes the files from it. */
export class Users {
  readonly list: User[] = [];
  readonly groups = new Map<string, { gid: number; readonly members: string[] }>();

  addGroup(name: string, gid: number, members: readonly string[] = []): void {
    this.groups.set(name, { gid, members: [...members] });
  }

  add(user: User): void {
    this.list.push(user);
  }

  byName(name: string): User | null {
    return this.list.find((u) => u.name === name) ?? null;
  }

  byUid(uid: number): User | null {
    return this.list.find((u) => u.uid === uid) ?? null;
  }

  userName(uid: number): string {
    return this.byUid(uid)?.name ?? String(uid);
  }

  groupName(gid: number): string {
    for (const [name, group] of this.groups) if (group.gid === gid) return name;
    return String(gid);
  }

  credentials(user: User, group?: string): Credentials {
    const gid = (group === undefined ? null : this.groups.get(group)?.gid) ?? user.gid;
    const groups = [...this.groups.values()].filter((g) => g.members.includes(user.name)).map((g) => g.gid);
    return { uid: user.uid, gid, groups: [gid, ...groups.filter((g) => g !== gid)] };
  }
}
