import {
  ArrowLeftToLine,
  ArrowRightToLine,
  ClipboardCopy,
  ClipboardPaste,
  CopyPlus,
  Layers2,
  Lock,
  LockOpen,
  Replace,
  Scissors,
  Trash2,
  Unplug,
} from "lucide-react";
import { kinds } from "@baton/nodes";
import { lockNodes } from "../../document/commands/groups.ts";
import { removeNodes } from "../../document/commands/nodes.ts";
import { lockedNodes } from "../../document/commands/places.ts";
import { streamOf } from "../../document/commands/stream.ts";
import type { Acting, Action } from "./acting.ts";

/** What may be done to steps. */
export function stepActions(acting: Acting): readonly Action[] {
  const { t, document, change, selection, selected, places, clipboard } = acting;
  const { nodes } = selected;
  const [node, another] = nodes;
  const one = another === undefined ? node : undefined;
  const view = document.store.getState();
  const some = nodes.length > 0;
  const locked = some && nodes.every((id) => lockedNodes(view.layout).has(id));
  const graph = one === undefined ? undefined : graphOf(acting, one);
  const remove = (heal: boolean): void => {
    if (change(t("gestures.remove"), (now) => removeNodes(now, nodes, heal))) selection.clear();
  };
  const stream = (way: "up" | "down"): void => {
    if (view.shown.graph !== undefined) selection.select(streamOf(view.shown.graph, nodes, way));
  };
  return [
    {
      id: "open",
      label: t("actions.open", { graph: graph ?? "" }),
      icon: Layers2,
      keys: ["o"],
      may: graph !== undefined,
      run: () => graph !== undefined && acting.openGraph(graph),
    },
    {
      id: "replace",
      label: t("actions.replace"),
      icon: Replace,
      keys: ["x"],
      may: one !== undefined,
      run: () => one !== undefined && acting.openFor({ at: places.get(one) ?? { x: 0, y: 0 }, replaces: one }),
    },
    { id: "copy", label: t("actions.copy"), icon: ClipboardCopy, keys: ["mod+c"], may: some, run: clipboard.copy },
    { id: "cut", label: t("actions.cut"), icon: Scissors, keys: ["mod+x"], may: some, run: clipboard.cut },
    { id: "paste", label: t("actions.paste"), icon: ClipboardPaste, keys: ["mod+v"], may: true, run: clipboard.paste },
    { id: "duplicate", label: t("actions.duplicate"), icon: CopyPlus, keys: ["mod+d"], may: some, run: clipboard.duplicate },
    { id: "upstream", label: t("actions.upstream"), icon: ArrowLeftToLine, keys: ["["], may: some, run: () => stream("up") },
    { id: "downstream", label: t("actions.downstream"), icon: ArrowRightToLine, keys: ["]"], may: some, run: () => stream("down") },
    {
      id: "lock",
      label: t(locked ? "actions.unlock" : "actions.lock"),
      icon: locked ? LockOpen : Lock,
      keys: ["l"],
      may: some,
      run: () => change(t(locked ? "gestures.unlock" : "gestures.lock"), (now) => lockNodes(now, places, nodes, !locked)),
    },
    { id: "remove", label: t("actions.remove"), icon: Trash2, keys: ["Delete", "Backspace"], may: some, run: () => remove(true) },
    { id: "removeOnly", label: t("actions.removeOnly"), icon: Unplug, keys: ["Shift+Delete", "Shift+Backspace"], may: some, run: () => remove(false) },
  ];
}

/** The graph that a step contains. */
function graphOf({ document }: Acting, id: string): string | undefined {
  const node = document.store.getState().shown.graph?.nodes.get(id);
  const [use] = node === undefined ? [] : (kinds.get(node.kind)?.graphs(node.config) ?? []);
  return use?.reference.split("@")[0];
}
