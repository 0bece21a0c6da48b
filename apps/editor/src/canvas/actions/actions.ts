import { arrangeActions } from "./arrange-actions.ts";
import type { Acting, Action } from "./acting.ts";
import { otherActions } from "./line-actions.ts";
import { stepActions } from "./step-actions.ts";

/** Everything that may be done now. */
export function actionsOf(acting: Acting): readonly Action[] {
  const [node, another] = acting.selected.nodes;
  const more = node === undefined || another !== undefined ? [] : acting.more(node);
  const all = [...stepActions(acting), ...arrangeActions(acting), ...otherActions(acting)];
  const { writable } = acting.document.store.getState();
  return [...(writable ? all : all.filter(({ id }) => looking.has(id))), ...more];
}

/** What changes nothing, so that it is there for a version that ran as well. */
const looking: ReadonlySet<string> = new Set(["open", "upstream", "downstream", "all", "fit", "fold"]);

/** Menus, part by part; what means nothing now is left out. */
const menus = {
  steps: [
    ["open", "add", "replace"],
    ["runTo", "runFrom", "breakBefore", "breakAfter", "brief"],
    ["copy", "cut", "paste", "duplicate"],
    ["upstream", "downstream"],
    ["lock", "group", "fold", "ungroup", "tidy"],
    ["align-left", "align-centre", "align-right", "align-top", "align-middle", "align-bottom", "distribute-across", "distribute-down"],
    ["remove", "removeOnly"],
  ],
  line: [["insert", "editLine"], ["removeLine"]],
  float: [
    ["editFloat", "fold"],
    ["colour-grey", "colour-violet", "colour-azure", "colour-ochre", "colour-plum"],
    ["ungroup", "removeFloat"],
  ],
  canvas: [
    ["add", "note", "paste"],
    ["all", "fit", "tidyAll"],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly string[])[]>>;

/** The bar over the canvas while several steps are selected. */
export const barParts = [
  ["align-left", "align-centre", "align-right", "align-top", "align-middle", "align-bottom"],
  ["distribute-across", "distribute-down"],
  ["tidy", "group", "lock", "duplicate", "remove"],
] as const;

/** The parts of a menu for what is selected. */
export function menuParts({ selected }: Pick<Acting, "selected">, actions: readonly Action[]): readonly (readonly Action[])[] {
  const { nodes, floats, wire } = selected;
  const menu = wire !== undefined ? menus.line : nodes.length > 0 ? menus.steps : floats.length > 0 ? menus.float : menus.canvas;
  return partsOf(menu, actions)
    .map((part) => part.filter((action) => action.may))
    .filter((part) => part.length > 0);
}

export function partsOf(ids: readonly (readonly string[])[], actions: readonly Action[]): readonly (readonly Action[])[] {
  return ids.map((part) => part.flatMap((id) => actions.find((action) => action.id === id) ?? []));
}
