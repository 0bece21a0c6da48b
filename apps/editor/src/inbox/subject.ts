import type { Action, Approval } from "../api/approvals.ts";
import { mainAmount } from "./amount.ts";

/** A name in words: `release_payment` as `Release payment`. */
export function inWords(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a review is about, in a line; the words around it are the caller's. */
export type Subject =
  | { readonly type: "call"; readonly name: string; readonly amount: string | undefined; readonly more: number }
  | { readonly type: "value"; readonly name: string }
  | { readonly type: "question"; readonly text: string }
  | { readonly type: "unknown"; readonly name: string };

export function subjectOf({ kind, actions, asker }: Pick<Approval, "kind" | "actions" | "asker">): Subject {
  const [first] = actions;
  switch (kind) {
    case "call":
      return {
        type: "call",
        name: inWords(first?.name ?? asker),
        amount: first === undefined ? undefined : mainAmount(first.args),
        more: Math.max(actions.length - 1, 0),
      };
    case "value":
      return { type: "value", name: inWords(asker) };
    case "question":
      return { type: "question", text: first?.description.trim() ?? "" };
    case "unknown-effect":
      return { type: "unknown", name: first?.name ?? asker };
    default:
      return kind satisfies never;
  }
}

/** What tells a call from others of its kind: its first short texts. */
export function marksOf({ args }: Pick<Action, "args">): string {
  return Object.entries(args)
    .flatMap(([field, value]) => (field !== "currency" && typeof value === "string" && value.length <= 40 ? [value] : []))
    .slice(0, 2)
    .join(", ");
}
