import { authoredEdges } from "../../document/commands/edges.ts";
import { conditionOf } from "../../document/commands/conditions.ts";
import type { View } from "../../document/reading.ts";
import type { Scene } from "./scene.ts";

/** What stands on a wire: a remark of its own, or what has to hold for it. */
export interface EdgeText {
  readonly text: string;
  readonly sort: "note" | "when" | "about";
}
export type EdgeTexts = ReadonlyMap<string, EdgeText>;

/** The texts of wires, by wire; those that are as before stay the same objects, all of them together too. */
export function edgeTexts(view: Pick<View, "reading">, { picture }: Scene, before: EdgeTexts): EdgeTexts {
  const notes = new Map(
    authoredEdges(view).flatMap(({ from, note }) =>
      note === undefined || note === "" || from.type === "start" ? [] : [[`${from.node}.${from.port}`, note] as const],
    ),
  );
  const texts = new Map<string, EdgeText>();
  for (const wire of picture.wires) {
    if (wire.from === undefined || wire.beyond !== undefined) continue;
    const note = notes.get(`${wire.from}.${wire.port}`);
    const condition = note === undefined ? conditionOf(view, wire.from, wire.port) : undefined;
    const found: EdgeText | undefined = note === undefined ? condition : { text: note, sort: "note" };
    const old = before.get(wire.id);
    if (found !== undefined && found.text !== "")
      texts.set(wire.id, old?.text === found.text && old.sort === found.sort ? old : { text: found.text, sort: found.sort });
  }
  const same = texts.size === before.size && [...texts].every(([id, text]) => before.get(id) === text);
  return same ? before : texts;
}
