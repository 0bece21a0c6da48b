import type { keysWords } from "./words.ts";

interface Binding {
  readonly keys: readonly string[];
  readonly does: keyof (typeof keysWords)["does"];
}

/** All keys, as the list shows them. Who adds a key adds it here. */
export const keymap: Readonly<Record<keyof (typeof keysWords)["groups"], readonly Binding[]>> = {
  everywhere: [
    { keys: ["?"], does: "help" },
    { keys: ["mod", "K"], does: "find" },
    { keys: ["F6"], does: "panel" },
  ],
  graph: [
    { keys: ["mod", "S"], does: "save" },
    { keys: ["mod", "F"], does: "findHere" },
    { keys: ["mod", "↵"], does: "run" },
    { keys: ["mod", "."], does: "stop" },
    { keys: ["F9"], does: "breakpoint" },
    { keys: ["Shift", "F9"], does: "breakpointAfter" },
    { keys: ["mod", "Z"], does: "undo" },
    { keys: ["mod", "Shift", "Z"], does: "redo" },
  ],
  canvas: [
    { keys: ["← → ↑ ↓"], does: "walk" },
    { keys: ["Shift", "← → ↑ ↓"], does: "extend" },
    { keys: ["Alt", "← → ↑ ↓"], does: "nudge" },
    { keys: ["Tab"], does: "add" },
    { keys: ["/"], does: "add" },
    { keys: ["A S H R T V K B"], does: "addKind" },
    { keys: ["X"], does: "replace" },
    { keys: ["↵"], does: "inspect" },
    { keys: ["O"], does: "open" },
    { keys: ["C"], does: "connect" },
    { keys: ["W"], does: "line" },
    { keys: ["M"], does: "menu" },
    { keys: ["mod", "C X V"], does: "clipboard" },
    { keys: ["mod", "D"], does: "duplicate" },
    { keys: ["Del"], does: "remove" },
    { keys: ["Shift", "Del"], does: "removeOnly" },
    { keys: ["[ ]"], does: "stream" },
    { keys: ["mod", "A"], does: "all" },
    { keys: ["mod", "G"], does: "group" },
    { keys: ["mod", "Shift", "G"], does: "ungroup" },
    { keys: ["L"], does: "lock" },
    { keys: ["N"], does: "note" },
    { keys: ["Shift", "N"], does: "notes" },
    { keys: ["F"], does: "fit" },
    { keys: ["Esc"], does: "clear" },
    { keys: ["Space"], does: "pan" },
  ],
  line: [
    { keys: ["W"], does: "nextLine" },
    { keys: ["← →"], does: "ends" },
    { keys: ["↵"], does: "editLine" },
    { keys: ["/"], does: "insert" },
    { keys: ["Del"], does: "removeLine" },
  ],
  inbox: [
    { keys: ["J", "K"], does: "review" },
    { keys: ["A"], does: "approve" },
    { keys: ["E"], does: "edit" },
    { keys: ["R"], does: "reject" },
    { keys: ["C"], does: "comment" },
    { keys: ["mod", "↵"], does: "send" },
  ],
  wire: [
    { keys: ["← → ↑ ↓"], does: "aim" },
    { keys: ["C"], does: "port" },
    { keys: ["/"], does: "name" },
    { keys: ["↵"], does: "finish" },
    { keys: ["Esc"], does: "giveUp" },
  ],
};

/** How this machine's keyboard names the key that commands begin with. */
export function modKey(platform: string): string {
  return /mac|iphone|ipad/i.test(platform) ? "⌘" : "Ctrl";
}
