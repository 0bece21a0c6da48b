import type { Approval, RoleHolder } from "../ports/approvals.ts";

/** Name in `by` for whoever started the run. */
const requesterRole = "requester";

/** Somebody who may decide, as stores look them up: a role, a person, or anybody; and from when on. */
export interface DeciderEntry {
  readonly key: string;
  readonly since: number;
}

const anybody = "anybody";
const roleKey = (role: string): string => `role:${role}`;
const personKey = (person: string): string => `person:${person}`;

/** Who may decide something of an open approval; nobody of one that is not open. */
export function decidersOf({ actions, escalate, requester, status }: Approval): readonly DeciderEntry[] {
  if (status !== "open") return [];
  const open = actions.filter((action) => action.status === "open");
  const asked = open.flatMap(({ by }) => (by.length === 0 ? [anybody] : by.flatMap(({ role }) => keysOfRole(role, requester))));
  const entries = [...asked.map((key) => ({ key, since: 0 })), ...escalate.map(({ at, to }) => ({ key: roleKey(to), since: at }))];
  const first = new Map<string, number>();
  for (const { key, since } of entries) first.set(key, Math.min(since, first.get(key) ?? since));
  return [...first].map(([key, since]) => ({ key, since }));
}

function keysOfRole(role: string, requester: string): readonly string[] {
  return role === requesterRole ? [roleKey(role), personKey(requester)] : [roleKey(role)];
}

/** What to look a decider up by. */
export function keysOf({ roles, person }: RoleHolder): readonly string[] {
  return [anybody, ...roles.map(roleKey), ...(person === undefined ? [] : [personKey(person)])];
}

/** When something happens to an open approval by itself that was not noted yet: it goes to somebody else too, or expires. */
export function timesOf({ status, expiresAt, escalate }: Approval): readonly number[] {
  if (status !== "open") return [];
  const ahead = escalate.filter(({ noted }) => noted === undefined);
  return [...new Set([...ahead.map(({ at }) => at), ...(expiresAt === undefined ? [] : [expiresAt])])];
}
