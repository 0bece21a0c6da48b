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
    { keys: ["Tab"], does: "panel" },
  ],
  graph: [
    { keys: ["mod", "S"], does: "save" },
    { keys: ["mod", "F"], does: "findHere" },
    { keys: ["mod", "↵"], does: "run" },
    { keys: ["mod", "."], does: "stop" },
    { keys: ["F9"], does: "breakpoint" },
    { keys: ["mod", "Z"], does: "undo" },
    { keys: ["mod", "Shift", "Z"], does: "redo" },
  ],
  canvas: [
    { keys: ["← → ↑ ↓"], does: "walk" },
    { keys: ["Alt", "← → ↑ ↓"], does: "nudge" },
    { keys: ["Tab"], does: "add" },
    { keys: ["/"], does: "add" },
    { keys: ["A S H R T V K B"], does: "addKind" },
    { keys: ["C"], does: "connect" },
    { keys: ["Del"], does: "remove" },
    { keys: ["mod", "A"], does: "all" },
    { keys: ["Esc"], does: "clear" },
    { keys: ["Space"], does: "pan" },
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
    { keys: ["↵"], does: "finish" },
    { keys: ["Esc"], does: "giveUp" },
  ],
};

/** How this machine's keyboard names the key that commands begin with. */
export function modKey(platform: string): string {
  return /mac|iphone|ipad/i.test(platform) ? "⌘" : "Ctrl";
}
