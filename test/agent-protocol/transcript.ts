import { isDeepStrictEqual } from "node:util";

/** What a scenario saw, by label, in order. */
export type Transcript = Readonly<Record<string, unknown>>;

/** Where two servers differ: `scenario/label/field/0/field`, and what each said there. */
export interface Difference {
  readonly at: string;
  readonly there: unknown;
  readonly here: unknown;
}

const id = /(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b)/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/**
 * A transcript as JSON, with times dropped and each id named after the place where it came first, so that two can be compared.
 * @param unnamed places where ids get no name, because only one of the servers says anything there.
 */
export function normalised(transcript: Transcript, scenario: string, unnamed: (at: string) => boolean): unknown {
  const names = new Map<string, string>();
  const named = (text: string, at: string): string =>
    text.replace(time, "<time>").replace(id, (found) => {
      const name = names.get(found) ?? `<${at.replaceAll("/", " ")}>`;
      if (!unnamed(at)) names.set(found, name);
      return name;
    });
  const walk = (value: unknown, at: string): unknown => {
    if (typeof value === "string") return named(value, at);
    if (Array.isArray(value)) return value.map((item, index) => walk(item, `${at}/${index}`));
    if (!isRecord(value)) return value;
    // Sorted, so that ids come first in the same place whoever wrote the fields.
    const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
    const inside = fields.map(([name, field]) => ({ name: named(name, `${at}/<>`), field }));
    return Object.fromEntries(inside.map(({ name, field }) => [name, walk(field, `${at}/${name}`)]));
  };
  return Object.fromEntries(Object.entries(transcript).map(([label, said]) => [label, walk(json(said), `${scenario}/${label}`)]));
}

/** Where `here` is not what is `there`, as far down as both have the same shape. */
export function differencesOf(there: unknown, here: unknown, at: string): readonly Difference[] {
  if (isDeepStrictEqual(there, here)) return [];
  const inside = (name: string): string => `${at}/${name}`;
  if (Array.isArray(there) && Array.isArray(here)) {
    const common = Math.min(there.length, here.length);
    const counts = there.length === here.length ? [] : [{ at: inside("length"), there: there.length, here: here.length }];
    return [...counts, ...there.slice(0, common).flatMap((item, index) => differencesOf(item, here[index], inside(String(index))))];
  }
  if (isRecord(there) && isRecord(here)) {
    return [...new Set([...Object.keys(there), ...Object.keys(here)])].flatMap((name) => differencesOf(there[name], here[name], inside(name)));
  }
  return [{ at, there, here }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function json(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? null : JSON.parse(text);
}
