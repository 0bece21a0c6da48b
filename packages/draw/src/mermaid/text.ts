/** Words that Mermaid's grammar keeps for itself where an id could stand. */
const reserved = new Set(
  "end graph flowchart subgraph style class classdef click link linkstyle default direction href call interpolate acctitle accdescr".split(" "),
);

/** An id for each key (`node pay`, `end paid`): the name itself where Mermaid allows it, so that the text reads well. */
export function uniqueIds(keys: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    keys.map((key): [string, string] => {
      const [sort = "", ...name] = key.split(" ");
      const bare = sort === "node" ? name.join(" ") : key;
      const safe = bare.replaceAll(/\W/g, "_");
      const wanted = /^[a-z]/i.test(safe) && !reserved.has(safe.toLowerCase()) ? safe : `n_${safe}`;
      let id = wanted;
      for (let number = 2; taken.has(id); number += 1) id = `${wanted}_${number}`;
      taken.add(id);
      return [key, id];
    }),
  );
}

/**
 * A quoted label of one or two lines. Whatever is no letter, digit or harmless sign is written as its number, which Mermaid
 * turns back into the sign only when it draws: nothing of it is read as syntax, Markdown or HTML.
 */
export function label(...lines: readonly string[]): string {
  return `"${lines.map((line) => oneLine(line).replaceAll(/[^\p{L}\p{N}\p{M} _,?!·≤]/gu, (sign) => `#${sign.codePointAt(0)};`)).join("<br/>")}"`;
}

/** Text for places that know no escapes: only letters, digits and a few signs stay. */
export function plain(text: string): string {
  return oneLine(text.replaceAll(/[^\p{L}\p{N}\p{M} _,.'-]/gu, " "));
}

function oneLine(text: string): string {
  const line = text.replaceAll(/[\s\p{C}]+/gu, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200).trimEnd()}…` : line;
}
