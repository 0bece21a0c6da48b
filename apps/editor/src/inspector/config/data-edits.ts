import { type Edit, isJsonObject, type Json, type Path } from "@baton/core";

/**
 * The edits that turn one value of a document into another, as few and as deep as they can be, so that what is not touched stays as it is written.
 * What is absent and becomes empty is left absent: forms show both alike.
 */
export function dataEdits(from: Json | undefined, to: Json | undefined, path: Path): readonly Edit[] {
  if (same(from, to) || (from === undefined && isEmpty(to))) return [];
  if (to === undefined) return from === undefined ? [] : [{ op: "remove", path }];
  if (from !== undefined && isJsonObject(from) && isJsonObject(to)) return ofObjects(from, to, path);
  if (Array.isArray(from) && Array.isArray(to)) return ofLists(from, to, path);
  return [{ op: "set", path, value: to }];
}

type Fields = Readonly<Record<string, Json | undefined>>;

function ofObjects(from: Fields, to: Fields, path: Path): readonly Edit[] {
  const gone = Object.keys(from).filter((key) => to[key] === undefined);
  const added = Object.keys(to).filter((key) => to[key] !== undefined && !Object.hasOwn(from, key));
  const [old, other] = [gone[0], added[0]];
  // One key less and one more with what it had: it got another name.
  if (old !== undefined && other !== undefined && gone.length === 1 && added.length === 1 && same(from[old], to[other])) {
    return [{ op: "rename", path: [...path, old], to: other }];
  }
  const changed = Object.keys(to).flatMap((key) => dataEdits(from[key], to[key], [...path, key]));
  return [...changed, ...gone.map((key): Edit => ({ op: "remove", path: [...path, key] }))];
}

function ofLists(from: readonly Json[], to: readonly Json[], path: Path): readonly Edit[] {
  const most = Math.min(from.length, to.length);
  let head = 0;
  while (head < most && same(from[head], to[head])) head += 1;
  let tail = 0;
  while (tail < most - head && same(from[from.length - 1 - tail], to[to.length - 1 - tail])) tail += 1;
  const [old, now] = [from.slice(head, from.length - tail), to.slice(head, to.length - tail)];
  const both = Math.min(old.length, now.length);
  const changed = Array.from({ length: both }, (_, index) => dataEdits(old[index], now[index], [...path, head + index])).flat();
  const removed = old.slice(both).map((_, index): Edit => ({ op: "remove", path: [...path, from.length - tail - 1 - index] }));
  const added = now.slice(both).map((value, index): Edit => ({ op: "insert", path: [...path, head + both + index], value }));
  return [...changed, ...removed, ...added];
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.values(value).every((each) => each === undefined);
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((each, index) => same(each, other[index]));
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => same(one[key], other[key]));
}
