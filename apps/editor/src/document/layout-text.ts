import type { Layout } from "@baton/core";

/** `layout.json` with one line for each thing, nodes by name, so that a diff shows what moved and no more. */
export function layoutText({ $schema, layout, nodes, groups = [], notes, viewport }: Layout): string {
  const places = Object.entries(nodes).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const parts = [
    ...($schema === undefined ? [] : [`"$schema": ${JSON.stringify($schema)}`]),
    `"layout": ${layout}`,
    `"nodes": ${lines(
      "{",
      places.map(([id, place]) => `${JSON.stringify(id)}: ${spaced(place)}`),
      "}",
    )}`,
    ...(groups.length === 0 ? [] : [`"groups": ${lines("[", groups.map(spaced), "]")}`]),
    ...(notes.length === 0 ? [] : [`"notes": ${lines("[", notes.map(spaced), "]")}`]),
    ...(viewport === undefined ? [] : [`"viewport": ${spaced(viewport)}`]),
  ];
  return `{\n${parts.map((part) => `  ${part}`).join(",\n")}\n}\n`;
}

function lines(open: string, items: readonly string[], close: string): string {
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.map((item) => `    ${item}`).join(",\n")}\n  ${close}`;
}

function spaced(value: object): string {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${JSON.stringify(each)}`).join(", ")} }`;
}
