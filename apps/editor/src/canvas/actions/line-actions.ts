import { PencilLine, Plus, Square, StickyNote, Trash2, Maximize, WandSparkles } from "lucide-react";
import { setNotes } from "../../document/commands/places.ts";
import { disown, setHandover } from "../../document/commands/relations.ts";
import { setGroup } from "../../document/commands/groups.ts";
import { disconnect } from "../../document/commands/wires.ts";
import type { Change } from "../../document/change.ts";
import type { View } from "../../document/reading.ts";
import { lineMiddle } from "../edges/anchors.ts";
import { wireFrom } from "../gestures/use-connect.ts";
import { floatOf } from "../scene/fold.ts";
import type { Acting, Action } from "./acting.ts";

/** What may be done to a wire or another line, to notes and groups, and to the canvas itself. */
export function otherActions(acting: Acting): readonly Action[] {
  const { t, change, selection, selected, scene, places, lines } = acting;
  const { wire: line } = selected;
  const wire = scene.picture.wires.find((each) => each.id === line);
  const [float] = selected.floats;
  return [
    {
      id: "insert",
      label: t("actions.insert"),
      icon: Plus,
      keys: ["/", "Tab"],
      may: wire !== undefined,
      run: () => {
        const at = line === undefined ? undefined : lineMiddle(line, scene, places, lines);
        if (wire !== undefined && at !== undefined) acting.openFor({ at: { x: at.x - 60, y: at.y + 20 }, into: { from: wireFrom(wire) } });
      },
    },
    {
      id: "editLine",
      label: t("actions.editLine"),
      icon: PencilLine,
      keys: ["Enter", "F2"],
      may: line !== undefined,
      run: () => line !== undefined && acting.edit(line),
    },
    {
      id: "removeLine",
      label: t("actions.removeLine"),
      icon: Trash2,
      keys: ["Delete", "Backspace"],
      may: line !== undefined,
      run: () => {
        if (line !== undefined && change(t("gestures.disconnect"), (view) => withoutLine(view, acting, line))) selection.clear();
      },
    },
    {
      id: "editFloat",
      label: t("actions.editFloat"),
      icon: PencilLine,
      keys: ["Enter", "F2"],
      may: float !== undefined,
      run: () => float !== undefined && acting.edit(float),
    },
    {
      id: "removeFloat",
      label: t("actions.removeFloat"),
      icon: Trash2,
      keys: ["Delete", "Backspace"],
      may: selected.nodes.length === 0 && float !== undefined,
      run: () => {
        if (change(t("gestures.remove"), (view) => withoutFloats(view, selected.floats))) selection.clear();
      },
    },
    { id: "add", label: t("actions.add"), icon: Plus, keys: ["/"], may: line === undefined, run: acting.openBeside },
    { id: "note", label: t("actions.note"), icon: StickyNote, keys: ["n"], may: true, run: acting.addNote },
    { id: "all", label: t("actions.all"), icon: Square, keys: ["mod+a"], may: scene.cards.size > 0, run: () => selection.select([...scene.cards.keys()]) },
    { id: "fit", label: t("actions.fit"), icon: Maximize, keys: ["f"], may: true, run: acting.fit },
    { id: "tidyAll", label: t("actions.tidyAll"), icon: WandSparkles, may: scene.cards.size > 0, run: () => acting.tidy() },
  ];
}

function withoutLine(view: View, { scene }: Acting, line: string): Change {
  const wire = scene.picture.wires.find((each) => each.id === line);
  if (wire !== undefined) return disconnect(view, wireFrom(wire));
  const relation = scene.relations.get(line);
  switch (relation?.type) {
    case "owns":
      return disown(view, relation.from, relation.to);
    case "handover": {
      const { from, to, there, back } = relation;
      const ends = [...(there ? [setHandover(view, from, to, false)] : []), ...(back ? [setHandover(view, to, from, false)] : [])];
      return { edits: ends.flatMap((each) => each.edits ?? []) };
    }
    case undefined:
      return {};
    default:
      return relation satisfies never;
  }
}

function withoutFloats(view: View, floats: readonly string[]): Change {
  const gone = floats.flatMap((id) => floatOf(id) ?? []);
  const has = (type: "note" | "group", id: string): boolean => gone.some((each) => each.type === type && each.id === id);
  const { layout = view.layout } = setNotes(
    view,
    view.layout.notes.filter((note) => !has("note", note.id)),
  );
  const groups = gone.filter((each) => each.type === "group");
  return groups.reduce<Change>((change, { id }) => setGroup({ ...view, layout: change.layout ?? layout }, id, undefined), { layout });
}
